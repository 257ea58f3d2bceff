/* base/text: what strangers' bytes become. */
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

struct text_case {
	const char *in, *out;
};

static void invalid_utf8_becomes_replacement_characters(void **state)
{
	static const struct text_case cases[] = {
		{ "Episode 5 \xc2\xb7 Candle", "Episode 5 \xc2\xb7 Candle" },
		{ "\xff", "\xef\xbf\xbd" },
		{ "a\xe2\x82", "a\xef\xbf\xbd\xef\xbf\xbd" }, /* cut inside a character */
		{ "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd" },   /* overlong */
		{ "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
		{ "\xf0\x9f\x9a\x80", "\xf0\x9f\x9a\x80" },
	};
	struct strbuf out;

	strbuf_init(&out);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		strbuf_clear(&out);
		text_add_clean(&out, cases[i].in, false);
		assert_string_equal(out.text, cases[i].out);
	}
	strbuf_release(&out);
}

static void a_server_without_unicode_gets_question_marks(void **state)
{
	struct strbuf out;

	strbuf_init(&out);
	text_add_clean(&out, "5 \xc2\xb7 \xf0\x9f\x9a\x80", true);
	assert_string_equal(out.text, "5 ? ?");
	strbuf_release(&out);
}

static void controls_never_reach_a_terminal(void **state)
{
	static const struct text_case cases[] = {
		{ "a\x1b[31mred\r\n", "a\\x1b[31mred\\x0d\\x0a" },
		{ "\xc2\x9b"
		  "2J",
			"\\x9b2J" },
		{ "abc\xe2\x80\xae", "abc\\u202e" },
		{ "50 \xe2\x96\x88", "50 \xe2\x96\x88" },
	};
	struct strbuf out;

	strbuf_init(&out);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		strbuf_clear(&out);
		text_add_shown(&out, cases[i].in);
		assert_string_equal(out.text, cases[i].out);
	}
	strbuf_release(&out);
}

static void a_json_value_stays_what_it_is_but_for_what_a_database_refuses(void **state)
{
	static const struct text_case cases[] = {
		{ "{\"seed\": 18446744073709551615}", "{\"seed\": 18446744073709551615}" },
		{ "{\"a\": \"x\\u0000y\"}", "{\"a\": \"x\\ufffdy\"}" },
		{ "\"\\\\u0000\"", "\"\\\\u0000\"" }, /* a backslash and letters, no escape */
		{ "\"\\ud83d\\ude80\"", "\"\\ud83d\\ude80\"" },
		{ "\"\\ud83d!\"", "\"\\ufffd!\"" },
		{ "\"\\ude80\"", "\"\\ufffd\"" },
		{ "\"\xc2\x9b\"", "\"\\u009b\"" },
		{ "\"\xff\"", "\"\xef\xbf\xbd\"" },
		{ "[1, 2", NULL },
		{ "{\"a\": NaN}", NULL },
		{ "\"\\u00", NULL },
		{ "\\", NULL },
	};
	struct strbuf out;

	strbuf_init(&out);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		strbuf_clear(&out);
		assert_int_equal(text_add_json_value(&out, cases[i].in, false), cases[i].out != NULL);
		assert_string_equal(out.text, cases[i].out ? cases[i].out : "");
	}
	strbuf_release(&out);
}

static void a_json_string_is_quoted_and_escaped(void **state)
{
	struct strbuf out;

	strbuf_init(&out);
	text_add_json_string(&out, "say \"hi\" \\ \x1b \xc2\xb7 \xff");
	assert_string_equal(out.text, "\"say \\\"hi\\\" \\\\ \\u001b \xc2\xb7 \xef\xbf\xbd\"");
	strbuf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(invalid_utf8_becomes_replacement_characters),
		cmocka_unit_test(a_server_without_unicode_gets_question_marks),
		cmocka_unit_test(controls_never_reach_a_terminal),
		cmocka_unit_test(a_json_value_stays_what_it_is_but_for_what_a_database_refuses),
		cmocka_unit_test(a_json_string_is_quoted_and_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

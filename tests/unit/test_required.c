/* parse/required: what a regex requires, and at which bytes what it matches begins and ends. */
#include "parse/required.h"

#include "base/strbuf.h"
#include "parse/macro.h"
#include "parse/regex.h"
#include "parse/regex_walk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void write_set(char *text, const struct text_set *set)
{
	char *to = text + strlen(text);

	for (unsigned i = 0; i < set->count; i++) {
		if (i)
			*to++ = ',';
		for (unsigned j = 0; j < set->texts[i].length; j++)
			*to++ = set->texts[i].bytes[j] == TEXT_DIGIT ? '#' : set->texts[i].bytes[j];
	}
	*to = '\0';
}

/* Cut at any place and joined again. */
static void a_joined_text_is_what_it_is_in_one_piece(void **state)
{
	static const char whole[] = "at 0:0,00.5-0 a:", longer[] = "x0 at 0:0,00.5-0 a: 0";
	const unsigned length = sizeof(longer) - 1;
	struct text_set set, rest, expected;
	char text[sizeof(longer)];

	for (unsigned i = 0; i < length; i++)
		text[i] = longer[i] == '0' ? TEXT_DIGIT : longer[i];
	text_set_one(&expected, text + 3, sizeof(whole) - 1);
	for (unsigned cut = 0; cut < sizeof(whole); cut++) {
		text_set_one(&set, text + 3, cut);
		text_set_one(&rest, text + 3 + cut, sizeof(whole) - 1 - cut);
		assert_true(text_set_join(&set, &rest));
		assert_memory_equal(set.texts, expected.texts, sizeof(struct text));
	}
	for (enum text_edge edge = TEXT_FIRST; edge <= TEXT_LAST; edge++) {
		text_set_one(&expected, text + (edge == TEXT_LAST ? length - TEXT_BYTES : 0), TEXT_BYTES);
		for (unsigned cut = length - TEXT_BYTES; cut <= TEXT_BYTES; cut++) {
			text_set_one(&set, text, cut);
			text_set_one(&rest, text + cut, length - cut);
			assert_false(text_set_join(&set, &rest));
			assert_true(text_set_join_edge(&set, &rest, edge));
			assert_memory_equal(set.texts, expected.texts, sizeof(struct text));
		}
	}
}

static struct required find(const char *regex, size_t limit)
{
	struct macro_parts *macros = macro_parts_new();
	struct required required;

	required_find(regex, limit, macros, &required);
	macro_parts_free(macros);
	return required;
}

static void the_required_literals_are_read_off_the_regex(void **state)
{
	static const struct {
		const char *regex, *literals;
	} cases[] = {
		{ "Trial (\\d+) pruned", "# pruned" },
		{ "Epoch (?:\\d+)", "epoch #" },
		{ "a|b", "" },
		{ "ab|cd", "ab,cd" },
		{ "foo|bar\\.x", "foo,bar.x" },
		{ "\\d+ ?(?:/| of ) ?[0-9]", "# / #,# /#,#  of  #,#  of #,#/ #,#/#,# of  #,# of #" },
		{ "\\d+(?:,\\d{3})*(?:\\.\\d+)?/x", "#/x" },
		{ "(?:ab|cd)?e", "e" },
		{ "[━╸]+ \\d", "━ #,╸ #" },
		{ "[^a]b c", "b c" },
		{ "[a-f]b c", "b c" },
		{ "\\d+", "" },
		{ "a verylongtextthatgoeson", "a verylongtextth" },
		{ "(?=.*needed)xy", "needed & xy" },
		{ "(?:xyz)+(?<!b)", "xyz" },
		{ "foo|b*", "" },
		{ "(?:abc)?", "" },
		{ "(?:abc)?xy", "xy" },
		{ "abc?", "ab" },
		{ "ab+c", "bc & ab" },
		{ "abx{0,2}", "ab" },
		{ "x{2}", "x" },
		{ "(?i)abc%", "abc%" },
		{ "(?i:abc)xyz", "abcxyz" },
		{ "(?i:ask)", "ask,as\u212a,a\u017fk,a\u017f\u212a" },
		{ "(?i:é)ab", "ab" },
		{ "(?i:é|ab)", "" },
		{ "[Ee]poch", "epoch" },
		{ "[|]%", "|%" },
		{ "\\d+%\\|", "#%|" },
		{ "(?<n>ab)(?=cd)", "ab & cd" },
		{ "#%.*zz", "zz & #%" },
		{ "#%.*zzz|#%.*yyy", "zzz,yyy & #%" },
		{ "#%.*zz|yy", "zz,yy" },
		{ "(?:#%)?.*zz", "zz" },
		{ "longer text.*zz", "longer text" },
		{ "(?!zz)ab", "ab" },
		{ "é?a", "a" },
		{ "\\Qa.b\\E", "" },
		{ "ab[[:alpha:]x]cd", "ab & cd" },
		{ "(?(1)a|b)c", "" },
		{ "a\\tb", "a\tb" },
		{ "(\\((?:[^()]|(?-1))*\\))end", ")end" },
		{ "(?<n>ab)\\k'n'c", "ab" },
		{ "(ab)\\g'1'|(cd)\\g+1(e)", "ab,cd" },
		{ "(ab)\\1'|'cd", "ab,'cd" },
		{ "ab\\x'|cd", "ab,cd" },
		{ "ab\\N{U+2501}", "ab" },
		{ "\\plab", "ab" },
		{ "\\é?ab", "ab" },
		{ "[\\éa]b", "éb,ab" },
		{ "[\\!-/]ab", "ab" },
		{ "[\\--/]ab", "ab" },
		{ "[[:a]ab|c]cd", "[ab,:ab,aab,c]cd" },
		{ "[\\Q[:\\E]ab|cd[x]ef", "" },
		{ "ab(?#x)*cd", "acd,bcd" },
		{ "ab[[:<:]]cd", "" },
		{ "ab{,3}cd", "" },
		{ "ab{1,2,3}cd", "" },
		{ "a{2}{0}bc", "bc" },
		{ "(?C1)ab", "" },
		{ "(?<*x>y)ab", "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct required required = find(cases[i].regex, SIZE_MAX);
		char found[256] = "";

		write_set(found, &required.sets[0]);
		if (required.sets[1].count)
			strcat(found, " & ");
		write_set(found, &required.sets[1]);
		if (strcmp(found, cases[i].literals))
			fail_msg("%s needs '%s', not '%s'", cases[i].regex, found, cases[i].literals);
	}
}

static void assert_same_set(const struct text_set *set, const struct text_set *other, const char *regex)
{
	if (set->count != other->count ||
		memcmp(set->texts, other->texts, set->count * sizeof(set->texts[0])) != 0)
		fail_msg("%s needs something else when its macros are written out", regex);
}

/* In these regexes a macro that may stay open is the first of all, so that it stands in its place when they
 * are written out, too. */
static size_t limit_of(const char *regex)
{
	size_t open_at, wrong_at;
	struct error err = ERROR_INIT;

	assert_true(macro_check(regex, &open_at, &wrong_at, &err));
	return open_at;
}

/* Twice: what is known from the first time is used the second time. */
static void a_macro_is_as_good_as_its_text(void **state)
{
	static const char *const regexes[] = {
		"{number}",
		"loss {number}$",
		"^{count}/{count} of {duration}",
		"^(?<name>{aside}[^|%]*?):? +{bar}",
		"Epoch (?:{bar}|{counter}) {2}x{3}",
		"(?i:{aside} {number}k)",
		"(?i){duration}",
		"{number}?{count}+ done|{duration}*x",
		"best (?<params>{dict}) and {number} of {pairs}",
		"best {dict} of {aside} in {duration}$",
		"{pairs}",
		"\\{number} [{count}]\\D{number}",
		"\\x{ab}\\p{l}(?<bar>x)\\k{bar}",
		"{number",
	};
	struct macro_parts *macros = macro_parts_new();

	for (size_t i = 0; i < 2 * sizeof(regexes) / sizeof(regexes[0]); i++) {
		const char *regex = regexes[i / 2];
		struct required required, of_text;
		struct strbuf expanded;

		strbuf_init(&expanded);
		macro_expand(regex, &expanded);
		required_find(regex, limit_of(regex), macros, &required);
		of_text = find(expanded.text, limit_of(regex));
		for (unsigned j = 0; j < REQUIRED_SETS; j++)
			assert_same_set(&required.sets[j], &of_text.sets[j], regex);
		assert_memory_equal(&required.first, &of_text.first, sizeof(required.first));
		assert_memory_equal(&required.last, &of_text.last, sizeof(required.last));
		strbuf_release(&expanded);
	}
	macro_parts_free(macros);
}

static void no_macro_matches_the_empty_text(void **state)
{
	for (unsigned i = 0; i < MACRO_COUNT; i++) {
		struct error err = ERROR_INIT;
		size_t wrong_at;
		struct regex *regex = regex_new(macro_table[i].text, &wrong_at, &err);

		if (!regex)
			fail_msg("{%s}: %s", macro_table[i].name, err.message);
		regex_free(regex);
	}
}

static void the_first_byte_of_a_match_is_read_off_the_regex(void **state)
{
	static const struct {
		const char *regex, *first, *not_first;
	} cases[] = {
		{ "^abc", "aA", "b0" },
		{ "^[|#]+ *x", "|#", "x " },
		{ "^ *(?<n>\\d+)/", " 07", "a/" },
		{ "^(?=.*needed)(?!no) *\\[?(?:one|two)", " [otT", "nx" },
		{ "^(?:a?b|[cd]+)e", "abcd", "e" },
		{ "^x?y*z", "xyz", "a" },
		{ "^(?:x?y*)?z", "xyz", "a" },
		{ "^x{0,2}y", "xy", "z" },
		{ "^━", "\xe2", "a" },
		{ "^(?i:k)", "kK\xe2", "a" },
		{ "^\\s*x", "x qz", "" },
		{ "^.*x", "a", "" },
		{ "^x|y", "xyz", "" },
		{ "x", "abc", "" },
		{ "(?m)^x", "abc", "" },
		{ "^(?m:^x)", "abc", "" },
		{ "^(?:a|b*)c?", "abcd", "" },
		{ "^(?(1)a|b)c", "xyz", "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct required required = find(cases[i].regex, SIZE_MAX);

		for (const char *byte = cases[i].first; *byte; byte++)
			if (!byte_set_has(&required.first, *byte))
				fail_msg("%s may begin with '%c'", cases[i].regex, *byte);
		for (const char *byte = cases[i].not_first; *byte; byte++)
			if (byte_set_has(&required.first, *byte))
				fail_msg("%s can't begin with '%c'", cases[i].regex, *byte);
	}
}

static void the_last_byte_of_a_match_is_read_off_the_regex(void **state)
{
	static const struct {
		const char *regex, *last, *not_last;
	} cases[] = {
		{ "abc$", "cC\n", "ab" },
		{ "\\d+ ?%[\\])]?$", "%])", "0 a" },
		{ "x(?:\\.\\.\\.|…)?$", "x.\xa6", "a" },
		{ "x(?=y*)$", "x", "a" },
		{ "a\\d*$", "a7", "b" },
		{ "x(?=[1-9]){count}[)\\]](?: ?(?:\\.\\.\\.|…|:))?$", ").:]", "x 0" },
		{ "x.*$", "ab", "" },
		{ "x", "abc", "" },
		{ "x\\$", "abc", "" },
		{ "x[a$", "abc", "" },
		{ "x|y$", "abc", "" },
		{ "(?m)x$", "abc", "" },
		{ "(?:a|b*)$", "abc", "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct required required = find(cases[i].regex, SIZE_MAX);

		for (const char *byte = cases[i].last; *byte; byte++)
			if (!byte_set_has(&required.last, *byte))
				fail_msg("%s may end with '%c'", cases[i].regex, *byte);
		for (const char *byte = cases[i].not_last; *byte; byte++)
			if (byte_set_has(&required.last, *byte))
				fail_msg("%s can't end with '%c'", cases[i].regex, *byte);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_joined_text_is_what_it_is_in_one_piece),
		cmocka_unit_test(the_required_literals_are_read_off_the_regex),
		cmocka_unit_test(a_macro_is_as_good_as_its_text),
		cmocka_unit_test(no_macro_matches_the_empty_text),
		cmocka_unit_test(the_first_byte_of_a_match_is_read_off_the_regex),
		cmocka_unit_test(the_last_byte_of_a_match_is_read_off_the_regex),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

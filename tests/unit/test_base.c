/* base/: the small things that everything stands on. */
#include "base/clock.h"
#include "base/error.h"
#include "base/span.h"
#include "base/strbuf.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void context_goes_in_front_of_a_message(void **state)
{
	struct error err = ERROR_INIT;

	assert_false(error_set(&err, ERROR_USAGE, "cannot compile '%s'", "("));
	assert_false(error_within(&err, "%s:%d", "x.ini", 12));
	assert_string_equal(err.message, "x.ini:12: cannot compile '('");
	assert_int_equal(err.kind, ERROR_USAGE);
}

static void a_long_message_is_cut_not_overrun(void **state)
{
	struct error err = ERROR_INIT;
	char *text = malloc(4000);

	memset(text, 'x', 3999);
	text[3999] = '\0';
	error_set(&err, ERROR_SYSTEM, "%s", text);
	error_within(&err, "context");
	assert_int_equal(strlen(err.message), sizeof(err.message) - 1);
	free(text);
}

static void errno_is_told_behind_the_message(void **state)
{
	struct error err = ERROR_INIT;

	errno = ENOENT;
	assert_false(error_errno(&err, "cannot open '%s'", "x"));
	assert_string_equal(err.message, "cannot open 'x': No such file or directory");
}

static void a_copy_is_cut_between_characters(void **state)
{
	char buffer[4];

	assert_int_equal(span_copy(span_of("ab\xe2\x80\x94"), buffer, sizeof(buffer)), 2);
	assert_string_equal(buffer, "ab");
	assert_int_equal(span_copy(SPAN_NONE, buffer, sizeof(buffer)), 0);
}

static void a_string_grows(void **state)
{
	struct strbuf buffer;

	strbuf_init(&buffer);
	for (int i = 0; i < 1000; i++)
		strbuf_add_format(&buffer, "%03d,", i);
	assert_int_equal(buffer.length, 4000);
	assert_string_equal(buffer.text + 3996, "999,");
	strbuf_release(&buffer);
}

static void times_are_iso_8601_utc(void **state)
{
	char text[CLOCK_ISO_BYTES];

	assert_string_equal(clock_iso(1774160000123456789, text), "2026-03-22T06:13:20.123Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(context_goes_in_front_of_a_message),
		cmocka_unit_test(a_long_message_is_cut_not_overrun),
		cmocka_unit_test(errno_is_told_behind_the_message),
		cmocka_unit_test(a_copy_is_cut_between_characters),
		cmocka_unit_test(a_string_grows),
		cmocka_unit_test(times_are_iso_8601_utc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

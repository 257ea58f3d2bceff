/* supervise/line_ends: what two terminals add, one has to take away, wherever the bytes are cut. */
#include "supervise/line_ends.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* Feeds `bytes` in pieces of `piece` as the relay does, with a held CR in front of the next piece. */
static size_t drop_in_pieces(const char *bytes, size_t length, size_t piece, char *out)
{
	size_t total = 0;
	bool holds = false;

	for (size_t at = 0; at < length; at += piece) {
		char room[64] = { '\r' };
		size_t taken = length - at < piece ? length - at : piece, held = holds;

		memcpy(room + held, bytes + at, taken);
		holds = false;
		taken = line_ends_drop_cr(room, taken + held, &holds);
		memcpy(out + total, room, taken);
		total += taken;
	}
	if (holds)
		out[total++] = '\r';
	return total;
}

static void one_cr_before_each_line_feed_is_taken_out(void **state)
{
	static const struct {
		const char *shown, *sent;
	} cases[] = {
		{ "a\r\nb\r\n", "a\nb\n" },
		{ "a\r\r\n", "a\r\n" },
		{ "\r\n\r\n", "\n\n" },
		{ "bar\rbar\r\n", "bar\rbar\n" },
		{ "alone\r", "alone\r" },
		{ "a\nb", "a\nb" },
		{ "\r", "\r" },
		{ "plain", "plain" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t piece = 1; piece <= strlen(cases[i].shown); piece++) {
			char out[64] = { 0 };
			size_t length = drop_in_pieces(cases[i].shown, strlen(cases[i].shown), piece, out);

			assert_int_equal(length, strlen(cases[i].sent));
			assert_string_equal(out, cases[i].sent);
		}
}

static void only_the_first_line_feed_is_dropped(void **state)
{
	char two[] = "\na\n", none[] = "none";

	assert_int_equal(line_ends_drop_first(two, 3), 2);
	assert_memory_equal(two, "a\n", 2);
	assert_int_equal(line_ends_drop_first(none, 4), 4);
	assert_int_equal(line_ends_drop_first(none, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_cr_before_each_line_feed_is_taken_out),
		cmocka_unit_test(only_the_first_line_feed_is_dropped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

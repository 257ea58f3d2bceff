/* Rule 22: every event counts once. */
#include "parse/dedupe.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

enum { TOOL, OTHER_TOOL };

static struct dedupe *fresh_dedupe(void **state)
{
	struct dedupe *dedupe = *state;

	dedupe_init(dedupe);
	return dedupe;
}

static int64_t say_key(struct dedupe *dedupe, enum level level, uint64_t worker, const char *key)
{
	const struct dedupe_event event = { TOOL, level, worker, 0, span_of(key) };
	bool fresh;

	return dedupe_count(dedupe, &event, &fresh);
}

static int64_t say(struct dedupe *dedupe, enum level level, uint64_t worker, uint64_t source)
{
	const struct dedupe_event event = { TOOL, level, worker, source, SPAN_NONE };
	bool fresh;

	return dedupe_count(dedupe, &event, &fresh);
}

static void a_key_counts_once_whoever_prints_it(void **state)
{
	struct dedupe *dedupe = fresh_dedupe(state);
	struct dedupe_event event = { TOOL, LEVEL_SEARCH, 0, 1, span_of("3") };
	bool fresh;

	assert_int_equal(dedupe_count(dedupe, &event, &fresh), 1);
	assert_true(fresh);
	event.source = 2;
	assert_int_equal(dedupe_count(dedupe, &event, &fresh), 1);
	assert_false(fresh);
}

static void keys_may_come_out_of_order_and_start_anywhere(void **state)
{
	static const char *const keys[] = { "23", "20", "22", "20", "21", "23", "39" };
	static const int64_t counts[] = { 1, 2, 3, 3, 4, 4, 5 };
	struct dedupe *dedupe = fresh_dedupe(state);

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 0, keys[i]), counts[i]);
	assert_int_equal(dedupe->interval_count, 2);
}

static void keys_that_are_no_numbers_count_once_too(void **state)
{
	struct dedupe *dedupe = fresh_dedupe(state);

	assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 0, "1/5; 1/4"), 1);
	assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 0, "2/5; 1/4"), 2);
	assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 0, "1/5; 1/4"), 2);
}

static void ten_million_keys_from_four_workers_fit(void **state)
{
	struct dedupe *dedupe = fresh_dedupe(state);
	char key[20];

	/* blocks of 64 in a mixed-up order, as a pool of parallel trials finishes them, each told twice */
	for (unsigned i = 0; i < 10000000; i++) {
		unsigned mixed = (i & ~63u) | ((i * 37 + 11) & 63);

		snprintf(key, sizeof(key), "%u", mixed);
		assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 0, key), i + 1);
		if (i % 16 == 0)
			assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 0, key), i + 1);
	}
	assert_int_equal(dedupe->interval_count, 1);
}

static void keys_with_gaps_everywhere_stay_within_bounds(void **state)
{
	struct dedupe *dedupe = fresh_dedupe(state);
	char key[20];

	for (unsigned i = 0; i < 5000; i++) {
		snprintf(key, sizeof(key), "%u", i * 3);
		assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 0, key), i + 1);
	}
	assert_int_equal(dedupe->interval_count, DEDUPE_INTERVALS);
	/* the last one is still known */
	assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 0, key), 5000);
}

static void without_a_key_the_busiest_source_counts(void **state)
{
	struct dedupe *dedupe = fresh_dedupe(state);

	assert_int_equal(say(dedupe, LEVEL_SEARCH, 0, 1), 1); /* the logger */
	assert_int_equal(say(dedupe, LEVEL_SEARCH, 0, 2), 1); /* its echo on stdout */
	assert_int_equal(say(dedupe, LEVEL_SEARCH, 0, 1), 2); /* the same text again is a new event */
	assert_int_equal(say(dedupe, LEVEL_SEARCH, 0, 2), 2);
	assert_int_equal(say(dedupe, LEVEL_SEARCH, 0, 2), 3);
}

static void workers_of_a_search_add_up(void **state)
{
	struct dedupe *dedupe = fresh_dedupe(state);

	assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 7, "0"), 1);
	assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 8, "0"), 2);
	assert_int_equal(say(dedupe, LEVEL_SEARCH, 7, 1), 3);
	assert_int_equal(say(dedupe, LEVEL_SEARCH, 8, 1), 4);
}

static void ranks_of_a_training_are_one(void **state)
{
	struct dedupe *dedupe = fresh_dedupe(state);

	for (uint64_t rank = 1; rank <= 4; rank++) {
		assert_int_equal(say(dedupe, LEVEL_TRAINING, rank, 1), 1);
		assert_int_equal(say_key(dedupe, LEVEL_LOOP, rank, "1"), 1);
	}
	assert_int_equal(say(dedupe, LEVEL_TRAINING, 1, 1), 2);
}

static void a_new_round_starts_new_keys_and_an_echo_does_not(void **state)
{
	struct dedupe *dedupe = fresh_dedupe(state);

	assert_true(dedupe_open(dedupe, TOOL, LEVEL_SEARCH, span_of("study-a")));
	assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 0, "0"), 1);
	assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 0, "x"), 2);
	assert_false(dedupe_open(dedupe, TOOL, LEVEL_SEARCH, span_of("study-a")));
	assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 0, "0"), 2);
	assert_true(dedupe_open(dedupe, TOOL, LEVEL_SEARCH, span_of("study-b")));
	assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 0, "0"), 1);
	assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 0, "x"), 2);
	assert_true(dedupe_open(dedupe, TOOL, LEVEL_SEARCH, SPAN_NONE));
	assert_int_equal(say_key(dedupe, LEVEL_SEARCH, 0, "0"), 1);
}

static void inner_counts_begin_anew_when_an_outer_level_advances(void **state)
{
	struct dedupe *dedupe = fresh_dedupe(state);

	assert_int_equal(say_key(dedupe, LEVEL_TRAINING, 0, "1"), 1);
	assert_int_equal(say_key(dedupe, LEVEL_TRAINING, 0, "2"), 2);
	say_key(dedupe, LEVEL_SEARCH, 0, "0");
	assert_int_equal(say_key(dedupe, LEVEL_TRAINING, 0, "1"), 1);
	say_key(dedupe, LEVEL_SEARCH, 0, "0"); /* an echo moves nothing */
	assert_int_equal(say_key(dedupe, LEVEL_TRAINING, 0, "2"), 2);
	dedupe_advance(dedupe, OTHER_TOOL, LEVEL_SEARCH, 3);
	dedupe_advance(dedupe, OTHER_TOOL, LEVEL_SEARCH, 4);
	assert_int_equal(say_key(dedupe, LEVEL_TRAINING, 0, "2"), 1);
}

static void more_workers_and_tools_than_there_is_room_for_do_no_harm(void **state)
{
	struct dedupe *dedupe = fresh_dedupe(state);

	for (unsigned i = 0; i < 500; i++) {
		const struct dedupe_event event = { i % 50, LEVEL_SEARCH, i, i, span_of(i % 2 ? "5" : NULL) };
		bool fresh;

		assert_true(dedupe_count(dedupe, &event, &fresh) > 0);
	}
}

static int make_dedupe(void **state)
{
	*state = malloc(sizeof(struct dedupe));
	return *state ? 0 : -1;
}

static int drop_dedupe(void **state)
{
	free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_counts_once_whoever_prints_it),
		cmocka_unit_test(keys_may_come_out_of_order_and_start_anywhere),
		cmocka_unit_test(keys_that_are_no_numbers_count_once_too),
		cmocka_unit_test(ten_million_keys_from_four_workers_fit),
		cmocka_unit_test(keys_with_gaps_everywhere_stay_within_bounds),
		cmocka_unit_test(without_a_key_the_busiest_source_counts),
		cmocka_unit_test(workers_of_a_search_add_up),
		cmocka_unit_test(ranks_of_a_training_are_one),
		cmocka_unit_test(a_new_round_starts_new_keys_and_an_echo_does_not),
		cmocka_unit_test(inner_counts_begin_anew_when_an_outer_level_advances),
		cmocka_unit_test(more_workers_and_tools_than_there_is_room_for_do_no_harm),
	};

	return cmocka_run_group_tests(tests, make_dedupe, drop_dedupe);
}

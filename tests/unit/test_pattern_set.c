/* parse/pattern_set with few and many events, and the matcher on texts of all lengths. */
#include "parse/literal_search.h"
#include "parse/matcher.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define LONGEST (64 << 10)

static void count_complaint(void *ctx, const char *complaint)
{
	unsigned *complaints = ctx;

	(*complaints)++;
	assert_non_null(strstr(complaint, ".ini: more than "));
}

/* Adds a file of the events [e0], [e1], … Returns the complaints. */
static int add_events(struct pattern_set *set, const char *name, unsigned count)
{
	char directory[] = "/tmp/progwrap-test-XXXXXX", path[64];
	unsigned complaints = 0;
	FILE *file;
	int told;

	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/%s.ini", directory, name);
	file = fopen(path, "w");
	assert_non_null(file);
	for (unsigned i = 0; i < count; i++)
		fprintf(file, "[e%u]\nlevel = loop\nregex = \\b%s %u is (?<iterations_done>\\d)$\n", i, name,
			i);
	fclose(file);
	told = pattern_set_add(set, path, CLASS_TOOL, count_complaint, &complaints);
	unlink(path);
	rmdir(directory);
	assert_int_equal(told, complaints);
	return told;
}

static void take_name(void *ctx, const struct reading *reading)
{
	snprintf(ctx, 16, "%s", reading->event_name);
}

/* The event that a new matcher finds in the text; "": none. */
static void assert_finds(const struct pattern_set *set, struct span text, const char *event)
{
	struct matcher *matcher = matcher_new(set);
	struct matcher_state *state = malloc(sizeof(*state));
	const struct record record = { .text = text, .stream = 1 };
	char found[16] = "";

	assert_non_null(state);
	matcher_state_init(state);
	matcher_feed(matcher, state, &record, take_name, found);
	assert_string_equal(found, event);
	matcher_free(matcher);
	free(state);
}

static void a_set_without_events_finds_nothing(void **state)
{
	struct pattern_set *set = pattern_set_new();

	pattern_set_seal(set);
	assert_finds(set, span_of("a 0 is 1"), "");
	assert_finds(set, span_of(""), "");
	assert_int_equal(add_events(set, "a", 0), 0);
	pattern_set_seal(set);
	assert_finds(set, span_of("a 0 is 1"), "");
	pattern_set_free(set);
}

static void a_set_may_be_full(void **state)
{
	struct pattern_set *set = pattern_set_new();
	char text[32], name[32];

	assert_int_equal(add_events(set, "a", OWNERS_MAX), 0);
	assert_int_equal(add_events(set, "b", 1), 1);
	pattern_set_seal(set);
	assert_int_equal(pattern_set_event_count(set), OWNERS_MAX);
	for (unsigned i = 0; i < OWNERS_MAX; i += OWNERS_MAX / 8 + 1) {
		snprintf(text, sizeof(text), "a %u is 1", i);
		snprintf(name, sizeof(name), "e%u", i);
		assert_finds(set, span_of(text), name);
	}
	snprintf(text, sizeof(text), "a %d is 1", OWNERS_MAX - 1);
	snprintf(name, sizeof(name), "e%d", OWNERS_MAX - 1);
	assert_finds(set, span_of(text), name);
	assert_finds(set, span_of("b 0 is 1"), "");
	pattern_set_free(set);
}

static void a_file_that_takes_the_place_of_another_needs_no_room_beside_it(void **state)
{
	struct pattern_set *set = pattern_set_new();

	assert_int_equal(add_events(set, "a", OWNERS_MAX - 1), 0);
	assert_int_equal(add_events(set, "b", 1), 0);
	assert_int_equal(add_events(set, "b", 2), 1);
	assert_int_equal(add_events(set, "a", OWNERS_MAX - 2), 0);
	assert_int_equal(add_events(set, "b", 2), 0);
	pattern_set_seal(set);
	assert_int_equal(pattern_set_event_count(set), OWNERS_MAX);
	pattern_set_free(set);
}

/* The text is exactly as long as its memory, so that a sanitizer sees a read behind it. */
static void an_event_is_found_at_the_end_of_a_text_of_any_length(void **state)
{
	static const char end[] = "a 7 is 1";
	const size_t shortest = sizeof(end) - 1;
	struct pattern_set *set = pattern_set_new();

	assert_int_equal(add_events(set, "a", 10), 0);
	pattern_set_seal(set);
	for (size_t length = 1; length <= LONGEST; length += length < 300 ? 1 : length / 3) {
		char *text = malloc(length);

		assert_non_null(text);
		for (size_t i = 0; i < length; i++)
			text[i] = " .\0\xe9"[i % 4];
		assert_finds(set, (struct span){ text, length }, "");
		if (length > shortest)
			text[length - shortest - 1] = ' ';
		if (length >= shortest)
			memcpy(text + length - shortest, end, shortest);
		assert_finds(set, (struct span){ text, length }, length >= shortest ? "e7" : "");
		free(text);
	}
	pattern_set_free(set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_without_events_finds_nothing),
		cmocka_unit_test(a_set_may_be_full),
		cmocka_unit_test(a_file_that_takes_the_place_of_another_needs_no_room_beside_it),
		cmocka_unit_test(an_event_is_found_at_the_end_of_a_text_of_any_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

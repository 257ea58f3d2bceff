/* parse/required, parse/literal_search and parse/candidates together: no regex is kept from a text that it
 * matches. The texts are the samples of all shipped files, their mutations, and lines made of the required
 * texts themselves; the same random numbers each time. */
#include "base/mem.h"
#include "parse/compiled_set.h"
#include "parse/matcher.h"
#include "parse/shapes.h"
#include "random_numbers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define MUTATIONS 6
#define TEXT_ROOM 2048

static void fail_on_complaint(void *ctx, const char *complaint)
{
	fail_msg("%s", complaint);
}

static struct pattern_set *shipped(void)
{
	struct pattern_set *set = pattern_set_new();
	struct error err = ERROR_INIT;

	pattern_set_add(set, pattern_set_shipped_directory(), CLASS_TOOL, fail_on_complaint, NULL);
	pattern_set_seal(set);
	for (unsigned i = 0; i < set->event_count; i++)
		assert_true(event_compile(set->events[i], &err));
	return set;
}

/* What stands in the quotes of a sample. */
static size_t sample_text(const char *value, char text[TEXT_ROOM])
{
	static const char names[] = "ntre", meant[] = "\n\t\r\x1b";
	size_t length = 0;

	for (value++; *value && *value != '"' && length < TEXT_ROOM / 2; value++) {
		const char *name = *value == '\\' ? strchr(names, value[1]) : NULL;

		value += *value == '\\';
		text[length++] = name ? meant[name - names] : *value;
	}
	return length;
}

static size_t mutate(char *text, size_t length)
{
	static const char inserted[] = " 0%/|:,.[(\t\xe2k9";
	size_t at = length ? random_below((unsigned)length) : 0, cut;

	switch (length ? random_below(5) : 0) {
	case 0:
		memmove(text + at + 1, text + at, length - at);
		text[at] = inserted[random_below(sizeof(inserted) - 1)];
		return length + 1;
	case 1:
		memmove(text + at, text + at + 1, length - at - 1);
		return length - 1;
	case 2:
		text[at] = inserted[random_below(sizeof(inserted) - 1)];
		return length;
	case 3: /* a line that goes on behind another one's beginning */
		memmove(text + length, text + at, length - at);
		return length + (length - at);
	default:
		cut = random_below((unsigned)(length - at)) + 1;
		memmove(text + at, text + at + cut, length - at - cut);
		return length - cut;
	}
}

/* Required texts in any order, digits put in, blanks between. */
static size_t compose(const struct pattern_set *set, char text[TEXT_ROOM])
{
	size_t length = 0;

	for (unsigned part = random_below(6) + 1; part > 0; part--) {
		const struct event *event = set->events[random_below(set->event_count)];
		const struct text_set *required = event->required[random_below(REQUIRED_SETS)];
		unsigned pick = required->count ? random_below(required->count) : 0;

		for (unsigned i = 0; required->count && i < required->texts[pick].length; i++) {
			char byte = required->texts[pick].bytes[i];

			text[length++] = byte == TEXT_DIGIT ? (char)('0' + random_below(10)) : byte;
		}
		if (random_below(2))
			text[length++] = ' ';
	}
	return length;
}

struct trial {
	struct pattern_set *set;
	struct regex_scratch *scratch;
	struct shapes *shapes;
	unsigned matches;
};

/* On a copy of exactly that size, so that a sanitizer sees a read behind the end. */
static void try_one(struct trial *trial, const char *bytes, size_t length)
{
	char *copy = mem_copy_bytes(bytes, length);
	struct span text = { copy, length };
	struct regex_match match;
	struct folded folded = { 0 };
	const struct owner_set *owners;

	folded_take(&folded, text);
	owners = shapes_find(trial->shapes, trial->set, &folded);
	for (unsigned i = 0; i < trial->set->event_count; i++) {
		const struct event *event = trial->set->events[i];

		if (regex_match(event->regex, trial->scratch, text, &match) != REGEX_FOUND)
			continue;
		trial->matches++;
		if (!owner_set_has(owners, i) || !required_stand_in(event->required, text) ||
			!byte_set_has(&event->first, bytes[0]) ||
			!byte_set_has(&event->last, bytes[length - 1]))
			fail_msg("%s [%s] matches and is not found in '%.*s'", event->tool->name, event->name,
				(int)length, copy);
	}
	folded_release(&folded);
	free(copy);
}

/* And again with other digits: a text of the same shape, which is not searched anew. */
static void try_all(struct trial *trial, const char *bytes, size_t length)
{
	char *other = mem_copy_bytes(bytes, length);

	try_one(trial, bytes, length);
	for (size_t i = 0; i < length; i++)
		if (other[i] >= '0' && other[i] <= '9')
			other[i] = (char)('0' + random_below(10));
	try_one(trial, other, length);
	free(other);
}

static void no_regex_is_kept_from_a_text_that_it_matches(void **state)
{
	struct trial trial = { shipped(), regex_scratch_new(), mem_alloc(sizeof(struct shapes)), 0 };
	char text[2 * TEXT_ROOM];

	for (unsigned i = 0; i < trial.set->event_count; i++) {
		const struct event *event = trial.set->events[i];

		for (unsigned j = 0; j < event->sample_count; j++) {
			try_all(&trial, text, sample_text(event->samples[j].value, text));
			for (unsigned k = 0; k < MUTATIONS; k++)
				try_all(&trial, text,
					mutate(text, sample_text(event->samples[j].value, text)));
		}
		try_all(&trial, text, compose(trial.set, text));
	}
	assert_true(trial.matches > 4 * trial.set->event_count);
	free(trial.shapes);
	regex_scratch_free(trial.scratch);
	pattern_set_free(trial.set);
}

/* --- the same through the whole matcher --- */

struct hearing {
	uint64_t hash;
	unsigned readings;
};

static void hear(void *ctx, const struct reading *reading)
{
	struct hearing *hearing = ctx;
	char said[512];
	int length = snprintf(said, sizeof(said), "%s %s %lld %d %g %g %.*s", reading->tool_name,
		reading->event_name, (long long)reading->counted, reading->fresh, reading->current_iteration,
		reading->percentage, (int)(reading->key.text ? reading->key.length : 0),
		reading->key.text ? reading->key.text : "");

	hearing->readings++;
	hearing->hash = hearing->hash * 31 + span_hash((struct span){ said, (size_t)length % sizeof(said) });
}

struct listener {
	struct matcher *matcher;
	struct matcher_state *state;
	struct hearing hearing;
};

static struct listener listener_of(const struct pattern_set *set)
{
	struct listener listener = { matcher_new(set), malloc(sizeof(struct matcher_state)), { 0 } };

	matcher_state_init(listener.state);
	return listener;
}

static void listen(struct listener *listener, struct span text)
{
	struct record record = { .text = text, .stream = 1 };

	matcher_feed(listener->matcher, listener->state, &record, hear, &listener->hearing);
}

static void listener_release(struct listener *listener)
{
	matcher_free(listener->matcher);
	free(listener->state);
}

static void readings_are_the_same_with_and_without_the_search(void **state)
{
	struct pattern_set *set = shipped(), *plain = shipped();
	struct listener a = listener_of(set), b;
	char text[2 * TEXT_ROOM];

	pattern_set_search_nothing(plain);
	b = listener_of(plain);
	for (unsigned i = 0; i < set->event_count; i++)
		for (unsigned j = 0; j < set->events[i]->sample_count; j++)
			for (unsigned k = 0; k < 3; k++) {
				size_t length = sample_text(set->events[i]->samples[j].value, text);

				if (k)
					length = mutate(text, length);
				listen(&a, (struct span){ text, length });
				listen(&b, (struct span){ text, length });
				if (a.hearing.hash != b.hearing.hash)
					fail_msg("another reading of '%.*s'", (int)length, text);
			}
	assert_int_equal(a.hearing.readings, b.hearing.readings);
	assert_true(a.hearing.readings > set->event_count);
	listener_release(&a);
	listener_release(&b);
	pattern_set_free(set);
	pattern_set_free(plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_regex_is_kept_from_a_text_that_it_matches),
		cmocka_unit_test(readings_are_the_same_with_and_without_the_search),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

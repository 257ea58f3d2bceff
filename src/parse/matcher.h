/* Finds the events in a record and says what each reads (doc/recognition.md rules 2-5, 17, 20 and 22): which
 * stretch of the text each takes, dicts that go on over several records, worker tags, echoes. The dedupe
 * state is part of it.
 *
 * `struct matcher` holds what lives in this process (scratch memory of PCRE2); `struct matcher_state` is
 * everything that must survive: bounded, without pointers, a copy of its bytes is a checkpoint. */
#pragma once

#include "parse/matcher_state.h"
#include "parse/pattern_set.h"
#include "parse/screen.h"
#include "progress/reading.h"

struct matcher;

struct matcher *matcher_new(const struct pattern_set *set); /* borrows the sealed set */
void matcher_free(struct matcher *matcher);		    /* NULL is fine */
/* Who is told, once each, of a pattern that gave up on a line or was switched off because it takes too long.
 * Without it nobody is. */
void matcher_on_complaint(struct matcher *matcher, complaint_fn on_complaint, void *ctx);

/* What a pattern cost so far: how often its regex was tried, how often that gave an event's stretch, how long
 * it took. */
struct pattern_cost {
	const char *tool, *event;
	uint64_t tries, matches, nanoseconds;
};
/* Fills `costs`, which has room for every event of the set (pattern_set_event_count), from now on. */
void matcher_measure(struct matcher *matcher, struct pattern_cost *costs);

void matcher_state_init(struct matcher_state *state);
void matcher_feed(struct matcher *matcher, struct matcher_state *state, const struct record *record,
	reading_fn on_reading, void *ctx);
/* How many records there were, of all streams. */
uint64_t matcher_records(const struct matcher_state *state);
/* Each event of the user's own files, and whether it ever matched. */
void matcher_each_user_event(const struct pattern_set *set, const struct matcher_state *state,
	void (*on_event)(void *ctx, const char *tool, const char *event, bool matched), void *ctx);
/* No more records: a dict left open gives what it can. */
void matcher_end(struct matcher *matcher, struct matcher_state *state, uint64_t when_ns,
	reading_fn on_reading, void *ctx);

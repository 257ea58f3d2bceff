/* Counts every event once (doc/recognition.md rule 22). An event with a key counts once per key; one without
 * counts as often as its busiest source says it: the same line through a logger and through stdout are two
 * sources of one thing, the same line again from one source is a new event.
 *
 * Counts belong to a counter: a tool at a level. At the search level each worker counts its own trials and
 * the counts add up; at the others all workers do the same work and the largest count holds. A counter begins
 * anew with its round, and with each advance of a level around it.
 *
 * Pointer-free and bounded: numeric keys as intervals, others as hashes of which the oldest are forgotten. */
#pragma once

#include "base/span.h"
#include "progress/reading.h"

#include <stdbool.h>
#include <stdint.h>

#define DEDUPE_COUNTERS 32
#define DEDUPE_TALLIES 64 /* counters times the workers of the search level */
#define DEDUPE_SOURCES 160
#define DEDUPE_INTERVALS 1024
#define DEDUPE_KEY_SETS 512 /* of four hashes each */
#define DEDUPE_ROUNDS 8	    /* names that a counter remembers */

struct dedupe_counter {
	uint16_t tool, level;
	uint32_t round;	  /* serial number; part of every hash */
	double iteration; /* the last one that was said to run or be done; NAN: none */
	uint64_t round_names[DEDUPE_ROUNDS];
	uint32_t round_name_count;
	uint32_t unused;
};

struct dedupe_tally {
	uint64_t worker;
	int64_t keyed, unkeyed;
	uint16_t counter;
	uint16_t unused[3];
};

struct dedupe_source {
	uint64_t hash;
	int64_t count;
	uint64_t used; /* when, for replacing the one that was silent longest */
	uint16_t tally;
	uint16_t unused[3];
};

struct dedupe_interval {
	int64_t first, last;
	uint64_t tally;
};

struct dedupe {
	uint64_t ticks;
	uint16_t counter_count, tally_count, source_count, interval_count;
	struct dedupe_counter counters[DEDUPE_COUNTERS];
	struct dedupe_tally tallies[DEDUPE_TALLIES];
	struct dedupe_source sources[DEDUPE_SOURCES];
	struct dedupe_interval intervals[DEDUPE_INTERVALS]; /* sorted by tally, then first */
	uint64_t keys[DEDUPE_KEY_SETS][4];
	uint8_t oldest_key[DEDUPE_KEY_SETS];
};

void dedupe_init(struct dedupe *dedupe);

/* Who says it. `worker` 0: nobody in particular. `source`: a hash of the stream and of what stands before the
 * event. */
struct dedupe_event {
	unsigned tool;
	enum level level;
	uint64_t worker, source;
	struct span key; /* SPAN_NONE: it has none */
};

/* Counts it. Returns the counter's count now; *fresh says whether this event raised it. */
int64_t dedupe_count(struct dedupe *dedupe, const struct dedupe_event *event, bool *fresh);

/* A round begins, `name` may be SPAN_NONE. False: a name that was seen before, an echo; nothing changes. */
bool dedupe_open(struct dedupe *dedupe, unsigned tool, enum level level, struct span name);

/* The event says which iteration runs or is done: when that rises, the counters inside begin anew. */
void dedupe_advance(struct dedupe *dedupe, unsigned tool, enum level level, double iteration);

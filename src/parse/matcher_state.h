/* What the matcher must remember from record to record: bounded, without pointers (about 95 KiB). Only
 * the matcher looks inside. */
#pragma once

#include "parse/columns.h"
#include "parse/dedupe.h"
#include "parse/literal_search.h"
#include "parse/worker_tag.h"

#include <stdint.h>

#define JOIN_BYTES (16u << 10) /* of a dict that goes on over several records */
#define JOIN_RECORDS 64

/* Records that wait for the one that completes them, with a line feed behind each but the last. */
struct held_records {
	uint32_t length, count;
	uint32_t stream;
	int32_t row;
	uint32_t worker_length; /* 0: nobody in particular */
	char worker[WORKER_NAME_BYTES_MAX];
	uint64_t when_ns;
	char text[JOIN_BYTES];
};

#define MATCHER_STREAMS 2

/* Kept per stream: which of two streams is read first is chance, so a count of records over both would be
 * too. */
struct seen_records {
	uint64_t count;			 /* paused ones apart */
	uint64_t matched_at[OWNERS_MAX]; /* per event: the value of `count` at its last match, 0 = never */
};

struct matcher_state {
	struct seen_records seen[MATCHER_STREAMS];
	struct owner_set woken; /* sleepers one of whose needs matched once */
	struct dedupe dedupe;
	struct held_records held;
	struct columns columns; /* the names above the tables that are being printed */
};

/* The place in `seen` of stream 1 or 2. */
static inline unsigned matcher_stream(unsigned stream)
{
	return stream == 2;
}

/* Of each literal the two windows of six bytes by which literal_search finds it, one at an even and one at
 * an odd place, the rarest it has; and who shares a bucket with whom. */
#pragma once

#include "parse/needle.h"

#include <stdint.h>

#define WINDOW_PAIRS 3
#define WINDOW_BYTES (2 * WINDOW_PAIRS)
#define BUCKETS 64

struct literal {
	struct needle needle;
	uint16_t first_owner, owner_count; /* whose it is, in the search */
};

/* Folded; where the window reaches beyond the literal `value` and `known` have zero bytes. */
struct window {
	uint64_t value, known;
	uint16_t literal;
	uint16_t alike;		    /* how many of those behind it differ in the literal only */
	int8_t at;		    /* its place in the literal; -1: one byte before */
	uint8_t bits[WINDOW_PAIRS]; /* what each pair says */
};

/* Sorted; a bucket holds what stands between two ends, all of them known in the same bytes. */
struct literal_windows {
	struct window *windows;
	unsigned count;
	unsigned bucket_ends[BUCKETS];
	uint64_t bucket_known[BUCKETS];
};

static inline uint16_t window_pair(uint64_t word, unsigned pair)
{
	return (uint16_t)(word >> 16 * pair);
}

/* Of the literals of two bytes and more. Release it with literal_windows_release. */
void literal_windows_find(struct literal_windows *windows, const struct literal *literals, unsigned count);
void literal_windows_release(struct literal_windows *windows);

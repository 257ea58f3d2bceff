/* Of each literal the two windows of six bytes by which literal_search finds it, one at an even and one at
 * an odd place, the rarest it has; and who shares a bucket with whom. */
#pragma once

#include "parse/text_set.h"

#include <stdint.h>

#define WINDOW_PAIRS 3
#define WINDOW_BYTES (2 * WINDOW_PAIRS)
#define BUCKETS 64

/* Its letters are lower-case; TEXT_DIGIT stands for any digit. */
struct literal {
	char bytes[TEXT_BYTES];
	uint8_t length;
	uint16_t first_claim, claim_count; /* whose it is, the claims to it, in the search */
};

/* `value` is a window_word; where the window reaches beyond the literal it and `known` have zero bytes. */
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

/* Bytes of a text, the first one lowest, made equal for all that a literal takes for the same: every digit is
 * '0', and a letter lower-case (and with it some that are no letters). */
static inline uint64_t window_word(uint64_t bytes)
{
	const uint64_t word = bytes | 0x202020202020u, from_zero = word ^ 0x303030303030u;
	/* the highest bit of each byte that is 10 or more */
	const uint64_t other =
		(((from_zero & 0x7f7f7f7f7f7fu) + 0x767676767676u) | from_zero) & 0x808080808080u;
	const uint64_t digits = ((other ^ 0x808080808080u) >> 7) * 0xffu;

	return (word & ~digits) | (0x303030303030u & digits);
}

static inline uint16_t window_pair(uint64_t word, unsigned pair)
{
	return (uint16_t)(word >> 16 * pair);
}

/* Of the literals of two bytes and more. Release it with literal_windows_release. */
void literal_windows_find(struct literal_windows *windows, const struct literal *literals, unsigned count);
void literal_windows_release(struct literal_windows *windows);

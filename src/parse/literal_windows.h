/* Of each literal the two windows of four bytes by which literal_search finds it, one at an even and one at
 * an odd place, the rarest it has; and who shares a bucket with whom. */
#pragma once

#include "parse/text_set.h"

#include <stdint.h>

#define WINDOW_BYTES 4
#define BUCKETS 64

/* Its letters are lower-case; TEXT_DIGIT stands for any digit. */
struct literal {
	char bytes[TEXT_BYTES];
	uint8_t length;
	uint16_t first_claim, claim_count; /* whose it is, the claims to it, in the search */
};

/* `value` is a window_word; where the window reaches beyond the literal it and `known` have zero bytes. */
struct window {
	uint32_t value, known;
	uint16_t literal;
	uint16_t alike;		      /* how many of those behind it differ in the literal only */
	int8_t at;		      /* its place in the literal; -1: one byte before */
	uint8_t begin_bits, end_bits; /* what its halves say */
};

/* Sorted; a bucket holds what stands between two ends, all of them known in the same bytes. */
struct literal_windows {
	struct window *windows;
	unsigned count;
	unsigned bucket_ends[BUCKETS];
	uint32_t bucket_known[BUCKETS];
};

/* Four bytes of a text, the first one lowest, made equal for all that a literal takes for the same: every
 * digit is '0', and a letter lower-case (and with it some that are no letters). */
static inline uint32_t window_word(uint32_t bytes)
{
	const uint32_t word = bytes | 0x20202020u, from_zero = word ^ 0x30303030u;
	/* the highest bit of each byte that is 10 or more */
	const uint32_t other = (((from_zero & 0x7f7f7f7fu) + 0x76767676u) | from_zero) & 0x80808080u;
	const uint32_t digits = ((other ^ 0x80808080u) >> 7) * 0xffu;

	return (word & ~digits) | (0x30303030u & digits);
}

/* Of the literals of two bytes and more. Release it with literal_windows_release. */
void literal_windows_find(struct literal_windows *windows, const struct literal *literals, unsigned count);
void literal_windows_release(struct literal_windows *windows);

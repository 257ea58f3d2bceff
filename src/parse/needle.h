/* A short text that is looked for in folded ones. */
#pragma once

#include "parse/folded.h"
#include "parse/text_set.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct needle {
	char bytes[TEXT_BYTES]; /* folded */
	char mask[TEXT_BYTES];	/* all bits of each byte that it has */
	uint8_t length;
	uint8_t pair; /* where its two rarest bytes are */
};

/* `bytes` as in a text_set: lower-case, TEXT_DIGIT for any digit, for which a digit of its own stands here
 * too. */
struct needle needle_of(const char *bytes, unsigned length);
/* Does it stand at that byte of the text? Behind the text's end stand NULs, which no needle has. */
static inline bool needle_stands_at(const struct needle *needle, const struct folded *folded, size_t at)
{
	uint64_t there[2], bytes[2], mask[2];

	static_assert(sizeof(there) == TEXT_BYTES && TEXT_BYTES <= FOLDED_PADDING, "two words");
	if (at > folded->length)
		return false;
	memcpy(there, folded->bytes + at, TEXT_BYTES);
	memcpy(bytes, needle->bytes, TEXT_BYTES);
	memcpy(mask, needle->mask, TEXT_BYTES);
	return !(((there[0] ^ bytes[0]) & mask[0]) | ((there[1] ^ bytes[1]) & mask[1]));
}

/* Does it stand anywhere in it? */
bool needle_stands_in(const struct needle *needle, const struct folded *folded);

struct needles {
	unsigned count;
	struct needle *needles;
};

/* Of texts that are many only a part each is looked for, and none if that does not make them few. */
struct needles needles_of(const struct text_set *set);
void needles_release(struct needles *needles);
/* Does one of them stand in the text? Of none: yes. */
bool needles_stand_in(const struct needles *needles, const struct folded *folded);

/* Of a needle its rarest pair of bytes is looked for, and the rest only around that. */
#include "parse/needle.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* To ask for more texts, or for more single bytes, takes longer than to try the regex. */
#define MANY 4
#define MANY_BYTES 8

struct needle needle_of(const char *bytes, unsigned length)
{
	struct needle needle = { .length = (uint8_t)length,
		.pair = (uint8_t)text_rarest_part(bytes, length, 2) };

	memset(needle.mask, 0xff, length);
	for (unsigned i = 0; i < length; i++)
		needle.bytes[i] = bytes[i] == TEXT_DIGIT ? '0' : folded_byte(bytes[i]);
	return needle;
}

static bool stands_near(const struct needle *needle, const struct folded *folded, size_t at)
{
	for (size_t i = 0; i < sizeof(folded_block); i++)
		if (needle_stands_at(needle, folded, at + i))
			return true;
	return false;
}

/* Is the pair at one of these places? */
static bool has_pair(const char *at, char first, char second)
{
	folded_block here, next, found;
	uint64_t words[2];

	memcpy(&here, at, sizeof(here));
	memcpy(&next, at + 1, sizeof(next));
	found = (folded_block)((here == (unsigned char)first) & (next == (unsigned char)second));
	memcpy(words, &found, sizeof(words));
	return words[0] | words[1];
}

bool needle_stands_in(const struct needle *needle, const struct folded *folded)
{
	const char *pair = needle->bytes + needle->pair;

	if (needle->length == 1)
		return memchr(folded->bytes, needle->bytes[0], folded->length) != NULL;
	for (size_t at = 0; at < folded->length; at += sizeof(folded_block))
		if (has_pair(folded->bytes + at + needle->pair, pair[0], pair[1]) &&
			stands_near(needle, folded, at))
			return true;
	return false;
}

struct needles needles_of(const struct text_set *set)
{
	struct needles needles = { 0 };
	struct text_set few;

	text_set_copy(&few, set);
	for (unsigned size = 2; size > 0 && few.count > MANY; size--)
		text_set_shorten(&few, size);
	if (few.count > MANY_BYTES)
		return needles;
	needles.count = few.count;
	needles.needles = mem_resize(NULL, few.count + 1, sizeof(struct needle));
	for (unsigned i = 0; i < few.count; i++)
		needles.needles[i] = needle_of(few.texts[i].bytes, few.texts[i].length);
	return needles;
}

void needles_release(struct needles *needles)
{
	free(needles->needles);
}

bool needles_stand_in(const struct needles *needles, const struct folded *folded)
{
	for (unsigned i = 0; i < needles->count; i++)
		if (needle_stands_in(&needles->needles[i], folded))
			return true;
	return needles->count == 0;
}

/* Of a needle its rarest byte is looked for, and the rest only around that. */
#include "parse/needle.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define MANY 4

struct needle needle_of(const char *bytes, unsigned length)
{
	struct needle needle = { .length = (uint8_t)length };
	unsigned most = 0;

	memcpy(needle.own, bytes, length);
	memset(needle.mask, 0xff, length);
	for (unsigned i = 0; i < length; i++) {
		unsigned bits = text_byte_bits(i ? bytes[i - 1] : TEXT_BEFORE, bytes[i]);

		needle.bytes[i] = bytes[i] == TEXT_DIGIT ? '0' : folded_byte(bytes[i]);
		needle.has_digits |= isdigit((unsigned char)bytes[i]) != 0;
		if (bits > most) {
			most = bits;
			needle.rarest = (uint8_t)i;
		}
	}
	return needle;
}

bool needle_has_digits_of(const struct needle *needle, const char *text)
{
	for (unsigned i = 0; i < needle->length; i++)
		if (isdigit((unsigned char)needle->own[i]) && needle->own[i] != text[i])
			return false;
	return true;
}

bool needle_stands_in(const struct needle *needle, const struct folded *folded)
{
	const char byte = needle->bytes[needle->rarest];
	const char *at = folded->bytes + needle->rarest, *end = folded->bytes + folded->length;

	for (; at < end && (at = memchr(at, byte, (size_t)(end - at))) != NULL; at++)
		if (needle_stands_at(needle, folded, (size_t)(at - folded->bytes) - needle->rarest))
			return true;
	return false;
}

/* Where the two bytes begin that say most. */
static unsigned rarest_pair(const char *bytes, unsigned length)
{
	unsigned best = 0, most = 0;

	for (unsigned i = 0; i + 1 < length; i++) {
		unsigned bits = text_byte_bits(i ? bytes[i - 1] : TEXT_BEFORE, bytes[i]) +
				text_byte_bits(bytes[i], bytes[i + 1]);

		if (bits > most) {
			most = bits;
			best = i;
		}
	}
	return best;
}

/* Of many texts two bytes each: then they are few again, and say nearly as much. */
static void shorten(const struct text_set *set, struct text_set *shorter)
{
	shorter->count = 0;
	for (unsigned i = 0; i < set->count; i++) {
		const char *bytes = set->texts[i].bytes;
		const unsigned length = set->texts[i].length;

		text_set_add(shorter, bytes + rarest_pair(bytes, length), length < 2 ? length : 2);
	}
}

struct needles needles_of(const struct text_set *set)
{
	struct text_set shorter;
	struct needles needles;

	if (set->count > MANY) {
		shorten(set, &shorter);
		set = &shorter;
	}
	needles.count = set->count;
	needles.needles = mem_resize(NULL, set->count + 1, sizeof(struct needle));
	for (unsigned i = 0; i < set->count; i++)
		needles.needles[i] = needle_of(set->texts[i].bytes, set->texts[i].length);
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

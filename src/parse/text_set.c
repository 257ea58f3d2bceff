/* Arrays that are walked from one end to the other: sets are small. */
#include "parse/text_set.h"

#include <stdint.h>
#include <string.h>

#define WORTH_ENOUGH 40 /* what says more than this is as good as anything */
#define BITS_OF_NUMBER 3
#define BITS_OF_NEXT_NUMBER 1
#define BITS_BETWEEN_DIGITS 2
#define BITS_OF_UNUSUAL 10

void text_set_one(struct text_set *set, const char *bytes, unsigned length)
{
	set->count = 1;
	set->texts[0].length = (unsigned char)length;
	memcpy(set->texts[0].bytes, bytes, length);
}

void text_set_copy(struct text_set *to, const struct text_set *from)
{
	to->count = from->count;
	memcpy(to->texts, from->texts, from->count * sizeof(from->texts[0]));
}

size_t text_set_bytes(const struct text_set *set)
{
	return offsetof(struct text_set, texts) + set->count * sizeof(set->texts[0]);
}

static bool holds(const struct text_set *set, const char *bytes, unsigned length)
{
	for (unsigned i = 0; i < set->count; i++)
		if (set->texts[i].length == length && !memcmp(set->texts[i].bytes, bytes, length))
			return true;
	return false;
}

bool text_set_add(struct text_set *set, const char *bytes, unsigned length)
{
	if (holds(set, bytes, length))
		return true;
	if (set->count == TEXT_SET_MAX || length > TEXT_BYTES)
		return false;
	set->texts[set->count].length = (unsigned char)length;
	memcpy(set->texts[set->count++].bytes, bytes, length);
	return true;
}

bool text_set_unite(struct text_set *set, const struct text_set *other)
{
	unsigned before = set->count;

	for (unsigned i = 0; i < other->count; i++)
		if (!text_set_add(set, other->texts[i].bytes, other->texts[i].length)) {
			set->count = before;
			return false;
		}
	return true;
}

static bool join(const struct text_set *a, const struct text_set *b, bool may_cut, enum text_edge kept,
	struct text_set *joined)
{
	char text[2 * TEXT_BYTES];

	joined->count = 0;
	for (unsigned i = 0; i < a->count; i++)
		for (unsigned j = 0; j < b->count; j++) {
			unsigned before = a->texts[i].length, length = before + b->texts[j].length, cut = 0;

			if (length > TEXT_BYTES && !may_cut)
				return false;
			memcpy(text, a->texts[i].bytes, before);
			memcpy(text + before, b->texts[j].bytes, b->texts[j].length);
			if (length > TEXT_BYTES) {
				cut = kept == TEXT_LAST ? length - TEXT_BYTES : 0;
				length = TEXT_BYTES;
			}
			if (!text_set_add(joined, text + cut, length))
				return false;
		}
	return true;
}

bool text_set_join(const struct text_set *a, const struct text_set *b, struct text_set *joined)
{
	return join(a, b, false, TEXT_FIRST, joined);
}

bool text_set_join_edge(
	const struct text_set *a, const struct text_set *b, enum text_edge kept, struct text_set *joined)
{
	return join(a, b, true, kept, joined);
}

static bool stands_at(const struct text_set *set, unsigned shorter, unsigned longer, enum text_edge edge)
{
	unsigned length = set->texts[shorter].length, rest = set->texts[longer].length - length;

	return set->texts[longer].length > length &&
	       !memcmp(set->texts[longer].bytes + (edge == TEXT_LAST ? rest : 0), set->texts[shorter].bytes,
		       length);
}

void text_set_reduce(struct text_set *set, enum text_edge edge)
{
	for (unsigned i = 0; i < set->count; i++)
		for (unsigned j = 0; j < set->count; j++)
			if (stands_at(set, j, i, edge)) {
				set->texts[i--] = set->texts[--set->count];
				break;
			}
}

bool text_sets_equal(const struct text_set *a, const struct text_set *b)
{
	for (unsigned i = 0; i < a->count && i < b->count; i++)
		if (a->texts[i].length != b->texts[i].length ||
			memcmp(a->texts[i].bytes, b->texts[i].bytes, a->texts[i].length))
			return false;
	return a->count == b->count;
}

bool text_sets_overlap(const struct text_set *a, const struct text_set *b)
{
	for (unsigned i = 0; i < a->count; i++)
		for (unsigned j = 0; j < b->count; j++)
			if (memmem(a->texts[i].bytes, a->texts[i].length, b->texts[j].bytes,
				    b->texts[j].length) ||
				memmem(b->texts[j].bytes, b->texts[j].length, a->texts[i].bytes,
					a->texts[i].length))
				return true;
	return false;
}

/* Of ' ' to '~', as they were counted in the logs of some thirty tools. */
static const unsigned char printable_bits[] = {
	2, 14, 8, 9, 15, 9, 15, 7, 8, 8, 12, 10, 6, 6, 5, 7,	 /*  !"#$%&'()*+,-./ */
	4, 6, 6, 6, 7, 6, 6, 7, 7, 7, 6, 10, 9, 7, 10, 11,	 /* 0123456789:;<=>? */
	13, 9, 9, 9, 10, 9, 8, 10, 12, 9, 15, 11, 10, 10, 9, 9,	 /* @ABCDEFGHIJKLMNO */
	9, 14, 10, 9, 9, 10, 11, 10, 12, 13, 15, 6, 15, 7, 9, 6, /* PQRSTUVWXYZ[\]^_ */
	12, 5, 8, 6, 6, 5, 7, 7, 5, 5, 11, 9, 5, 6, 5, 5,	 /* `abcdefghijklmno */
	6, 11, 5, 5, 5, 6, 8, 8, 9, 8, 10, 11, 7, 11, 15,	 /* pqrstuvwxyz{|}~ */
};

/* What stands between the digits of times, dates and decimals. */
static bool joins_digits(char byte)
{
	return byte == '.' || byte == ':' || byte == ',' || byte == '-';
}

/* A number says little, however long it is. */
unsigned text_byte_bits(char before, char byte)
{
	if (byte == TEXT_DIGIT)
		return before == TEXT_DIGIT ? 0 : joins_digits(before) ? BITS_OF_NEXT_NUMBER : BITS_OF_NUMBER;
	if (before == TEXT_DIGIT && joins_digits(byte))
		return BITS_BETWEEN_DIGITS;
	return byte >= ' ' && byte <= '~' ? printable_bits[byte - ' '] : BITS_OF_UNUSUAL;
}

static unsigned text_worth(const char *bytes, unsigned length)
{
	unsigned worth = 0, digits = 0;

	for (unsigned i = 0; i < length; i++) {
		digits += bytes[i] == TEXT_DIGIT;
		worth += text_byte_bits(i ? bytes[i - 1] : TEXT_BEFORE, bytes[i]);
	}
	if (digits == length) /* every line has some */
		return 0;
	/* a single byte takes a search of its own */
	return length == 1 ? 1 : worth < WORTH_ENOUGH ? worth : WORTH_ENOUGH;
}

unsigned text_set_worth(const struct text_set *set)
{
	uint64_t often = 0; /* how often one of them is seen, in units of 2^-WORTH_ENOUGH */
	unsigned worth = WORTH_ENOUGH;

	for (unsigned i = 0; i < set->count; i++)
		often += 1ull << (WORTH_ENOUGH - text_worth(set->texts[i].bytes, set->texts[i].length));
	if (often == 0)
		return 0;
	for (; often > 1 && worth > 0; often >>= 1)
		worth--;
	return worth;
}

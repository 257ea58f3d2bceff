/* Arrays that are walked from one end to the other: sets are small. */
#include "parse/text_set.h"

#include <stdint.h>
#include <string.h>

#define WORTH_ENOUGH 40 /* what says more than this is as good as anything */
#define BITS_OF_NUMBER 3
#define BITS_OF_NEXT_NUMBER 1
#define BITS_BETWEEN_DIGITS 2
#define BITS_OF_UNUSUAL 10
#define BITS_LESS_IN_WORDS 1 /* a letter is expected behind a letter */

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

static bool is_letter(char byte)
{
	return byte >= 'a' && byte <= 'z';
}

/* A number says little, however long it is. */
unsigned text_byte_bits(char before, char byte)
{
	if (byte == TEXT_DIGIT)
		return before == TEXT_DIGIT ? 0 : joins_digits(before) ? BITS_OF_NEXT_NUMBER : BITS_OF_NUMBER;
	if (before == TEXT_DIGIT && joins_digits(byte))
		return BITS_BETWEEN_DIGITS;
	if (is_letter(before) && is_letter(byte))
		return printable_bits[byte - ' '] - BITS_LESS_IN_WORDS;
	return byte >= ' ' && byte <= '~' ? printable_bits[byte - ' '] : BITS_OF_UNUSUAL;
}

static void set_text(struct text *text, const char *bytes, unsigned length)
{
	unsigned bits = 0;

	*text = (struct text){ .length = (unsigned char)length };
	for (unsigned i = 0; i < length; i++) {
		text->bytes[i] = bytes[i];
		bits += text_byte_bits(i ? bytes[i - 1] : TEXT_BEFORE, bytes[i]);
	}
	text->bits = (unsigned char)bits;
}

/* What a byte says behind another one more than in front. */
static int more_bits(char before, char byte)
{
	return (int)text_byte_bits(before, byte) - (int)text_byte_bits(TEXT_BEFORE, byte);
}

/* Of what is longer than a text may be, that end is kept. */
static void go_on(struct text *text, const struct text *next, enum text_edge kept)
{
	const unsigned before = text->length, length = before + next->length;
	int bits = text->bits + next->bits;
	char both[2 * TEXT_BYTES];

	if (length > TEXT_BYTES) {
		memcpy(both, text->bytes, TEXT_BYTES);
		memcpy(both + before, next->bytes, TEXT_BYTES);
		set_text(text, both + (kept == TEXT_FIRST ? 0 : length - TEXT_BYTES), TEXT_BYTES);
		return;
	}
	if (before && next->length)
		bits += more_bits(text->bytes[before - 1], next->bytes[0]);
	for (unsigned i = 0; i < next->length; i++)
		text->bytes[before + i] = next->bytes[i];
	text->length = (unsigned char)length;
	text->bits = (unsigned char)bits;
}

/* With the zeros behind them: two words to compare. */
static bool same_bytes(const struct text *a, const struct text *b)
{
	return !memcmp(a->bytes, b->bytes, TEXT_BYTES);
}

void text_set_one(struct text_set *set, const char *bytes, unsigned length)
{
	set->count = 1;
	set_text(&set->texts[0], bytes, length);
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

static bool holds(const struct text_set *set, const struct text *text)
{
	for (unsigned i = 0; i < set->count; i++)
		if (same_bytes(&set->texts[i], text) && set->texts[i].length == text->length)
			return true;
	return false;
}

static bool add(struct text_set *set, const struct text *text)
{
	if (holds(set, text))
		return true;
	if (set->count == TEXT_SET_MAX)
		return false;
	set->texts[set->count++] = *text;
	return true;
}

bool text_set_add(struct text_set *set, const char *bytes, unsigned length)
{
	struct text text;

	if (length > TEXT_BYTES)
		return false;
	set_text(&text, bytes, length);
	return add(set, &text);
}

bool text_set_unite(struct text_set *set, const struct text_set *other)
{
	unsigned before = set->count;

	for (unsigned i = 0; i < other->count; i++)
		if (!add(set, &other->texts[i])) {
			set->count = before;
			return false;
		}
	return true;
}

static unsigned shortest_length(const struct text_set *set)
{
	unsigned length = TEXT_BYTES;

	for (unsigned i = 0; i < set->count; i++)
		if (set->texts[i].length < length)
			length = set->texts[i].length;
	return length;
}

static unsigned longest_length(const struct text_set *set)
{
	unsigned length = 0;

	for (unsigned i = 0; i < set->count; i++)
		if (set->texts[i].length > length)
			length = set->texts[i].length;
	return length;
}

static bool lengths_differ(const struct text_set *set)
{
	return shortest_length(set) != longest_length(set);
}

/* No two pairs make the same text if its length tells where the second one begins. */
static bool join_all(
	struct text_set *set, const struct text_set *next, enum text_edge kept, bool some_are_cut)
{
	const bool may_repeat = some_are_cut || (lengths_differ(set) && lengths_differ(next));
	struct text_set joined;

	joined.count = 0;
	for (unsigned i = 0; i < set->count; i++)
		for (unsigned j = 0; j < next->count; j++) {
			struct text text = set->texts[i];

			go_on(&text, &next->texts[j], kept);
			if (may_repeat && holds(&joined, &text))
				continue;
			if (joined.count == TEXT_SET_MAX)
				return false;
			joined.texts[joined.count++] = text;
		}
	text_set_copy(set, &joined);
	return true;
}

/* Most parts of a regex are one text: then it takes no second set. */
static bool join(struct text_set *set, const struct text_set *next, enum text_edge kept, bool some_are_cut)
{
	if (some_are_cut || next->count != 1)
		return join_all(set, next, kept, some_are_cut);
	for (unsigned i = 0; i < set->count; i++)
		go_on(&set->texts[i], &next->texts[0], kept);
	return true;
}

bool text_set_join(struct text_set *set, const struct text_set *next)
{
	return longest_length(set) + longest_length(next) <= TEXT_BYTES && join(set, next, TEXT_FIRST, false);
}

bool text_set_join_edge(struct text_set *set, const struct text_set *next, enum text_edge kept)
{
	return join(set, next, kept, longest_length(set) + longest_length(next) > TEXT_BYTES);
}

/* `text` is not empty. */
static bool stands_at(const char *place, const struct text *text)
{
	return *place == text->bytes[0] && !memcmp(place, text->bytes, text->length);
}

static bool stands_at_edge(const struct text *text, const struct text *longer, enum text_edge edge)
{
	return stands_at(longer->bytes + (edge == TEXT_FIRST ? 0 : longer->length - text->length), text);
}

static bool is_said_by_another(const struct text_set *set, const struct text *text, enum text_edge edge)
{
	for (unsigned i = 0; i < set->count; i++)
		if (set->texts[i].length < text->length && stands_at_edge(&set->texts[i], text, edge))
			return true;
	return false;
}

void text_set_reduce(struct text_set *set, enum text_edge edge)
{
	const unsigned shortest = shortest_length(set);

	if (shortest == 0) /* the empty text stands everywhere */
		text_set_one(set, "", 0);
	for (unsigned i = set->count; i-- > 0;)
		if (set->texts[i].length > shortest && is_said_by_another(set, &set->texts[i], edge))
			set->texts[i] = set->texts[--set->count];
}

static bool stands_in(const struct text *text, const struct text *longer)
{
	for (unsigned at = 0; at + text->length <= longer->length; at++)
		if (stands_at(longer->bytes + at, text))
			return true;
	return false;
}

bool text_sets_equal(const struct text_set *a, const struct text_set *b)
{
	if (a->count != b->count)
		return false;
	for (unsigned i = 0; i < a->count; i++)
		if (!holds(b, &a->texts[i]))
			return false;
	return true;
}

bool text_sets_overlap(const struct text_set *a, const struct text_set *b)
{
	for (unsigned i = 0; i < a->count; i++)
		for (unsigned j = 0; j < b->count; j++)
			if (stands_in(&a->texts[i], &b->texts[j]) || stands_in(&b->texts[j], &a->texts[i]))
				return true;
	return false;
}

/* Bytes beyond ASCII only where there is no other choice: of `s`, which in either case may be `\u017f`, two
 * texts are one then. */
static unsigned part_bits(const char *bytes, unsigned at, unsigned size)
{
	unsigned bits = 1;

	for (unsigned i = at; i < at + size; i++) {
		if (bytes[i] & 0x80)
			return 1;
		bits += text_byte_bits(i ? bytes[i - 1] : TEXT_BEFORE, bytes[i]);
	}
	return bits;
}

unsigned text_rarest_part(const char *bytes, unsigned length, unsigned size)
{
	unsigned best = 0, most = 0;

	for (unsigned at = 0; at + size <= length; at++) {
		unsigned bits = part_bits(bytes, at, size);

		if (bits > most) {
			most = bits;
			best = at;
		}
	}
	return best;
}

/* Each text gives way to its part there. */
static void keep_part(struct text_set *set, unsigned index, unsigned at, unsigned length)
{
	char part[TEXT_BYTES];

	memcpy(part, set->texts[index].bytes + at, length);
	text_set_add(set, part, length);
}

void text_set_cut(struct text_set *set, unsigned size, enum text_edge edge)
{
	const unsigned count = set->count;

	set->count = 0;
	for (unsigned i = 0; i < count; i++) {
		const unsigned length = set->texts[i].length, kept = length < size ? length : size;

		keep_part(set, i, edge == TEXT_LAST ? length - kept : 0, kept);
	}
}

void text_set_shorten(struct text_set *set, unsigned size)
{
	const unsigned count = set->count;

	set->count = 0;
	for (unsigned i = 0; i < count; i++) {
		const unsigned length = set->texts[i].length;

		keep_part(set, i, text_rarest_part(set->texts[i].bytes, length, size),
			length < size ? length : size);
	}
}

static unsigned text_worth(const struct text *text)
{
	static const struct text nothing;

	if (same_bytes(text, &nothing)) /* digits: every line has some */
		return 0;
	/* a single byte takes a search of its own */
	return text->length == 1 ? 1 : text->bits < WORTH_ENOUGH ? text->bits : WORTH_ENOUGH;
}

unsigned text_set_worth(const struct text_set *set)
{
	uint64_t often = 0; /* how often one of them is seen, in units of 2^-WORTH_ENOUGH */
	unsigned halvings;

	if (set->count == 0)
		return 0;
	for (unsigned i = 0; i < set->count; i++)
		often += 1ull << (WORTH_ENOUGH - text_worth(&set->texts[i]));
	halvings = 63 - (unsigned)__builtin_clzll(often);
	return halvings < WORTH_ENOUGH ? WORTH_ENOUGH - halvings : 0;
}

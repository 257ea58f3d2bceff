/* Arrays that are walked from one end to the other: sets are small. */
#include "parse/text_set.h"

#include <ctype.h>
#include <string.h>

#define WORTH_ENOUGH 24 /* what says more than this is as good as anything */

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

static unsigned byte_rarity(char byte)
{
	static const char common[] = "etaoinsrlhdcum", marks[] = ".-=_,'\"()[]|";

	if (byte == TEXT_DIGIT)
		return 0;
	if (byte == ' ' || isdigit((unsigned char)byte))
		return 1;
	if (byte == ':' || islower((unsigned char)byte))
		return byte == ':' || memchr(common, byte, sizeof(common) - 1) ? 2 : 4;
	return memchr(marks, byte, sizeof(marks) - 1) ? 3 : byte == '%' ? 5 : 6;
}

unsigned text_pair_rarity(char first, char second)
{
	return byte_rarity(first) + byte_rarity(second);
}

/* A number says as much as a blank, however long it is, and nothing alone: every line has some. */
static unsigned text_worth(const char *bytes, unsigned length)
{
	unsigned worth = 0, digits = 0, numbers = 0;

	for (unsigned i = 0; i < length; i++) {
		worth += byte_rarity(bytes[i]);
		digits += bytes[i] == TEXT_DIGIT;
		numbers += bytes[i] == TEXT_DIGIT && (i == 0 || bytes[i - 1] != TEXT_DIGIT);
	}
	if (digits == length)
		return 0;
	worth += numbers;
	/* a single byte takes a search of its own */
	return length == 1 ? 1 : worth < WORTH_ENOUGH ? worth : WORTH_ENOUGH;
}

unsigned text_set_worth(const struct text_set *set)
{
	unsigned least = 0, halvings = 0;

	for (unsigned i = 0; i < set->count; i++) {
		unsigned worth = text_worth(set->texts[i].bytes, set->texts[i].length);

		if (worth == 0)
			return 0;
		if (i == 0 || worth < least)
			least = worth;
	}
	if (set->count == 0)
		return 0;
	while (set->count >> (halvings + 1))
		halvings++;
	return least * 4 - (halvings < least ? halvings : least);
}

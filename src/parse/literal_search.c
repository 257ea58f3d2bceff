/* Of each literal the three neighbouring bytes that are rarest together are its mark (two, if it has no
 * more). Two bitmaps of 65,536 bits, which stay in the first-level cache, say whether a pair begins anybody's
 * mark and whether the third byte fits: two loads and two tests for every byte of the text. Only then the
 * literals with this mark are compared. A mark that holds a TEXT_DIGIT is ten marks. */
#include "parse/literal_search.h"

#include "base/mem.h"
#include "parse/text_set.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>

#define BUCKETS 8192 /* power of two */
#define NOBODY UINT16_MAX

struct literal {
	char *bytes;
	unsigned length;
	unsigned mark; /* offset of the rarest bytes */
	uint16_t owner;
	char first, last;
};

struct mark {
	uint16_t pair; /* two bytes as they stand in a text */
	uint16_t literal;
	uint16_t next; /* of the same bucket */
};

struct literal_search {
	uint64_t pairs[65536 / 64], triples[65536 / 64];
	uint16_t buckets[BUCKETS];
	struct literal *literals;
	struct mark *marks;
	unsigned count, mark_count, words;
	bool has_single; /* a literal of one byte is among them */
	struct owner_set always;
};

struct literal_search *literal_search_new(void)
{
	struct literal_search *search = mem_alloc(sizeof(*search));

	memset(search->buckets, 0xff, sizeof(search->buckets));
	search->words = 1;
	return search;
}

void literal_search_free(struct literal_search *search)
{
	if (!search)
		return;
	for (unsigned i = 0; i < search->count; i++)
		free(search->literals[i].bytes);
	free(search->literals);
	free(search->marks);
	free(search);
}

static uint16_t pair_at(const char *bytes)
{
	uint16_t pair;

	memcpy(&pair, bytes, sizeof(pair));
	return pair;
}

static uint16_t triple_at(const char *bytes)
{
	uint32_t triple = (uint32_t)(unsigned char)bytes[2] << 16 | pair_at(bytes);

	return (uint16_t)(triple * 2654435761u >> 16);
}

static unsigned bucket_of(uint16_t pair)
{
	return (pair * 40503u >> 3) & (BUCKETS - 1);
}

static void grow_to(struct literal_search *search, unsigned owner)
{
	assert(owner < OWNERS_MAX);
	if (search->words < owner / 64 + 1)
		search->words = owner / 64 + 1;
}

void literal_search_add_always(struct literal_search *search, unsigned owner)
{
	grow_to(search, owner);
	owner_set_add(&search->always, owner);
}

/* Of the mark that would begin there. */
static unsigned rarity_at(const struct literal *literal, unsigned at)
{
	const char *bytes = literal->bytes + at;

	return text_pair_rarity(bytes[0], bytes[1]) +
	       (at + 2 < literal->length ? text_pair_rarity(bytes[1], bytes[2]) : 0);
}

void literal_search_add(struct literal_search *search, struct span literal, unsigned owner)
{
	struct literal *added;

	assert(literal.length > 0 && search->count < NOBODY);
	grow_to(search, owner);
	search->literals = mem_resize(search->literals, search->count + 1, sizeof(*search->literals));
	added = &search->literals[search->count++];
	*added = (struct literal){ .bytes = mem_copy_bytes(literal.text, literal.length),
		.length = (unsigned)literal.length,
		.owner = (uint16_t)owner,
		.first = literal.text[0],
		.last = literal.text[literal.length - 1] };
	for (unsigned i = 1; i + 1 < added->length; i++)
		if (rarity_at(added, i) > rarity_at(added, added->mark))
			added->mark = i;
}

static void set_bit(uint64_t *bits, unsigned at)
{
	bits[at / 64] |= 1ull << at % 64;
}

static void add_mark(struct literal_search *search, const char *bytes, unsigned literal)
{
	uint16_t pair = pair_at(bytes), *bucket = &search->buckets[bucket_of(pair)];

	set_bit(search->pairs, pair);
	for (uint16_t i = *bucket; i != NOBODY; i = search->marks[i].next)
		if (search->marks[i].pair == pair && search->marks[i].literal == literal)
			return;
	assert(search->mark_count < NOBODY);
	search->marks = mem_resize(search->marks, search->mark_count + 1, sizeof(*search->marks));
	search->marks[search->mark_count] = (struct mark){ pair, (uint16_t)literal, *bucket };
	*bucket = (uint16_t)search->mark_count++;
}

/* `known` of the three bytes are; the third may be any. */
static void add_marks(struct literal_search *search, char bytes[3], unsigned known, unsigned literal)
{
	char *digit = memchr(bytes, TEXT_DIGIT, known);

	if (digit) {
		for (*digit = '0'; *digit <= '9'; ++*digit)
			add_marks(search, bytes, known, literal);
		*digit = TEXT_DIGIT;
		return;
	}
	add_mark(search, bytes, literal);
	for (unsigned third = 0; known == 2 && third < 256; third++) {
		bytes[2] = (char)third;
		set_bit(search->triples, triple_at(bytes));
	}
	if (known == 3)
		set_bit(search->triples, triple_at(bytes));
}

void literal_search_build(struct literal_search *search)
{
	for (unsigned i = 0; i < search->count; i++) {
		const struct literal *literal = &search->literals[i];
		unsigned known = literal->length - literal->mark < 3 ? 2 : 3;
		char mark[3];

		if (literal->length == 1) {
			search->has_single = true;
			continue;
		}
		memcpy(mark, literal->bytes + literal->mark, known);
		add_marks(search, mark, known, i);
	}
}

static bool is_like(char wanted, char byte)
{
	return wanted == byte || (wanted == TEXT_DIGIT && isdigit((unsigned char)byte));
}

static bool stands_at(const struct literal *literal, const char *text)
{
	/* most marks in a text are there by chance: two bytes tell before all are compared */
	if (!is_like(literal->first, text[0]) || !is_like(literal->last, text[literal->length - 1]))
		return false;
	for (unsigned i = 1; i + 1 < literal->length; i++)
		if (!is_like(literal->bytes[i], text[i]))
			return false;
	return true;
}

static void compare_at(
	const struct literal_search *search, struct span text, size_t at, struct owner_set *owners)
{
	uint16_t pair = pair_at(text.text + at);

	for (uint16_t i = search->buckets[bucket_of(pair)]; i != NOBODY; i = search->marks[i].next) {
		const struct literal *literal = &search->literals[search->marks[i].literal];

		if (search->marks[i].pair == pair && at >= literal->mark &&
			at - literal->mark + literal->length <= text.length &&
			stands_at(literal, text.text + at - literal->mark))
			owner_set_add(owners, literal->owner);
	}
}

static unsigned has_bit(const uint64_t *bits, uint16_t at)
{
	return bits[at / 64] >> at % 64 & 1;
}

static unsigned is_mark(const struct literal_search *search, const char *bytes)
{
	return has_bit(search->pairs, pair_at(bytes)) & has_bit(search->triples, triple_at(bytes));
}

/* Few literals are of one byte and few texts hold one, so that a pass of its own does. */
static void find_singles(const struct literal_search *search, struct span text, struct owner_set *owners)
{
	for (unsigned i = 0; i < search->count; i++)
		if (search->literals[i].length == 1 &&
			memchr(text.text, search->literals[i].bytes[0], text.length))
			owner_set_add(owners, search->literals[i].owner);
}

unsigned literal_search_run(const struct literal_search *search, struct span text, struct owner_set *owners)
{
	size_t i = 0;

	memcpy(owners->words, search->always.words, search->words * sizeof(owners->words[0]));
	for (; i + 3 <= text.length; i++)
		if (is_mark(search, text.text + i))
			compare_at(search, text, i, owners);
	for (; i + 2 <= text.length; i++)
		if (has_bit(search->pairs, pair_at(text.text + i)))
			compare_at(search, text, i, owners);
	if (search->has_single)
		find_singles(search, text, owners);
	return search->words;
}

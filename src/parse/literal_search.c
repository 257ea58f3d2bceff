/* Of each literal the rarest pair of neighbouring bytes is its mark. A bitmap of 65,536 bits (8 KiB, it stays
 * in the first-level cache) says whether a pair is anybody's mark: one load, one test for every byte of the
 * text. Only then the literals with this mark are compared. */
#include "parse/literal_search.h"

#include "base/mem.h"
#include "parse/required.h"

#include <assert.h>
#include <stdlib.h>

#define BUCKETS 1024 /* power of two */
#define NOBODY UINT16_MAX

struct literal {
	char *bytes;
	unsigned length;
	unsigned mark; /* offset of the rarest pair */
	uint16_t pair; /* its two bytes */
	uint16_t owner;
	uint16_t next; /* of the same bucket */
	char first, last;
};

struct literal_search {
	uint64_t marks[65536 / 64];
	uint16_t buckets[BUCKETS];
	struct literal *literals;
	unsigned count, words;
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
	free(search);
}

static uint16_t pair_at(const char *bytes)
{
	uint16_t pair;

	memcpy(&pair, bytes, sizeof(pair));
	return pair;
}

static unsigned bucket_of(uint16_t pair)
{
	return (pair * 40503u >> 6) & (BUCKETS - 1);
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
	search->always.words[owner / 64] |= 1ull << owner % 64;
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
		.last = literal.text[literal.length - 1],
		.next = NOBODY };
	for (unsigned i = 1; i + 1 < added->length; i++)
		if (required_rarity((unsigned char)added->bytes[i], (unsigned char)added->bytes[i + 1]) >
			required_rarity((unsigned char)added->bytes[added->mark],
				(unsigned char)added->bytes[added->mark + 1]))
			added->mark = i;
}

void literal_search_build(struct literal_search *search)
{
	for (unsigned i = 0; i < search->count; i++) {
		struct literal *literal = &search->literals[i];
		uint16_t pair, *bucket;

		if (literal->length == 1) {
			search->has_single = true;
			continue;
		}
		pair = literal->pair = pair_at(literal->bytes + literal->mark);
		bucket = &search->buckets[bucket_of(pair)];
		search->marks[pair / 64] |= 1ull << pair % 64;
		literal->next = *bucket;
		*bucket = (uint16_t)i;
	}
}

static void add_owner(struct owner_set *owners, unsigned owner)
{
	owners->words[owner / 64] |= 1ull << owner % 64;
}

static void compare_at(
	const struct literal_search *search, struct span text, size_t at, struct owner_set *owners)
{
	uint16_t pair = pair_at(text.text + at);

	for (uint16_t i = search->buckets[bucket_of(pair)]; i != NOBODY; i = search->literals[i].next) {
		const struct literal *literal = &search->literals[i];
		const char *start;

		if (literal->pair != pair || at < literal->mark ||
			at - literal->mark + literal->length > text.length)
			continue;
		start = text.text + at - literal->mark;
		/* most marks in a text are there by chance: two bytes tell before memcmp is called */
		if (start[0] != literal->first || start[literal->length - 1] != literal->last)
			continue;
		if (!memcmp(start, literal->bytes, literal->length))
			add_owner(owners, literal->owner);
	}
}

static bool is_mark(const struct literal_search *search, const char *bytes)
{
	uint16_t pair = pair_at(bytes);

	return search->marks[pair / 64] >> pair % 64 & 1;
}

/* Few literals are of one byte and few texts hold one, so that a pass of its own does. */
static void find_singles(const struct literal_search *search, struct span text, struct owner_set *owners)
{
	for (unsigned i = 0; i < search->count; i++)
		if (search->literals[i].length == 1 &&
			memchr(text.text, search->literals[i].bytes[0], text.length))
			add_owner(owners, search->literals[i].owner);
}

unsigned literal_search_run(const struct literal_search *search, struct span text, struct owner_set *owners)
{
	size_t i = 0;

	memcpy(owners->words, search->always.words, search->words * sizeof(owners->words[0]));
	for (; i + 5 <= text.length; i += 4) {
		const char *bytes = text.text + i;
		unsigned hits = (unsigned)is_mark(search, bytes) | (unsigned)is_mark(search, bytes + 1) << 1 |
				(unsigned)is_mark(search, bytes + 2) << 2 |
				(unsigned)is_mark(search, bytes + 3) << 3;

		for (; hits; hits &= hits - 1)
			compare_at(search, text, i + (size_t)__builtin_ctz(hits), owners);
	}
	for (; i + 2 <= text.length; i++)
		if (is_mark(search, text.text + i))
			compare_at(search, text, i, owners);
	if (search->has_single)
		find_singles(search, text, owners);
	return search->words;
}

/* The text is read two bytes at a time. Whatever its place, a literal covers the window of three such pairs
 * somewhere: one of its windows if it begins at an even byte, another if at an odd one. For every pair a
 * table says which buckets have a window with it as its first, its second and its third: where three
 * neighbours agree on a bucket, the windows there are compared, and then the literals. A literal that is
 * shorter than its window leaves the rest of it open. */
#include "parse/literal_search.h"

#include "base/mem.h"
#include "parse/literal_windows.h"

#include <assert.h>
#include <ctype.h>
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#define PAIR_PLACES (64 * 64)
#define HASHES (1 << 16)
#define CHAINS (1 << 13)
#define NOBODY UINT16_MAX
#define PAIRS_AT_ONCE (FOLDED_PADDING / 2)
#define LITERALS_MAX (NOBODY / 2) /* each has two windows */

/* Those with a window that has this pair as its first, its second, its third. */
struct buckets {
	uint64_t with[WINDOW_PAIRS];
};

/* A literal as it was added. */
struct wanted {
	char bytes[TEXT_BYTES];
	size_t length;
	uint16_t owner;
};

struct literal_search {
	struct buckets pairs[PAIR_PLACES];
	struct wanted *wanted; /* up to the build */
	struct literal *literals;
	uint16_t *owners;
	struct literal_windows windows;
	uint64_t hashes[HASHES / 64]; /* which of them some window has */
	uint16_t chains[CHAINS];      /* the first window of each; a chain takes several hashes */
	uint16_t *next;		      /* of each window, the next one in its chain */
	unsigned wanted_count, count, words;
	unsigned single_count;	 /* of those of one byte, which stand first */
	struct owner_set always; /* who needs nothing */
};

struct literal_search *literal_search_new(void)
{
	struct literal_search *search = mem_alloc(sizeof(*search));

	search->words = 1;
	return search;
}

void literal_search_free(struct literal_search *search)
{
	if (!search)
		return;
	free(search->wanted);
	free(search->literals);
	free(search->owners);
	free(search->next);
	literal_windows_release(&search->windows);
	free(search);
}

/* --- building --- */

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

void literal_search_add(struct literal_search *search, struct span literal, unsigned owner)
{
	struct wanted *wanted;

	assert(literal.length > 0 && literal.length <= TEXT_BYTES);
	grow_to(search, owner);
	if (search->wanted_count == LITERALS_MAX) {
		owner_set_add(&search->always, owner);
		return;
	}
	search->wanted = mem_resize(search->wanted, search->wanted_count + 1, sizeof(*search->wanted));
	wanted = &search->wanted[search->wanted_count++];
	*wanted = (struct wanted){ .length = literal.length, .owner = (uint16_t)owner };
	for (size_t i = 0; i < literal.length; i++)
		wanted->bytes[i] = isdigit((unsigned char)literal.text[i]) ? TEXT_DIGIT : literal.text[i];
}

static int compare_wanted(const void *one, const void *other)
{
	const struct wanted *a = one, *b = other;

	if (a->length != b->length)
		return a->length < b->length ? -1 : 1;
	return memcmp(a->bytes, b->bytes, a->length);
}

/* Each text once, the shortest first, with all its owners. */
static void gather(struct literal_search *search)
{
	const unsigned count = search->wanted_count;

	if (count)
		qsort(search->wanted, count, sizeof(*search->wanted), compare_wanted);
	search->literals = mem_resize(NULL, count, sizeof(*search->literals));
	search->owners = mem_resize(NULL, count, sizeof(*search->owners));
	for (unsigned i = 0; i < count; i++) {
		const struct wanted *wanted = &search->wanted[i];

		search->owners[i] = wanted->owner;
		if (i == 0 || compare_wanted(wanted - 1, wanted)) {
			search->literals[search->count++] = (struct literal){
				.needle = needle_of(wanted->bytes, (unsigned)wanted->length),
				.first_owner = (uint16_t)i,
			};
			search->single_count += wanted->length == 1;
		}
		search->literals[search->count - 1].owner_count++;
	}
	free(search->wanted);
	search->wanted = NULL;
}

/* Six bits of each byte. Letters, the digit and most marks are told apart. */
static unsigned place_of(unsigned pair)
{
	return (pair & 0x3f) | (pair >> 2 & 0xfc0);
}

/* The bucket is asked wherever that pair of the window may stand. */
static void mark_pair(
	struct literal_search *search, const struct window *window, unsigned pair, uint64_t bucket)
{
	const uint16_t value = window_pair(window->value, pair), known = window_pair(window->known, pair);
	const uint16_t open = (uint16_t)(~known & 0x3f3f);

	for (uint16_t rest = open;; rest = (uint16_t)(rest - 1) & open) {
		search->pairs[place_of((uint16_t)((value & ~open) | rest))].with[pair] |= bucket;
		if (rest == 0)
			return;
	}
}

/* Where the windows of a bucket leave a pair open, all of them do. */
static void mark_open_pairs(struct literal_search *search)
{
	const struct literal_windows *windows = &search->windows;
	struct buckets open = { { 0 } };

	for (unsigned bucket = 0; bucket < BUCKETS; bucket++)
		for (unsigned pair = 0; pair < WINDOW_PAIRS; pair++)
			if (windows->bucket_known[bucket] &&
				!window_pair(windows->bucket_known[bucket], pair))
				open.with[pair] |= 1ull << bucket;
	for (unsigned place = 0; place < PAIR_PLACES; place++)
		for (unsigned pair = 0; pair < WINDOW_PAIRS; pair++)
			search->pairs[place].with[pair] |= open.with[pair];
}

/* Of a window's value, or of what may be one in a text. */
static unsigned hash_of(uint64_t value)
{
	return (unsigned)(value * 0x9e3779b97f4a7c15u >> 48);
}

void literal_search_build(struct literal_search *search)
{
	struct literal_windows *windows = &search->windows;
	unsigned bucket = 0;

	gather(search);
	literal_windows_find(windows, search->literals, search->count);
	search->next = mem_resize(NULL, windows->count + 1, sizeof(*search->next));
	memset(search->chains, 0xff, sizeof(search->chains));
	for (unsigned i = 0; i < windows->count; i += windows->windows[i].alike + 1) {
		const struct window *window = &windows->windows[i];
		uint16_t *chain;
		unsigned hash;

		while (i >= windows->bucket_ends[bucket])
			bucket++;
		for (unsigned pair = 0; pair < WINDOW_PAIRS; pair++)
			if (window_pair(window->known, pair))
				mark_pair(search, window, pair, 1ull << bucket);
		hash = hash_of(window->value);
		search->hashes[hash / 64] |= 1ull << hash % 64;
		chain = &search->chains[hash % CHAINS];
		search->next[i] = *chain;
		*chain = (uint16_t)i;
	}
	mark_open_pairs(search);
}

/* --- searching --- */

/* What was found so far. */
struct finding {
	const struct literal_search *search;
	const struct folded *text;
	struct owner_set *owners;
};

static void found(struct finding *finding, const struct literal *literal)
{
	const uint16_t *owner = &finding->search->owners[literal->first_owner];

	for (const uint16_t *end = owner + literal->owner_count; owner < end; owner++)
		owner_set_add(finding->owners, *owner);
}

/* The window and those alike are there: are their literals? */
static void compare_literals(struct finding *finding, size_t at, const struct window *window)
{
	for (const struct window *end = window + window->alike; window <= end; window++) {
		const struct literal *literal = &finding->search->literals[window->literal];

		if ((window->at <= 0 || at >= (size_t)window->at) &&
			needle_stands_at(&literal->needle, finding->text, at - (size_t)window->at))
			found(finding, literal);
	}
}

/* The window that stands there, of those whose bytes are known alike. */
static void compare_with(struct finding *finding, size_t at, uint64_t value, uint64_t known)
{
	const struct literal_search *search = finding->search;
	const struct window *windows = search->windows.windows;
	const unsigned hash = hash_of(value);

	if (!(search->hashes[hash / 64] >> hash % 64 & 1))
		return;
	for (unsigned i = search->chains[hash % CHAINS]; i != NOBODY; i = search->next[i])
		if (windows[i].value == value && windows[i].known == known) {
			compare_literals(finding, at, &windows[i]);
			return;
		}
}

static void compare_at(struct finding *finding, size_t at, uint64_t buckets)
{
	const uint64_t *known = finding->search->windows.bucket_known;
	uint64_t word;

	memcpy(&word, finding->text->bytes + at, sizeof(word));
	word = le64toh(word);
	for (; buckets; buckets &= buckets - 1) {
		unsigned bucket = (unsigned)__builtin_ctzll(buckets);

		compare_with(finding, at, word & known[bucket], known[bucket]);
	}
}

/* Few literals are of one byte, so that a pass of its own for each does. */
static void find_singles(struct finding *finding)
{
	const struct literal *literal = finding->search->literals;

	for (const struct literal *end = literal + finding->search->single_count; literal < end; literal++)
		if (needle_stands_in(&literal->needle, finding->text))
			found(finding, literal);
}

/* Where the buckets in which all three pairs agree begin. */
struct hits {
	uint64_t buckets[PAIRS_AT_ONCE];
	uint16_t at[PAIRS_AT_ONCE];
};

/* The buckets that the pairs before agree on. */
struct agreed {
	uint64_t on_one, on_two;
};

/* Without a branch: whether a pair is a hit can't be foreseen. */
static unsigned find_hits(const struct literal_search *search, const char *bytes, size_t at, size_t pairs,
	struct agreed *agreed, struct hits *hits)
{
	uint64_t on_one = agreed->on_one, on_two = agreed->on_two;
	uint16_t places[PAIRS_AT_ONCE];
	unsigned count = 0;

	memcpy(places, bytes + at, sizeof(places));
	for (unsigned i = 0; i < PAIRS_AT_ONCE; i++)
		places[i] = (uint16_t)place_of(le16toh(places[i]));
	for (size_t i = 0; i < pairs; i++) {
		const struct buckets *here = &search->pairs[places[i]];
		const uint64_t whole = on_two & here->with[2];

		hits->buckets[count] = whole;
		hits->at[count] = (uint16_t)i;
		count += whole != 0;
		on_two = on_one & here->with[1];
		on_one = here->with[0];
	}
	*agreed = (struct agreed){ on_one, on_two };
	return count;
}

/* A window may reach beyond the text's end. */
static void find_windows(struct finding *finding)
{
	const size_t pairs = (finding->text->length + WINDOW_BYTES - 1) / 2;
	struct agreed agreed = { 0, 0 };
	struct hits hits;

	for (size_t done = 0; done < pairs; done += PAIRS_AT_ONCE) {
		const size_t now = pairs - done < PAIRS_AT_ONCE ? pairs - done : PAIRS_AT_ONCE;
		const unsigned count =
			find_hits(finding->search, finding->text->bytes, 2 * done, now, &agreed, &hits);

		for (unsigned i = 0; i < count; i++)
			compare_at(finding, 2 * (done + hits.at[i] + 1) - WINDOW_BYTES, hits.buckets[i]);
	}
}

unsigned literal_search_words(const struct literal_search *search)
{
	return search->words;
}

unsigned literal_search_run(
	const struct literal_search *search, const struct folded *text, struct owner_set *owners)
{
	struct finding finding = { search, text, owners };

	memcpy(owners->words, search->always.words, search->words * sizeof(owners->words[0]));
	find_windows(&finding);
	find_singles(&finding);
	return search->words;
}

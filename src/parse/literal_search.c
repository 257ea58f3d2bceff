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

#define PAIR_PLACES (128 * 128)
#define HASHES (1 << 16)
#define CHAINS (1 << 11)
#define NOBODY UINT16_MAX
#define LITERALS_MAX (NOBODY / 2) /* each has two windows */

/* Those with a window that has this pair as its first, its second, its third. */
struct buckets {
	uint64_t with[WINDOW_PAIRS];
};

/* One set of an owner, which wants a literal. */
struct claim {
	uint16_t owner, set;
};

/* A literal as it was added, for one set. */
struct wanted {
	char bytes[TEXT_BYTES];
	size_t length;
	struct claim claim;
};

struct literal_search {
	struct buckets pairs[PAIR_PLACES];
	struct wanted *wanted; /* up to the build */
	struct literal *literals;
	struct claim *claims;
	struct literal_windows windows;
	uint64_t hashes[HASHES / 64]; /* which of them some window has */
	uint16_t chains[CHAINS];      /* the first window of each; a chain takes several hashes */
	uint16_t *next;		      /* of each window, the next one in its chain */
	unsigned wanted_count, count, words;
	bool has_single; /* a literal of one byte is among them */
	/* who needs nothing of the first set; who something of the second */
	struct owner_set always, twice;
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
	free(search->claims);
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

/* That set keeps the owner from no text any more. */
static void be_content(struct literal_search *search, unsigned owner, unsigned set)
{
	if (set == 0)
		owner_set_add(&search->always, owner);
	else
		search->twice.words[owner / 64] &= ~(1ull << owner % 64);
}

void literal_search_add(struct literal_search *search, struct span literal, unsigned owner, unsigned set)
{
	struct wanted *wanted;

	assert(literal.length > 0 && literal.length <= TEXT_BYTES);
	assert(set < OWNER_SETS);
	grow_to(search, owner);
	if (search->wanted_count == LITERALS_MAX) {
		be_content(search, owner, set);
		return;
	}
	if (set > 0)
		owner_set_add(&search->twice, owner);
	search->has_single |= literal.length == 1;
	search->wanted = mem_resize(search->wanted, search->wanted_count + 1, sizeof(*search->wanted));
	wanted = &search->wanted[search->wanted_count++];
	*wanted = (struct wanted){ .length = literal.length, .claim = { (uint16_t)owner, (uint16_t)set } };
	memcpy(wanted->bytes, literal.text, literal.length);
}

static int compare_wanted(const void *one, const void *other)
{
	const struct wanted *a = one, *b = other;

	if (a->length != b->length)
		return a->length < b->length ? -1 : 1;
	return memcmp(a->bytes, b->bytes, a->length);
}

/* Each text once, with all claims to it. */
static void gather(struct literal_search *search)
{
	const unsigned count = search->wanted_count;

	if (count)
		qsort(search->wanted, count, sizeof(*search->wanted), compare_wanted);
	search->literals = mem_resize(NULL, count, sizeof(*search->literals));
	search->claims = mem_resize(NULL, count, sizeof(*search->claims));
	for (unsigned i = 0; i < count; i++) {
		const struct wanted *wanted = &search->wanted[i];

		search->claims[i] = wanted->claim;
		if (i == 0 || compare_wanted(wanted - 1, wanted)) {
			struct literal *literal = &search->literals[search->count++];

			memcpy(literal->bytes, wanted->bytes, sizeof(literal->bytes));
			literal->length = (uint8_t)wanted->length;
			literal->first_claim = (uint16_t)i;
			literal->claim_count = 0;
		}
		search->literals[search->count - 1].claim_count++;
	}
	free(search->wanted);
	search->wanted = NULL;
}

/* Seven bits of each byte: what is no ASCII shares the place of what is. */
static unsigned place_of(uint16_t pair)
{
	return (pair & 0x7f) | (pair >> 1 & 0x3f80);
}

/* In a place of the table these bits of a byte may differ though it means the same. */
static unsigned open_bits(unsigned char known, unsigned char byte)
{
	if (!known)
		return 0x7f;
	return byte == '0' ? 0x0f : 0x20;
}

/* The bucket is asked wherever that pair of the window may stand. */
static void mark_pair(
	struct literal_search *search, const struct window *window, unsigned pair, uint64_t bucket)
{
	const uint16_t value = window_pair(window->value, pair), known = window_pair(window->known, pair);
	const uint16_t open =
		(uint16_t)(open_bits(known & 0xff, value & 0xff) | open_bits(known >> 8, value >> 8) << 8);

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

static bool stands_at(const struct literal *literal, const char *text)
{
	for (unsigned i = 0; i < literal->length; i++)
		if (!text_byte_means(literal->bytes[i], text[i]))
			return false;
	return true;
}

/* The bytes there; those behind the text's end are 0. */
static uint64_t word_at(struct span text, size_t at)
{
	const char *bytes = text.text + at;
	uint64_t word = 0;

	if (text.length - at >= sizeof(word))
		memcpy(&word, bytes, sizeof(word));
	else
		memcpy(&word, bytes, text.length - at);
	return le64toh(word);
}

/* What was found so far, of each set. */
struct finding {
	const struct literal_search *search;
	struct span text;
	struct owner_set *owners[OWNER_SETS];
};

/* At an odd byte of the text there is one before it. */
static bool stands_with(
	const struct window *window, const struct literal *literal, struct span text, size_t at)
{
	return at - (size_t)window->at + literal->length <= text.length &&
	       at >= (size_t)(window->at > 0 ? window->at : 0) &&
	       stands_at(literal, text.text + at - window->at);
}

static void found(struct finding *finding, const struct literal *literal)
{
	const struct claim *claim = &finding->search->claims[literal->first_claim];

	for (const struct claim *end = claim + literal->claim_count; claim < end; claim++)
		owner_set_add(finding->owners[claim->set], claim->owner);
}

/* The window and those alike are there: are their literals? */
static void compare_literals(struct finding *finding, size_t at, const struct window *window)
{
	for (const struct window *end = window + window->alike; window <= end; window++) {
		const struct literal *literal = &finding->search->literals[window->literal];

		if (stands_with(window, literal, finding->text, at))
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
	const uint64_t word = window_word(word_at(finding->text, at));

	for (; buckets; buckets &= buckets - 1) {
		unsigned bucket = (unsigned)__builtin_ctzll(buckets);

		compare_with(finding, at, word & known[bucket], known[bucket]);
	}
}

static bool has_byte(struct span text, char byte)
{
	return memchr(text.text, byte, text.length) ||
	       memchr(text.text, toupper((unsigned char)byte), text.length);
}

/* Few literals are of one byte and few texts hold one, so that a pass of its own does. */
static void find_singles(struct finding *finding)
{
	for (unsigned i = 0; i < finding->search->count; i++) {
		const struct literal *literal = &finding->search->literals[i];

		if (literal->length == 1 && has_byte(finding->text, literal->bytes[0]))
			found(finding, literal);
	}
}

static const struct buckets *buckets_of(const struct literal_search *search, const char *bytes)
{
	uint16_t pair;

	memcpy(&pair, bytes, sizeof(pair));
	return &search->pairs[place_of(le16toh(pair))];
}

static void find_windows(struct finding *finding)
{
	const struct literal_search *search = finding->search;
	const struct span text = finding->text;
	/* behind the text's end stand zeros */
	const char last[WINDOW_BYTES] = { text.length % 2 ? text.text[text.length - 1] : '\0' };
	uint64_t begun = 0, going_on = 0;

	for (size_t i = 0; i < text.length + WINDOW_BYTES - 2; i += 2) {
		const struct buckets *here = buckets_of(
			search, i + 2 <= text.length ? text.text + i : last + (i < text.length ? 0 : 2));
		const uint64_t whole = going_on & here->with[2];

		if (whole)
			compare_at(finding, i - 4, whole);
		going_on = begun & here->with[1];
		begun = here->with[0];
	}
}

unsigned literal_search_run(const struct literal_search *search, struct span text, struct owner_set *owners)
{
	struct owner_set second;
	struct finding finding = { search, text, { owners, &second } };

	memcpy(owners->words, search->always.words, search->words * sizeof(owners->words[0]));
	memset(second.words, 0, search->words * sizeof(second.words[0]));
	find_windows(&finding);
	if (search->has_single)
		find_singles(&finding);
	for (unsigned i = 0; i < search->words; i++)
		owners->words[i] &= second.words[i] | ~search->twice.words[i];
	return search->words;
}

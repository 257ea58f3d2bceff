/* The windows are sorted so that those that begin alike come together, and the buckets are filled in that
 * order, as evenly as the frequencies of their bytes promise. */
#include "parse/literal_windows.h"

#include "base/mem.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* As it stands in a text_set. */
static char byte_at(const struct literal *literal, int at)
{
	const char byte = literal->needle.bytes[at];

	return byte == '0' ? TEXT_DIGIT : byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

/* How much the first bytes of a literal say, one more each. */
struct sums {
	unsigned bits[TEXT_BYTES + 1];
	int length;
};

static struct sums sums_of(const struct literal *literal)
{
	struct sums sums = { .length = literal->needle.length };
	char before = TEXT_BEFORE;

	for (int i = 0; i < sums.length; i++) {
		const char byte = byte_at(literal, i);

		sums.bits[i + 1] = sums.bits[i] + text_byte_bits(before, byte);
		before = byte;
	}
	return sums;
}

static unsigned bits_of(const struct sums *sums, int from, int to)
{
	from = from < 0 ? 0 : from < sums->length ? from : sums->length;
	to = to < sums->length ? to : sums->length;
	return to > from ? sums->bits[to] - sums->bits[from] : 0;
}

/* Of those that begin at an even or at an odd byte. */
static int rarest_window(const struct sums *sums, int parity)
{
	int best = -parity;

	for (int at = best + 2; at + 1 < sums->length; at += 2)
		if (bits_of(sums, at, at + WINDOW_BYTES) > bits_of(sums, best, best + WINDOW_BYTES))
			best = at;
	return best;
}

static struct window window_at(const struct literal *literal, const struct sums *sums, int at)
{
	struct window window = { .at = (int8_t)at };

	for (int i = 0; i < WINDOW_PAIRS; i++)
		window.bits[i] = (uint8_t)bits_of(sums, at + 2 * i, at + 2 * i + 2);
	for (int i = 0; i < WINDOW_BYTES; i++)
		if (at + i >= 0 && at + i < sums->length) {
			window.known |= 0xffull << 8 * i;
			window.value |= (uint64_t)(unsigned char)literal->needle.bytes[at + i] << 8 * i;
		}
	return window;
}

static int compare(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

/* By what is known, then pair by pair. */
static int compare_windows(const void *one, const void *other)
{
	const struct window *a = one, *b = other;
	int order = compare(a->known, b->known);

	for (unsigned i = 0; i < WINDOW_PAIRS && !order; i++)
		order = compare(window_pair(a->value, i), window_pair(b->value, i));
	return order ? order : compare(a->literal, b->literal);
}

/* How many pairs from the first on they share; of windows known in other bytes none. */
static unsigned common_pairs(const struct window *a, const struct window *b)
{
	unsigned count = 0;

	while (count < WINDOW_PAIRS && a->known == b->known &&
		window_pair(a->value, count) == window_pair(b->value, count))
		count++;
	return count;
}

/* What the windows of a bucket let pass: what they have for each pair comes together in any way. */
struct load {
	double often[WINDOW_PAIRS];
};

/* The first `known` pairs are in the load already. Returns the whole load then. */
static double load_add(struct load *load, const struct window *window, unsigned known)
{
	double product = 1;

	for (unsigned i = 0; i < WINDOW_PAIRS; i++) {
		load->often[i] += i < known ? 0 : 1.0 / (double)(1ull << window->bits[i]);
		product *= load->often[i] < 1 ? load->often[i] : 1;
	}
	return product;
}

/* Fills the buckets in turn, each until it would let pass more than `most`. Returns how many buckets that
 * takes. */
static unsigned fill_buckets(struct literal_windows *windows, double most)
{
	struct load load = { { 0 } };
	unsigned bucket = 0;

	for (unsigned i = 0; i < windows->count; i++) {
		const struct window *window = &windows->windows[i];
		struct load with = load;
		double passes = load_add(&with, window, i ? common_pairs(window - 1, window) : 0);

		if (i > 0 && (window->known != window[-1].known || passes > most)) {
			if (bucket + 1 < BUCKETS)
				windows->bucket_ends[bucket] = i;
			bucket++;
			with = (struct load){ { 0 } };
			load_add(&with, window, 0);
		}
		load = with;
		if (bucket < BUCKETS)
			windows->bucket_known[bucket] = window->known;
	}
	for (unsigned i = bucket; i < BUCKETS; i++)
		windows->bucket_ends[i] = windows->count;
	return bucket + 1;
}

static void count_alike(struct literal_windows *windows)
{
	for (unsigned i = windows->count; i-- > 1;)
		if (common_pairs(&windows->windows[i - 1], &windows->windows[i]) == WINDOW_PAIRS)
			windows->windows[i - 1].alike = windows->windows[i].alike + 1;
}

/* Finds by halving how much each must let pass for all windows to have one. */
static void find_buckets(struct literal_windows *windows)
{
	int too_little = -40, enough = 8;

	while (enough - too_little > 1) {
		int middle = (too_little + enough) / 2;

		if (fill_buckets(windows, ldexp(1, middle)) > BUCKETS)
			too_little = middle;
		else
			enough = middle;
	}
	fill_buckets(windows, ldexp(1, enough));
}

void literal_windows_find(struct literal_windows *windows, const struct literal *literals, unsigned count)
{
	windows->count = 0;
	windows->windows = mem_resize(NULL, 2 * count + 1, sizeof(struct window));
	for (unsigned i = 0; i < count; i++) {
		const struct sums sums = sums_of(&literals[i]);

		for (int parity = 0; parity < 2 && sums.length > 1; parity++) {
			struct window *window = &windows->windows[windows->count++];

			*window = window_at(&literals[i], &sums, rarest_window(&sums, parity));
			window->literal = (uint16_t)i;
		}
	}
	qsort(windows->windows, windows->count, sizeof(struct window), compare_windows);
	count_alike(windows);
	find_buckets(windows);
}

void literal_windows_release(struct literal_windows *windows)
{
	free(windows->windows);
}

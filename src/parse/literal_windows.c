/* The windows are sorted so that those that begin alike come together, and the buckets are filled in that
 * order, as evenly as the frequencies of their bytes promise. */
#include "parse/literal_windows.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>

/* Digits of the literal's own are no better known in a window than any. */
static char byte_at(const struct literal *literal, int at)
{
	return isdigit((unsigned char)literal->bytes[at]) ? TEXT_DIGIT : literal->bytes[at];
}

/* How much these bytes of the literal say. */
static unsigned bits_of(const struct literal *literal, int from, int to)
{
	unsigned bits = 0;

	for (int i = from < 0 ? 0 : from; i < to && i < (int)literal->length; i++)
		bits += text_byte_bits(i > 0 ? byte_at(literal, i - 1) : TEXT_BEFORE, byte_at(literal, i));
	return bits;
}

/* Of those that begin at an even or at an odd byte. */
static int rarest_window(const struct literal *literal, int parity)
{
	int best = -parity;

	for (int at = best + 2; at + 1 < (int)literal->length; at += 2)
		if (bits_of(literal, at, at + WINDOW_BYTES) > bits_of(literal, best, best + WINDOW_BYTES))
			best = at;
	return best;
}

static struct window window_at(const struct literal *literals, unsigned index, int at)
{
	const struct literal *literal = &literals[index];
	struct window window = { .literal = (uint16_t)index,
		.at = (int8_t)at,
		.begin_bits = (uint8_t)bits_of(literal, at, at + 2),
		.end_bits = (uint8_t)bits_of(literal, at + 2, at + 4) };

	for (int i = 0; i < WINDOW_BYTES; i++)
		if (at + i >= 0 && at + i < (int)literal->length) {
			char byte = byte_at(literal, at + i) == TEXT_DIGIT ? '0' : literal->bytes[at + i];

			window.known |= 0xffu << 8 * i;
			window.value |= (uint32_t)(unsigned char)byte << 8 * i;
		}
	window.value = window_word(window.value) & window.known;
	return window;
}

static int compare(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

/* By what is known, then by the first two bytes, which are the lower half. */
static int compare_windows(const void *one, const void *other)
{
	const struct window *a = one, *b = other;
	int order = compare(a->known, b->known);

	if (!order)
		order = compare(a->value & 0xffff, b->value & 0xffff);
	if (!order)
		order = compare(a->value, b->value);
	return order ? order : compare(a->literal, b->literal);
}

static bool is_alike(const struct window *a, const struct window *b)
{
	return a->known == b->known && a->value == b->value;
}

static bool begins_alike(const struct window *a, const struct window *b)
{
	return a->known == b->known && (a->value & 0xffff) == (b->value & 0xffff);
}

/* How often such a half is seen. */
static double often(unsigned bits)
{
	return 1.0 / (double)(1ull << bits);
}

/* Fills the buckets in turn, each until it would let pass more than `most`: what all its windows begin with
 * and end with comes together in any way. Returns how many buckets that takes. */
static unsigned fill_buckets(struct literal_windows *windows, double most)
{
	unsigned bucket = 0, first = 0;
	double begun = 0, ended = 0;

	for (unsigned i = 0; i < windows->count; i++) {
		const struct window *window = &windows->windows[i], *before = window - 1;
		bool opens = i == first || window->known != before->known;
		double begins = !opens && begins_alike(before, window) ? 0 : often(window->begin_bits);
		double ends = !opens && is_alike(before, window) ? 0 : often(window->end_bits);

		if (i > first && (opens || (begun + begins) * (ended + ends) > most)) {
			if (bucket + 1 < BUCKETS)
				windows->bucket_ends[bucket] = i;
			bucket++;
			first = i;
			begun = ended = 0;
			begins = often(window->begin_bits);
			ends = often(window->end_bits);
		}
		begun += begins;
		ended += ends;
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
		if (is_alike(&windows->windows[i - 1], &windows->windows[i]))
			windows->windows[i - 1].alike = windows->windows[i].alike + 1;
}

void literal_windows_find(struct literal_windows *windows, const struct literal *literals, unsigned count)
{
	windows->count = 0;
	windows->windows = mem_resize(NULL, 2 * count + 1, sizeof(struct window));
	for (unsigned i = 0; i < count; i++)
		for (int parity = 0; parity < 2 && literals[i].length > 1; parity++)
			windows->windows[windows->count++] =
				window_at(literals, i, rarest_window(&literals[i], parity));
	qsort(windows->windows, windows->count, sizeof(struct window), compare_windows);
	count_alike(windows);
	for (double most = 1e-9; fill_buckets(windows, most) > BUCKETS;)
		most *= 2;
}

void literal_windows_release(struct literal_windows *windows)
{
	free(windows->windows);
}

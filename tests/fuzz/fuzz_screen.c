/* parse/screen: however the bytes are cut and whenever the output pauses, the finished records are the same;
 * and every record keeps the promises of its header. */
#include "tests/fuzz/fuzz.h"

#include "parse/screen.h"

#include <assert.h>
#include <stdlib.h>

struct seen {
	uint64_t hash; /* of all finished records, in their order */
	uint64_t count;
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
	return (hash ^ value) * 0x100000001b3ULL + (hash >> 29);
}

static void look_at(void *ctx, const struct record *record)
{
	const char *text = record->text.text;
	const size_t length = record->text.length;
	struct seen *seen = ctx;

	assert(length > 0 && length <= SCREEN_LINE_BYTES && record->row >= 0 && record->stream == 2);
	assert(text[length - 1] != ' ' && text[length - 1] != '\t');
	for (size_t i = 0; i < length; i++)
		assert((unsigned char)text[i] >= 0x20 || text[i] == '\t' || record->osc);
	if (record->paused)
		return;
	seen->count++;
	seen->hash = mix(seen->hash, span_hash(record->text));
	seen->hash = mix(seen->hash, (uint64_t)record->row << 3 | (uint64_t)record->redrawn << 2 |
					     (uint64_t)record->cut << 1 | record->osc);
}

/* Feeds pieces of 1 to `longest` bytes, each in memory of its own, with a pause or a checkpoint between some.
 */
static struct seen feed(const uint8_t *bytes, size_t count, size_t longest, bool with_pauses)
{
	struct screen *screen = malloc(sizeof(*screen));
	struct seen seen = { 1, 0 };
	unsigned random = (unsigned)count;

	assert(screen);
	screen_init(screen, 2);
	while (count > 0) {
		size_t length = 1 + (size_t)rand_r(&random) % longest;
		char *piece;

		length = length < count ? length : count;
		piece = malloc(length);
		assert(piece);
		memcpy(piece, bytes, length);
		screen_feed(screen, piece, length, 1, look_at, &seen);
		free(piece);
		if (with_pauses && rand_r(&random) % 3 == 0)
			screen_pause(screen, 2, look_at, &seen);
		bytes += length;
		count -= length;
	}
	screen_end(screen, 3, look_at, &seen);
	free(screen);
	return seen;
}

static void survive_gaps(const uint8_t *bytes, size_t count)
{
	struct seen seen = { 1, 0 };
	struct screen screen;

	screen_init(&screen, 2);
	screen_feed(&screen, (const char *)bytes, count / 2, 1, look_at, &seen);
	screen_gap(&screen);
	screen_feed(&screen, (const char *)bytes + count / 2, count - count / 2, 1, look_at, &seen);
	screen_end(&screen, 2, look_at, &seen);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	static const size_t longest[] = { 1, 2, 5, 30, 4000 };
	const struct seen whole = feed(bytes, count, count + 1, false);

	for (size_t i = 0; i < sizeof(longest) / sizeof(longest[0]); i++) {
		const struct seen cut = feed(bytes, count, longest[i], i % 2);

		assert(cut.count == whole.count && cut.hash == whole.hash);
	}
	survive_gaps(bytes, count);
	return 0;
}

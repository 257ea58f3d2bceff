#include "parse/bytes.h"

#include <endian.h>

/* Eight bytes a turn. Subtracting 0x20 from each byte borrows from the one above where the byte was smaller:
 * of the high bits that this leaves, those above the lowest may be wrong, the lowest is not. */
const char *bytes_find_control(const char *bytes, const char *end)
{
	const uint64_t each = 0x0101010101010101ULL;

	while (end - bytes >= 8) {
		uint64_t word, small;

		memcpy(&word, bytes, 8);
		word = le64toh(word);
		small = (word - 0x20 * each) & ~word & 0x80 * each;
		if (!small) {
			bytes += 8;
			continue;
		}
		bytes += __builtin_ctzll(small) / 8;
		if (bytes_is_control(*bytes))
			return bytes;
		bytes++;
	}
	while (bytes < end && !bytes_is_control(*bytes))
		bytes++;
	return bytes;
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
	return hash ^ hash >> 29;
}

/* Two hashes side by side: neither waits for the other. */
struct pair_hash {
	uint64_t one, other;
};

static void mix_pair(struct pair_hash *hash, const char *bytes)
{
	uint64_t words[2];

	memcpy(words, bytes, sizeof(words));
	hash->one = mix(hash->one, words[0]);
	hash->other = mix(hash->other, words[1]);
}

/* The last sixteen bytes may be hashed in part before: that takes less than to count them. */
uint64_t bytes_hash(struct span text)
{
	const size_t size = sizeof(struct pair_hash);
	struct pair_hash hash = { text.length, 0 };
	char last[sizeof(struct pair_hash)] = { 0 };

	for (size_t i = size; i < text.length; i += size)
		mix_pair(&hash, text.text + i - size);
	if (text.length >= size)
		memcpy(last, text.text + text.length - size, size);
	else
		memcpy(last, text.text, text.length);
	mix_pair(&hash, last);
	hash.one = mix(hash.one, hash.other);
	return hash.one ? hash.one : 1;
}

struct span bytes_trim_end(struct span text)
{
	while (text.length > 0 && (text.text[text.length - 1] == ' ' || text.text[text.length - 1] == '\t'))
		text.length--;
	return text;
}

/* How many bytes a character has that begins with `lead`. */
static size_t character_length(unsigned char lead)
{
	if (lead >= 0xf0)
		return 4;
	if (lead >= 0xe0)
		return 3;
	return lead >= 0xc0 ? 2 : 1;
}

struct span bytes_whole_characters(struct span text)
{
	size_t tail = 0;

	while (tail < 3 && tail < text.length && bytes_is_continuation(text.text[text.length - 1 - tail]))
		tail++;
	if (tail < text.length &&
		character_length((unsigned char)text.text[text.length - 1 - tail]) > tail + 1)
		text.length -= tail + 1;
	return text;
}

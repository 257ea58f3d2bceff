#include "parse/literal_string.h"
#include "parse/literal_scan.h"

#include <stdint.h>

#define REPLACEMENT 0xfffd

static void write_code_point(struct strbuf *json, uint32_t point)
{
	char bytes[4];

	if (point < 0x20) {
		strbuf_add_format(json, "\\u%04x", point);
	} else if (point == '"' || point == '\\') {
		bytes[0] = '\\';
		bytes[1] = (char)point;
		strbuf_add(json, bytes, 2);
	} else if (point < 0x80) {
		bytes[0] = (char)point;
		strbuf_add(json, bytes, 1);
	} else if (point < 0x800) {
		bytes[0] = (char)(0xc0 | point >> 6);
		bytes[1] = (char)(0x80 | (point & 0x3f));
		strbuf_add(json, bytes, 2);
	} else if (point < 0x10000) {
		bytes[0] = (char)(0xe0 | point >> 12);
		bytes[1] = (char)(0x80 | (point >> 6 & 0x3f));
		bytes[2] = (char)(0x80 | (point & 0x3f));
		strbuf_add(json, bytes, 3);
	} else {
		bytes[0] = (char)(0xf0 | point >> 18);
		bytes[1] = (char)(0x80 | (point >> 12 & 0x3f));
		bytes[2] = (char)(0x80 | (point >> 6 & 0x3f));
		bytes[3] = (char)(0x80 | (point & 0x3f));
		strbuf_add(json, bytes, 4);
	}
}

/* NUL is valid JSON, but PostgreSQL's jsonb refuses it. */
static void write_any_code_point(struct strbuf *json, uint32_t point)
{
	const bool is_surrogate = point >= 0xd800 && point < 0xe000;

	write_code_point(json, point == 0 || is_surrogate || point > 0x10ffff ? REPLACEMENT : point);
}

/* A byte of the text as it stands; those of a longer character pass one by one. */
static void write_byte(struct strbuf *json, char byte)
{
	if ((unsigned char)byte < 0x80)
		write_any_code_point(json, (unsigned char)byte);
	else
		strbuf_add(json, &byte, 1);
}

static int digit_value(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	if (byte >= 'A' && byte <= 'F')
		return byte - 'A' + 10;
	return 16;
}

/* Reads `least` to `most` digits of `base` at *at and moves behind them. */
static bool read_digits(
	struct span text, size_t *at, unsigned least, unsigned most, int base, uint32_t *value)
{
	unsigned count = 0;

	*value = 0;
	while (count < most && *at + count < text.length && digit_value(text.text[*at + count]) < base) {
		*value = *value * (uint32_t)base + (uint32_t)digit_value(text.text[*at + count]);
		count++;
	}
	if (count < least)
		return false;
	*at += count;
	return true;
}

/* The second half of a character beyond U+FFFF that JSON writes as two escapes. */
static uint32_t join_surrogates(struct span text, size_t *at, uint32_t high)
{
	size_t behind = *at + 2;
	uint32_t low;

	if (high < 0xd800 || high >= 0xdc00 || behind > text.length || text.text[*at] != '\\' ||
		text.text[*at + 1] != 'u' || !read_digits(text, &behind, 4, 4, 16, &low) || low < 0xdc00 ||
		low >= 0xe000)
		return high;
	*at = behind;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* \xff, \377, \u00e9, \U0001f600 at the backslash. False: none of them. */
static bool write_numeric_escape(struct strbuf *json, struct span text, size_t *at)
{
	size_t behind = *at + 2;
	uint32_t point;
	bool read;

	switch (text.text[*at + 1]) {
	case 'x':
		read = read_digits(text, &behind, 2, 2, 16, &point);
		break;
	case 'u':
		read = read_digits(text, &behind, 4, 4, 16, &point);
		if (read)
			point = join_surrogates(text, &behind, point);
		break;
	case 'U':
		read = read_digits(text, &behind, 8, 8, 16, &point);
		break;
	default:
		behind--;
		read = read_digits(text, &behind, 1, 3, 8, &point);
	}
	if (!read)
		return false;
	write_any_code_point(json, point);
	*at = behind;
	return true;
}

/* The escape at *at; moves behind it. One that is unknown keeps its backslash, as in Python. */
static void write_escape(struct strbuf *json, struct span text, size_t *at, char quote)
{
	static const char letters[] = "abfnrtv'\"\\", meanings[] = "\a\b\f\n\r\t\v'\"\\";
	const char letter = *at + 1 < text.length ? text.text[*at + 1] : '\0';
	const char *known = letter ? strchr(letters, letter) : NULL;

	if (known) {
		write_code_point(json, (unsigned char)meanings[known - letters]);
		*at += 2;
	} else if (letter == '/' && quote == '"') {
		write_code_point(json, '/');
		*at += 2;
	} else if (letter == '\n') {
		*at += 2;
	} else if (!letter || !write_numeric_escape(json, text, at)) {
		write_code_point(json, '\\');
		++*at;
	}
}

/* What stands between the quotes. */
static void write_content(struct strbuf *json, struct span content, char quote, bool raw)
{
	size_t at = 0;

	while (at < content.length) {
		if (content.text[at] == '\\' && !raw)
			write_escape(json, content, &at, quote);
		else
			write_byte(json, content.text[at++]);
	}
}

static bool has_raw_prefix(struct span literal, size_t prefix)
{
	return memchr(literal.text, 'r', prefix) || memchr(literal.text, 'R', prefix);
}

/* `literal` is one whole literal. */
static void write_one(struct strbuf *json, struct span literal, size_t prefix)
{
	const char quote = literal.text[prefix];
	const size_t between = literal.length - prefix;
	const size_t marks =
		between >= 6 && literal.text[prefix + 1] == quote && literal.text[prefix + 2] == quote ? 3
												       : 1;

	write_content(json, literal_part(literal, prefix + marks, literal.length - marks), quote,
		has_raw_prefix(literal, prefix));
}

bool literal_write_strings(struct strbuf *json, struct span literals)
{
	const size_t start = json->length;
	size_t prefix;

	strbuf_add(json, "\"", 1);
	do {
		size_t behind = literal_string_prefix(literals, 0, &prefix) ? literal_skip(literals, 0) : 0;

		if (behind == 0) {
			strbuf_cut(json, start);
			return false;
		}
		write_one(json, literal_part(literals, 0, behind), prefix);
		literals = literal_trim(literal_part(literals, behind, literals.length));
	} while (literals.length > 0);
	strbuf_add(json, "\"", 1);
	return true;
}

void literal_write_text(struct strbuf *json, struct span text)
{
	bool blank = false;

	text = literal_trim(text);
	strbuf_add(json, "\"", 1);
	for (size_t i = 0; i < text.length; i++) {
		if (!literal_is_blank(text.text[i]))
			write_byte(json, text.text[i]);
		else if (!blank)
			write_byte(json, ' ');
		blank = literal_is_blank(text.text[i]);
	}
	strbuf_add(json, "\"", 1);
}

/* One strict UTF-8 decoder, and what each destination makes of its characters. */
#include "base/text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REPLACEMENT 0xfffdu

static unsigned sequence_length(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	if (first >= 0xf0 && first <= 0xf4)
		return 4;
	return 0;
}

uint32_t text_next(const char **text)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *bytes = (const unsigned char *)*text;
	unsigned length = sequence_length(bytes[0]);
	uint32_t character;

	++*text;
	if (length == 1)
		return bytes[0];
	if (length == 0)
		return REPLACEMENT;
	character = bytes[0] & (0x7fu >> length);
	for (unsigned i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return REPLACEMENT;
		character = character << 6 | (bytes[i] & 0x3f);
	}
	if (character < least[length] || character > 0x10ffff || (character >= 0xd800 && character < 0xe000))
		return REPLACEMENT;
	*text += length - 1;
	return character;
}

bool text_is_control(uint32_t character)
{
	return character < 0x20 || (character >= 0x7f && character < 0xa0) ||
	       (character >= 0x200e && character <= 0x200f) || (character >= 0x2028 && character <= 0x202e) ||
	       (character >= 0x2066 && character <= 0x2069) || character == 0x061c;
}

static void add_character(struct strbuf *out, uint32_t character)
{
	char bytes[4];
	size_t length;

	if (character < 0x80) {
		bytes[0] = (char)character;
		length = 1;
	} else if (character < 0x800) {
		bytes[0] = (char)(0xc0 | character >> 6);
		bytes[1] = (char)(0x80 | (character & 0x3f));
		length = 2;
	} else if (character < 0x10000) {
		bytes[0] = (char)(0xe0 | character >> 12);
		bytes[1] = (char)(0x80 | (character >> 6 & 0x3f));
		bytes[2] = (char)(0x80 | (character & 0x3f));
		length = 3;
	} else {
		bytes[0] = (char)(0xf0 | character >> 18);
		bytes[1] = (char)(0x80 | (character >> 12 & 0x3f));
		bytes[2] = (char)(0x80 | (character >> 6 & 0x3f));
		bytes[3] = (char)(0x80 | (character & 0x3f));
		length = 4;
	}
	strbuf_add(out, bytes, length);
}

void text_add_clean(struct strbuf *out, const char *text, bool ascii)
{
	while (*text) {
		uint32_t character = text_next(&text);

		add_character(out, ascii && character >= 0x80 ? '?' : character);
	}
}

void text_add_shown(struct strbuf *out, const char *text)
{
	while (*text) {
		uint32_t character = text_next(&text);

		if (!text_is_control(character))
			add_character(out, character);
		else if (character < 0x100)
			strbuf_add_format(out, "\\x%02x", (unsigned)character);
		else
			strbuf_add_format(out, "\\u%04x", (unsigned)character);
	}
}

void text_add_json_string(struct strbuf *out, const char *text)
{
	strbuf_add(out, "\"", 1);
	while (*text) {
		uint32_t character = text_next(&text);

		if (character == '"' || character == '\\')
			strbuf_add_format(out, "\\%c", (int)character);
		else if (text_is_control(character))
			strbuf_add_format(out, "\\u%04x", (unsigned)character);
		else
			add_character(out, character);
	}
	strbuf_add(out, "\"", 1);
}

/* The four digits behind "\u"; -1 if they are none. */
static long escape_value(const char *digits)
{
	char four[5] = { 0 };
	char *end;
	long value;

	strncpy(four, digits, 4);
	if (strspn(four, "0123456789abcdefABCDEF") != 4)
		return -1;
	value = strtol(four, &end, 16);
	return value;
}

static bool is_high_surrogate(long value)
{
	return value >= 0xd800 && value < 0xdc00;
}

static bool is_low_surrogate(long value)
{
	return value >= 0xdc00 && value < 0xe000;
}

/* The escape that `text` stands on ("\n", "\u00e9"), made safe; returns what is behind it. */
static const char *add_escape(struct strbuf *out, const char *text, bool ascii)
{
	long value, low = -1;
	size_t length = 6;

	if (text[1] != 'u' || (value = escape_value(text + 2)) < 0) {
		strbuf_add(out, text, text[1] ? 2 : 1);
		return text + (text[1] ? 2 : 1);
	}
	if (is_high_surrogate(value) && text[6] == '\\' && text[7] == 'u' &&
		is_low_surrogate(low = escape_value(text + 8)))
		length = 12;
	if (ascii && value >= 0x80)
		strbuf_add_string(out, "?");
	else if (value == 0 || is_low_surrogate(value) || (is_high_surrogate(value) && length == 6))
		strbuf_add_string(out, "\\ufffd");
	else
		strbuf_add(out, text, length);
	return text + length;
}

/* jansson only judges: its own output would round integers that need more than 64 bits. */
static bool is_json(const char *text)
{
	json_t *value = json_loads(text, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, NULL);

	json_decref(value);
	return value != NULL;
}

bool text_add_json_value(struct strbuf *out, const char *text, bool ascii)
{
	struct strbuf safe;
	bool valid;

	strbuf_init(&safe);
	while (*text) {
		uint32_t character;

		if (*text == '\\') {
			text = add_escape(&safe, text, ascii);
			continue;
		}
		character = text_next(&text);
		if (ascii && character >= 0x80)
			strbuf_add(&safe, "?", 1);
		else if (character >= 0x80 && text_is_control(character))
			strbuf_add_format(&safe, "\\u%04x", (unsigned)character);
		else if (character == 0x7f)
			strbuf_add_string(&safe, "\\u007f");
		else
			add_character(&safe, character);
	}
	valid = is_json(safe.text);
	if (valid)
		strbuf_add(out, safe.text, safe.length);
	strbuf_release(&safe);
	return valid;
}

void text_add_real(struct strbuf *text, double value)
{
	char digits[32];

	for (int precision = 15; precision <= 17; precision++) {
		snprintf(digits, sizeof(digits), "%.*g", precision, value);
		if (strtod(digits, NULL) == value)
			break;
	}
	strbuf_add_string(text, digits);
}

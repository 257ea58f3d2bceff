#include "parse/literal_scan.h"
#include "parse/literal.h"

#define ANGLE_BYTES_MAX 512 /* a longer <…> is two comparisons */

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_quote(char byte)
{
	return byte == '\'' || byte == '"';
}

static bool is_opener(char byte)
{
	return byte == '(' || byte == '[' || byte == '{';
}

static bool is_closer(char byte)
{
	return byte == ')' || byte == ']' || byte == '}';
}

bool literal_is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

bool literal_is_word(char byte)
{
	return is_letter(byte) || (byte >= '0' && byte <= '9') || byte == '_' || byte == '.' ||
	       (unsigned char)byte >= 0x80;
}

struct span literal_trim(struct span text)
{
	while (text.length > 0 && literal_is_blank(text.text[text.length - 1]))
		text.length--;
	while (text.length > 0 && literal_is_blank(text.text[0])) {
		text.text++;
		text.length--;
	}
	return text;
}

bool literal_string_prefix(struct span text, size_t at, size_t *length)
{
	*length = 0;
	while (*length < 2 && at + *length < text.length && text.text[at + *length] &&
		strchr("bBrRuUfF", text.text[at + *length]))
		(*length)++;
	return at + *length < text.length && is_quote(text.text[at + *length]);
}

static bool is_tripled(struct span text, size_t at)
{
	return at + 2 < text.length && text.text[at + 1] == text.text[at] &&
	       text.text[at + 2] == text.text[at];
}

/* `at` is the quote. */
static size_t skip_string(struct span text, size_t at)
{
	const char quote = text.text[at];
	const bool tripled = is_tripled(text, at);

	for (at += tripled ? 3 : 1; at < text.length; at++) {
		if (text.text[at] == '\\')
			at++;
		else if (text.text[at] == quote && (!tripled || is_tripled(text, at)))
			return at + (tripled ? 3 : 1);
	}
	return 0;
}

/* <function <lambda> at 0x7f…>, <tf.Tensor: shape=(), dtype=float32>; 0: only a less-than. */
static size_t skip_angle(struct span text, size_t at)
{
	size_t end = text.length - at > ANGLE_BYTES_MAX ? at + ANGLE_BYTES_MAX : text.length;
	int angles = 0, brackets = 0;

	if (at + 1 == text.length || !is_letter(text.text[at + 1]))
		return 0;
	for (; at < end && brackets >= 0; at++) {
		const char byte = text.text[at];

		angles += (byte == '<') - (byte == '>');
		brackets += is_opener(byte) - is_closer(byte);
		if (angles == 0)
			return at + 1;
	}
	return 0;
}

/* A quote behind a word is an apostrophe, unless the word is a string's prefix. */
static size_t skip_word(struct span text, size_t at)
{
	size_t prefix;

	if (literal_string_prefix(text, at, &prefix))
		return skip_string(text, at + prefix);
	while (at < text.length && literal_is_word(text.text[at]))
		at++;
	return at < text.length && is_quote(text.text[at]) ? at + 1 : at;
}

/* Anything but a group in brackets. */
static size_t skip_atom(struct span text, size_t at)
{
	const char byte = text.text[at];

	if (is_quote(byte))
		return skip_string(text, at);
	if (literal_is_word(byte))
		return skip_word(text, at);
	if (byte == '\\' && at + 1 < text.length)
		return at + 2;
	if (byte == '<' && skip_angle(text, at))
		return skip_angle(text, at);
	return at + 1;
}

static size_t skip_group(struct span text, size_t at)
{
	size_t depth = 0;

	while (at < text.length) {
		depth += is_opener(text.text[at]);
		depth -= is_closer(text.text[at]);
		at = skip_atom(text, at);
		if (at == 0 || depth == 0)
			return at;
	}
	return 0;
}

size_t literal_skip(struct span text, size_t at)
{
	return is_opener(text.text[at]) ? skip_group(text, at) : skip_atom(text, at);
}

size_t literal_find(struct span text, size_t at, char byte)
{
	while (at < text.length && text.text[at] != byte) {
		size_t behind = literal_skip(text, at);

		at = behind ? behind : at + 1;
	}
	return at;
}

size_t literal_end(struct span text)
{
	size_t at = 0;

	while (at < text.length && literal_is_word(text.text[at]))
		at++;
	return at < text.length && is_opener(text.text[at]) ? skip_group(text, at) : text.length;
}

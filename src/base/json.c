/* jansson with its silent losses closed. */
#include "base/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define REPLACEMENT "\xef\xbf\xbd"

static json_t *must(json_t *value)
{
	if (!value)
		abort();
	return value;
}

/* The length of the UTF-8 character at `at`, 0 if there is none: no overlong forms, no surrogates, nothing
 * past U+10FFFF. */
static size_t character_length(const unsigned char *at, size_t left)
{
	static const struct {
		unsigned char first_low, first_high, second_low, second_high;
		size_t length;
	} forms[] = {
		{ 0x01, 0x7f, 0, 0, 1 },
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (at[0] < forms[i].first_low || at[0] > forms[i].first_high)
			continue;
		if (forms[i].length == 1)
			return 1;
		if (left < forms[i].length || at[1] < forms[i].second_low || at[1] > forms[i].second_high)
			return 0;
		for (size_t k = 2; k < forms[i].length; k++)
			if ((at[k] & 0xc0) != 0x80)
				return 0;
		return forms[i].length;
	}
	return 0;
}

void utf8_clean(struct strbuf *out, struct span text)
{
	const unsigned char *at = (const unsigned char *)text.text;
	size_t from = 0;

	for (size_t i = 0; i < text.length;) {
		size_t length = character_length(at + i, text.length - i);

		if (length) {
			i += length;
			continue;
		}
		strbuf_add(out, text.text + from, i - from);
		strbuf_add_string(out, REPLACEMENT);
		from = ++i;
	}
	strbuf_add(out, text.text + from, text.length - from);
}

json_t *json_text(struct span text)
{
	struct strbuf clean;
	json_t *value;

	if (!text.text)
		return json_null();
	strbuf_init(&clean);
	utf8_clean(&clean, text);
	value = must(json_stringn(clean.text, clean.length));
	strbuf_release(&clean);
	return value;
}

json_t *json_real_or_null(double value)
{
	return isfinite(value) ? must(json_real(value)) : json_null();
}

json_t *json_real_or_text(double value)
{
	if (isfinite(value))
		return must(json_real(value));
	return must(json_string(isnan(value) ? "nan" : value > 0 ? "inf" : "-inf"));
}

json_t *json_integer_or_null(int64_t value)
{
	return value == -1 ? json_null() : must(json_integer(value));
}

static int append(const char *bytes, size_t length, void *out)
{
	strbuf_add(out, bytes, length);
	return 0;
}

void json_write(struct strbuf *out, const json_t *value)
{
	/* 15 digits hide the noise of binary fractions; the rare double that needs 17 differs from its text
	 * by less than one part in 10^15 */
	json_dump_callback(value, append, out, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
}

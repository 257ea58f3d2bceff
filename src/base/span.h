/* A stretch of somebody else's bytes: a pointer and a length, no NUL. A span is borrowed and lives as long as
 * what it points into. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
	const char *text; /* NULL: there is none, which is not the same as an empty one */
	size_t length;
};

#define SPAN_NONE ((struct span){ NULL, 0 })

static inline struct span span_of(const char *string)
{
	return (struct span){ string, string ? strlen(string) : 0 };
}

static inline bool span_is(struct span span, const char *string)
{
	return span.text && strlen(string) == span.length && !memcmp(span.text, string, span.length);
}

static inline bool span_equal(struct span a, struct span b)
{
	return a.length == b.length && (a.length == 0 || !memcmp(a.text, b.text, a.length));
}

/* Copies as much as fits into `buffer`, cut at a UTF-8 boundary, and ends it with NUL. Returns the bytes
 * copied. */
static inline size_t span_copy(struct span span, char *buffer, size_t size)
{
	size_t length = span.length < size ? span.length : size - 1;

	if (length < span.length)
		while (length > 0 && ((unsigned char)span.text[length] & 0xc0) == 0x80)
			length--;
	if (length)
		memcpy(buffer, span.text, length);
	buffer[length] = '\0';
	return length;
}

/* FNV-1a, for identities that need no defence: 64 bits of the span, never 0. */
static inline unsigned long long span_hash(struct span span)
{
	unsigned long long hash = 14695981039346656037ULL;

	for (size_t i = 0; i < span.length; i++)
		hash = (hash ^ (unsigned char)span.text[i]) * 1099511628211ULL;
	return hash ? hash : 1;
}

/* Finds where the pieces of a Python or JSON literal end, without knowing what they mean: brackets of every
 * kind, quoted strings, <function f at 0x7f…>. */
#pragma once

#include "base/span.h"

#include <stdbool.h>

bool literal_is_blank(char byte);
bool literal_is_word(char byte); /* of a name or a number; so is every byte outside ASCII */
struct span literal_trim(struct span text);

/* The part of `text` from `from` up to `to`. */
static inline struct span literal_part(struct span text, size_t from, size_t to)
{
	return (struct span){ text.text + from, to - from };
}

/* The offset behind the piece that begins at `at`: a group in brackets, a string with its prefix, a word, or
 * a single byte. 0: the piece begins and does not end. */
size_t literal_skip(struct span text, size_t at);
/* Where `byte` stands outside of every piece, from `at` on; text.length if nowhere. */
size_t literal_find(struct span text, size_t at, char byte);
/* Where the string that begins at `at` (with its prefix) has its quote; 0 for no prefix. False: no string. */
bool literal_string_prefix(struct span text, size_t at, size_t *length);

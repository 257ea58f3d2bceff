/* What a text must contain for a regex to match it, read off the regex: `Trial (\d+) pruned` needs " pruned"
 * with a digit before it, `a|b` needs one of the two. The search for these decides which regexes are tried on
 * a record at all. */
#pragma once

#include "base/span.h"
#include "parse/text_set.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REQUIRED_SETS 2

struct byte_set {
	uint64_t words[4];
};

static inline bool byte_set_has(const struct byte_set *set, char byte)
{
	return set->words[(unsigned char)byte / 64] >> (unsigned char)byte % 64 & 1;
}

struct macro_parts; /* parse/regex_walk.h */

struct required {
	struct text_set sets[REQUIRED_SETS];
	struct byte_set first, last; /* any text that is matched begins and ends with one of these */
};

/* One text of each set stands in every match, or beside it where a look-around wants it; letters are
 * lower-case and stand for both cases. An empty set: nothing is known; of the second nothing unless of the
 * first, which says more. Of a regex that does not compile they mean nothing. A macro in it is as good as its
 * text. Texts that stand behind its first `limit` bytes are left out. Whatever the analysis does not
 * understand makes it know less, never something wrong. */
void required_find(const char *regex, size_t limit, struct macro_parts *macros, struct required *required);

/* Does one of each set stand in the text? Of an empty set nothing must. */
bool required_stand_in(struct text_set *const required[REQUIRED_SETS], struct span text);

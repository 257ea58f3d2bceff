/* What a text must contain for a regex to match it, read off the regex: `Trial (\d+) pruned` needs " pruned"
 * with a digit before it, `a|b` needs one of the two. The search for these decides which regexes are tried on
 * a record at all. */
#pragma once

#include "base/span.h"
#include "parse/text_set.h"

#include <stdbool.h>
#include <stddef.h>

/* One of the texts in `required` stands in every match, or beside it where a look-around wants it; empty:
 * nothing is known. Of a regex that does not
 * compile they mean nothing. Texts that stand behind its first `limit` bytes are left out. Whatever
 * the analysis does not understand makes it know less, never something wrong. */
void required_find(const char *regex, size_t limit, struct text_set *required);

/* Does one of them stand in the text? */
bool required_stands_in(const struct text_set *required, struct span text);

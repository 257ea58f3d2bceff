/* What a text must contain for a regex to match it, read off the regex: `Trial (\d+) pruned` needs "Trial "
 * (and " pruned", which is the better one), `a|b` needs one of the two. The search for these decides which
 * regexes are tried on a record at all. */
#pragma once

#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

#define REQUIRED_MAX 16
#define REQUIRED_BYTES 32 /* of one; a longer one is used as far as this */

struct required {
	unsigned count; /* one of these stands in every match; 0: nothing is known */
	struct {
		char bytes[REQUIRED_BYTES];
		unsigned char length;
	} literals[REQUIRED_MAX];
};

/* Of a regex that does not compile the literals mean nothing. Literals that stand behind its first `limit`
 * bytes are left out. Whatever the analysis does not understand makes it know less, never something wrong. */
void required_find(const char *regex, size_t limit, struct required *required);

/* How seldom two bytes stand side by side in what programs print; larger is rarer. */
unsigned required_rarity(unsigned char first, unsigned char second);

/* Reads a regex, with macros in it, and finds what is known of the texts that it matches: a small recursive
 * walk. */
#pragma once

#include "parse/regex_part.h"

#include <stdbool.h>
#include <stddef.h>

/* What is known of the macros, which stand in many regexes: found when one needs it. */
struct macro_parts;

struct macro_parts *macro_parts_new(void);
void macro_parts_free(struct macro_parts *macros); /* NULL is fine */

struct walked_regex {
	struct regex_part whole;
	bool understood; /* if not, the others mean nothing */
	bool parted;	 /* into alternatives, outside all groups */
	bool multiline;	 /* `^` may stand for the beginning of any line */
};

/* Texts that stand behind the first `limit` bytes are taken for any. */
void regex_walk(const char *regex, size_t limit, struct macro_parts *macros, struct walked_regex *walked);

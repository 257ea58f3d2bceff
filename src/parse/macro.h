/* The textual macros of the pattern language: {number} {count} {duration} {dict} {pairs} {bar} {counter}
 * {aside}. A brace with digits is PCRE's own repeat count, `\{` a literal brace. */
#pragma once

#include "base/error.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

#define MACRO_COUNT 8

struct macro {
	const char *name, *text; /* a group that never matches the empty text */
	bool may_stay_open;	 /* what it matches may open in one record and close in a later one */
};
extern const struct macro macro_table[MACRO_COUNT];

/* The one whose name in braces stands at the beginning of the text; *length: of the name with its braces.
 * NULL: no macro; then *length is 0 unless there is a name that none has. */
const struct macro *macro_at(const char *text, size_t *length);

/* False: one does not exist, *wrong_at is where. Sets *open_at to where the first of those stands that may
 * stay open, without one to SIZE_MAX. */
bool macro_check(const char *regex, size_t *open_at, size_t *wrong_at, struct error *err);
/* Appends `regex` with its macros replaced. */
void macro_expand(const char *regex, struct strbuf *expanded);
/* Which byte of `regex` became byte `offset` of its expansion; of a macro the first. */
size_t macro_place(const char *regex, size_t offset);

/* The textual macros of the pattern language: {number} {count} {duration} {dict} {pairs} {bar} {counter}
 * {aside}. A brace with digits is PCRE's own repeat count, `\{` a literal brace. */
#pragma once

#include "base/error.h"
#include "base/strbuf.h"

#include <stdbool.h>

/* Appends `regex` with its macros replaced. Sets *open_at to where the first of those begins that may open
 * in one record and close in a later one ({dict}, {pairs}), in bytes of `expanded`; without one to SIZE_MAX.
 * False: a macro that does not exist; `expanded` then holds what stands before it. */
bool macro_expand(const char *regex, struct strbuf *expanded, size_t *open_at, struct error *err);
/* Which byte of `regex` became byte `offset` of its expansion; of a macro the first. */
size_t macro_place(const char *regex, size_t offset);

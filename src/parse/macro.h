/* The textual macros of the pattern language: {number} {count} {duration} {dict} {pairs} {bar} {counter}
 * {aside}. A brace with digits is PCRE's own repeat count, `\{` a literal brace. */
#pragma once

#include "base/error.h"
#include "base/strbuf.h"

#include <stdbool.h>

/* Appends `regex` with its macros replaced. Sets *open_at to where the first of those begins that may open
 * in one record and close in a later one ({dict}, {pairs}), in bytes of `expanded`; without one to SIZE_MAX.
 * False: a macro that does not exist. */
bool macro_expand(const char *regex, struct strbuf *expanded, size_t *open_at, struct error *err);

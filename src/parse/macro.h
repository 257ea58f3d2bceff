/* The textual macros of the pattern language: {number} {count} {duration} {dict} {pairs} {bar} {counter}. A
 * brace with digits is PCRE's own repeat count, `\{` a literal brace. */
#pragma once

#include "base/error.h"
#include "base/strbuf.h"

#include <stdbool.h>

/* Appends `regex` with its macros replaced. Sets *may_stay_open when one of them ({dict}, {pairs}) may begin
 * in one record and close in a later one. False: a macro that does not exist. */
bool macro_expand(const char *regex, struct strbuf *expanded, bool *may_stay_open, struct error *err);

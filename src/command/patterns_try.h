/* What each line of a log gives: for who writes a pattern file. */
#pragma once

#include "parse/pattern_set.h"

/* Prints every record that an event matched, with the values that were read; then how many went unmatched,
 * the first of these, and what each pattern cost. Returns the exit status. */
int patterns_try(const struct pattern_set *set, const char *log);

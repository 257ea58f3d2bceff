/* What a logger puts before a line: a time, a level, the logger's name. A tool that prints `Epoch 1/3` alone
 * is known behind it too. */
#pragma once

#include "base/span.h"

#define LOG_PREFIX_ENDS_MAX 8

/* Where the tool's own text may begin: behind the time, the journal's process, the level, the name that
 * follows it, each with the blanks that the text may begin with and without. In `ends`, from left to right;
 * returns how many, 0 if no logger wrote this. */
unsigned log_prefix_find(struct span text, size_t ends[LOG_PREFIX_ENDS_MAX]);

/* Writes JSON numbers with the digits that were printed. */
#pragma once

#include "base/span.h"
#include "base/strbuf.h"

#include <stdbool.h>

/* 1, -.5, 1_000, 2., 1e-3, 0x1f. False, with nothing written: no number, or one that no JSON reader could
 * keep (beyond a double or 64 bits, leading zeros). */
bool literal_write_number(struct strbuf *json, struct span text);
/* nan, inf, Infinity with or without a sign, as strings. False: something else. */
bool literal_write_non_finite(struct strbuf *json, struct span text);

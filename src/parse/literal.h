/* Python and JSON literals to JSON: {'C': 0.31, 'kernel': 'rbf', 'layers': (64, 32), 'x': np.float64(1.5)}
 * and scikit-learn's bare "C=1, kernel=rbf". Numbers stay numbers with the digits that were printed; those
 * that no JSON reader could keep (beyond a double or 64 bits) become strings of their text, nan and inf the
 * strings "nan", "inf", "-inf". Tuples and sets become arrays, keys strings; of a key that comes twice the
 * last value counts. What is neither (array(...), <function f>) becomes a string of its text, and so does
 * what is nested deeper than LITERAL_DEPTH. */
#pragma once

#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

#define LITERAL_DEPTH 64

/* Writes valid JSON (UTF-8; bad bytes become U+FFFD) and NUL. False, with an empty buffer: it does not fit,
 * or the text is no literal at all (bare words, a bracket left open). */
bool literal_to_json(struct span literal, char *json, size_t size);
/* "C=1, kernel=rbf" or "C=1;, score=…" (the semicolon ends the list) to a JSON object. A comma without a name
 * and
 * '=' behind it belongs to the value. False as above. */
bool literal_pairs_to_json(struct span pairs, char *json, size_t size);
/* Where the literal that begins at text.text[0] (a dict, list, tuple or call) closes: the offset behind it,
 * or 0 when it is still open at the end of the text. Any other text is closed: its length. */
size_t literal_end(struct span text);
/* 7,300 · 831'937 · 1_000 · 12.3k · 1e-3 · nan · inf · 1.5e+2; false: not a number (1,5 is none). Independent
 * of the locale. One beyond a double is infinite. */
bool literal_number(struct span text, double *number);
/* 12.3s · 1.5min · 168.0min · 1m 23s · 00:12 · 1:02:03 · 2 days, 3:04:05 · 0us, in seconds; so is a number
 * without a unit. False: no duration, or a negative one. *seconds is undefined then. */
bool literal_duration(struct span text, double *seconds);

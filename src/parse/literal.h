/* Python and JSON literals to JSON: {'C': 0.31, 'kernel': 'rbf', 'layers': (64, 32), 'x': np.float64(1.5)}
 * and scikit-learn's bare "C=1, kernel=rbf". Numbers stay numbers with the digits that were printed; nan and
 * inf become the strings "nan", "inf", "-inf"; what is neither (array(...), <function f>) becomes a string of
 * its text. */
#pragma once

#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

/* Writes valid JSON (UTF-8; bad bytes become U+FFFD) and NUL. False, with an empty buffer: it does not fit,
 * or the text is no literal at all. */
bool literal_to_json(struct span literal, char *json, size_t size);
/* "C=1, kernel=rbf" or "C=1;, score=…" style lists of name=value pairs, to a JSON object. */
bool literal_pairs_to_json(struct span pairs, char *json, size_t size);
/* Where the literal that begins at text.text[0] (a dict, list, tuple or call) closes: the offset behind it,
 * or 0 when it is still open at the end of the text. */
size_t literal_end(struct span text);
/* 7,300 · 831'937 · 1_000 · 12.3k · 1e-3 · nan · inf · 1.5e+2; false: not a number. Independent of the
 * locale. */
bool literal_number(struct span text, double *number);
/* 12.3s · 1.5min · 168.0min · 00:12 · 1:02:03 · 2 days, 3:04:05 · 0us, in seconds. */
bool literal_duration(struct span text, double *seconds);

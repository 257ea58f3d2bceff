/* Which bar a draw belongs to (doc/recognition.md rule 15). */
#pragma once

#include "progress/levels.h"

/* The identity of a bar or bare counter: stream, tool, name with digits masked, total. */
uint64_t bar_identity(const struct reading *reading);
/* What it shows: the count, or the per cent of a bar that shows no count. NAN: nothing, or not all of
 * it. */
double bar_value(const struct reading *reading);
/* Of what it shows: 100 for per cent. NAN: unknown. */
double bar_total(const struct reading *reading);
/* The bar that was drawn here before, in whatever state; NULL: there is none. */
struct open_level *bar_find(struct levels *levels, const struct reading *reading);

/* What a capture group may be called, and where its text goes in a reading. The names are those of the
 * columns in the jobs table and of the members of `struct reading`, plus the control groups key, best_key,
 * round, name and worker (doc/recognition.md rule 6). */
#pragma once

#include "base/span.h"
#include "progress/reading.h"

#include <stdbool.h>

struct field; /* one row of the table */

const struct field *field_find(const char *name); /* NULL: no such name */
const char *field_name(const struct field *field);

/* Groups whose text takes more than a conversion; whoever stores them knows how. */
bool field_is_metrics(const struct field *field);
bool field_is_columns(const struct field *field);
bool field_is_cells(const struct field *field);
/* One of the numbers that a bar shows: {bar} and {counter} capture them. */
bool field_is_bar(const struct field *field);
bool field_is_total(const struct field *field);
bool field_is_score(const struct field *field); /* this iteration's */

/* Converts the text and puts it into the reading. False: it is not what the field holds (no number), and the
 * reading is as it was. */
bool field_store(const struct field *field, struct span text, struct reading *reading);
/* True when the reading says exactly this; "none" is what a field holds that was not said. */
bool field_holds(const struct field *field, const struct reading *reading, struct span expected);
/* Each value that the reading says, by the field's first name; metrics and the worker apart. */
void field_each_said(const struct reading *reading,
	void (*on_value)(void *ctx, const char *name, const char *text), void *ctx);
/* Writes what the reading says there. */
void field_show(const struct field *field, const struct reading *reading, char *text, size_t size);

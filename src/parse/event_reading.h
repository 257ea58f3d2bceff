/* Turns the groups of a match into a reading. */
#pragma once

#include "parse/columns.h"
#include "parse/event.h"
#include "parse/metrics.h"
#include "parse/regex.h"
#include "parse/screen.h"
#include "progress/reading.h"

#define MESSAGE_BYTES 512

/* Texts that stand nowhere in the output; they live as long as the reading. */
struct reading_texts {
	struct metric_names names;
	char message[MESSAGE_BYTES];
};

/* All but who counts and whose worker it is. A header's names are kept in `columns`. Spans of the reading
 * point into the record, the event, `texts` and `columns`. */
struct reading event_reading(const struct event *event, const struct regex_match *match,
	const struct record *record, struct columns *columns, struct reading_texts *texts);

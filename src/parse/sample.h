/* A sample of a pattern file: what the tool prints, in quotes, and what the event must read there.
 *     sample = "Trial 3 pruned. " -> key=3 state=pruned
 *     sample = "Fitting 5 folds\n[CV] END" -> counted=1      (\n \t \r \e \" \\ as in C; several records)
 *     sample = "44/100: not progress" -> nothing
 * The expected values are those of the event's last reading; `none` is a value that was not said. */
#pragma once

#include "parse/event.h"
#include "parse/pattern_set.h"

/* Runs the sample through a fresh matcher over the whole set. False: it differs, `err` says how. */
bool sample_check(const struct pattern_set *set, const struct event *event, const struct event_sample *sample,
	struct error *err);

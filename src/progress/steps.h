/* The job's steps: declared ones with their weights, or those that the output names (doc/recognition.md rules
 * 11 and 18, contracts R2 and R4). */
#pragma once

#include "progress/reading.h"
#include "progress/tracker.h"

struct steps {
	struct plan plan;
	unsigned current;		/* of the plan, from 0 */
	bool current_done;		/* an event said that it is over */
	char name[SNAPSHOT_NAME_BYTES]; /* of the step that the output named last; "": none */
	int32_t number, total;		/* as printed; -1: not */
	int32_t named;			/* how many different ones the output named so far */
};

void steps_init(struct steps *steps, const struct plan *plan);
/* True: another step begins, and whatever counted in the one before is over. */
bool steps_take(struct steps *steps, const struct reading *reading);
bool steps_planned(const struct steps *steps);
/* "Step 2/4", or "Step 2" of nobody knows how many, that nobody declared: what each is worth is not known. */
bool steps_have_no_weight(const struct steps *steps);
/* 0..1 of the whole plan, when the current step is at `fraction` (NAN: not known, counts as its beginning).
 */
double steps_fraction(const struct steps *steps, double fraction);

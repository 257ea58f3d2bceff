/* What is inside a tracker: for whoever needs its size, and for the tracker's own parts. No pointers: a copy
 * of the bytes is a checkpoint. */
#pragma once

#include "progress/bars.h"
#include "progress/eta.h"
#include "progress/gauge.h"
#include "progress/levels.h"
#include "progress/scores.h"
#include "progress/steps.h"
#include "progress/tracker.h"

struct tracker {
	enum ending ending;
	struct levels levels;
	struct candidates candidates;
	struct steps steps;
	struct scores scores;
	struct eta eta;

	double told_percentage;	    /* of the whole job, as the command prints it; NAN: it does not */
	struct gauge overall, step; /* what is shown */
	double estimated; /* what was estimated up to the last event: less is not shown on one basis */

	char message[SNAPSHOT_MESSAGE_BYTES]; /* the command's own, until something counts on; "": none */
	char error[1024];
	char tools[SNAPSHOT_TOOLS_MAX][32];
	unsigned tool_count;

	uint64_t last_progress_ns;
	uint64_t version;
	int64_t events_seen;
};

_Static_assert(sizeof(struct tracker) <= 160 << 10, "two of these are in every checkpoint");

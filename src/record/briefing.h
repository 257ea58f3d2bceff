/* What a recorder has to know before it takes its first frame: the launch that the supervisor handed over,
 * and what it asks for, ready to be used. Mistakes in it are told to the supervisor, all of them, who then
 * does not start the command. */
#pragma once

#include "config/launch.h"
#include "parse/pattern_set.h"
#include "progress/tracker.h"
#include "store/store.h"

#include <stdbool.h>

struct briefing {
	struct launch launch;
	struct plan plan;
	struct store *store;	      /* not opened yet */
	struct pattern_set *patterns; /* sealed: shipped ones and the user's */
	int complaints;
};

/* Reads the descriptors of base/wire.h, opens the log, and says WIRE_READY or WIRE_COMPLAINT… WIRE_REFUSE to
 * the supervisor. False: refused. */
bool briefing_take(struct briefing *briefing);
void briefing_release(struct briefing *briefing); /* also a half-made one */

/* Folds readings into the job's state. Pure: time comes in as an argument, nothing is allocated, and the
 * state is one bounded struct without pointers, so that a copy of its bytes is a checkpoint (see
 * record/checkpoint.h). The rules are doc/recognition.md 6-21; each has a test of its name in
 * tests/unit/. */
#pragma once

#include "progress/reading.h"
#include "progress/snapshot.h"

#include <stdbool.h>
#include <stdint.h>

#define PLAN_STEPS_MAX 32

/* Declared steps with their weights ("Data Collection 25 …"), from --steps, progwrap.ini or a mapping's
 * profile. */
struct plan {
	struct {
		char name[SNAPSHOT_NAME_BYTES];
		double weight; /* > 0 */
	} steps[PLAN_STEPS_MAX];
	unsigned step_count; /* 0: none declared */
	double total;	     /* --total: iterations of the outermost level, TOTAL_ARGV; NAN: not given */
};

enum ending { ENDING_RUNNING, ENDING_WELL, ENDING_BADLY };

struct tracker; /* defined in progress/tracker_state.h, for whoever needs its size; only tracker.c and its
		   parts look inside */

void tracker_init(struct tracker *tracker, const struct plan *plan, uint64_t started_ns);
/* False: a bare counter that has not proven itself yet (rule 17), which says nothing so far. */
bool tracker_take(struct tracker *tracker, const struct reading *reading);
/* A line that is no bar was written in that row of the stream's screen: bars there moved down. */
void tracker_line(struct tracker *tracker, unsigned stream, int row);
/* The command ended; counters stay where they are (rule 19). */
void tracker_end(struct tracker *tracker, enum ending ending, uint64_t when_ns);
/* The state as of `now_ns`, which matters for the ETA and the estimate only. */
void tracker_snapshot(const struct tracker *tracker, uint64_t now_ns, struct snapshot *snapshot);
/* Rises with every reading that changed something a reader could see: the publisher's "is there news". */
uint64_t tracker_version(const struct tracker *tracker);

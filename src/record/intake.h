/* Takes frames from the ring and turns them into the state that a checkpoint keeps. No loop, no store: who
 * wires it (the recorder) looks at what changed and acts. */
#pragma once

#include "base/ring.h"
#include "record/checkpoint.h"
#include "record/job.h"
#include "record/pipeline.h"

#include <stdbool.h>
#include <stdint.h>

/* All that must survive the recorder's death. */
struct recorder_state {
	struct job_state job;
	struct pipeline_state pipeline;
};

struct intake {
	struct ring *ring;	       /* borrowed */
	struct checkpoint *checkpoint; /* borrowed */
	struct pipeline pipeline;
	struct recorder_state *state;
	uint64_t position;   /* in the ring: everything before is in the state */
	uint64_t saved;	     /* the position of the newest checkpoint */
	bool status_changed; /* started, stopped, continued, ended: the caller takes this away */
};

/* Begins where a dead recorder's checkpoint ends, or at the start with a new state (*is_new). Borrows
 * everything. */
void intake_init(struct intake *intake, struct ring *ring, struct checkpoint *checkpoint,
	const struct pattern_set *set, const struct plan *plan, uint64_t started_ns, bool *is_new);
void intake_release(struct intake *intake);

/* Takes up to a quarter ring of frames. True: there is more. `*wake_writer`: the supervisor waits for room.
 */
bool intake_take(struct intake *intake, bool *wake_writer);
/* Saves the state and frees the ring up to here; returns whether the supervisor waits for that. */
bool intake_save(struct intake *intake);
/* The command is over without an END frame, because the supervisor died: the monitor's verdict says how. */
void intake_end_by_verdict(struct intake *intake, uint64_t now_ns);

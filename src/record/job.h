/* The job as the recorder knows it: what was asked for (fixed), what happened so far (struct job_state, part
 * of the checkpoint), and the row that both make together with a snapshot of the progress. */
#pragma once

#include "config/launch.h"
#include "progress/snapshot.h"
#include "record/outcome.h"
#include "store/job_row.h"
#include "store/store.h"

#include <stdbool.h>
#include <stdint.h>

struct job_state {
	int64_t seq; /* of the row that was published last */
	bool started;
	bool stopped;
	bool ended;
	int64_t dropped_bytes;
	uint64_t last_output_ns;     /* monotonic; 0 = none */
	int64_t cancel_requested_ns; /* wall clock; 0 = not requested */
	struct ending_facts facts;
	int64_t finished_wall_ns;
};

/* The command as it was given, NULL-terminated. The caller frees the array; the strings are the launch's. */
char **job_argv(const struct launch *launch);

/* The columns that never change during an attempt. */
void job_row_from_launch(struct job_row *row, const struct launch *launch);
void attempt_facts_from_launch(struct attempt_facts *facts, const struct launch *launch);
/* Everything else, as of now. */
void job_row_update(struct job_row *row, const struct job_state *state, const struct snapshot *snapshot,
	uint64_t now_ns, int64_t now_wall_ns);

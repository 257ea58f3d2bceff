/* Fills the progress columns of a row from a snapshot. Here, once per write, texts become JSON: not when a
 * line is seen. */
#pragma once

#include "progress/snapshot.h"
#include "store/job_row.h"

#include <stdint.h>

/* `now_wall_ns` and `now_ns` are the same moment on the two clocks; 0: times are left NULL. The error is put
 * into the row only by the caller who knows how the job ended. */
void row_take_snapshot(
	struct job_row *row, const struct snapshot *snapshot, uint64_t now_ns, int64_t now_wall_ns);

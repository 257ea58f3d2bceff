/* Bytes in, snapshot out: parse and progress wired together. The same bytes at the same times give the same
 * snapshot, however the bytes are cut; the recorder (live) and `progwrap replay` (a recorded log) are its two
 * users.
 *
 * All that it knows about the job is struct pipeline_state: bounded, without pointers; a copy of its bytes is
 * a checkpoint. What struct pipeline adds belongs to this process (compiled patterns, scratch memory). */
#pragma once

#include "parse/matcher.h"
#include "parse/pattern_set.h"
#include "parse/screen.h"
#include "progress/tracker_state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PIPELINE_STREAMS 2
#define PIPELINE_PAUSE_NS 100000000u /* silence after which an unfinished row is looked at (rule 3) */

struct pipeline_state {
	struct screen screens[PIPELINE_STREAMS];
	struct matcher_state matcher;
	struct tracker tracker;
	uint64_t last_output_ns[PIPELINE_STREAMS]; /* monotonic; 0 = none yet */
	bool looked[PIPELINE_STREAMS];		   /* the pause after that output was used */
};

struct pipeline {
	struct matcher *matcher;
	struct pipeline_state *state;
	bool shows_bar; /* the record that is being matched */
};

/* Borrows the sealed set and the state. A state that was copied back from a checkpoint is used as it is. */
void pipeline_init(struct pipeline *pipeline, const struct pattern_set *set, struct pipeline_state *state);
void pipeline_release(struct pipeline *pipeline);

/* A new job: call once, before any bytes. argv (may be NULL) gives the totals that only the command line
 * knows. */
void pipeline_state_init(struct pipeline_state *state, const struct plan *plan, uint64_t started_ns);
void pipeline_argv(struct pipeline *pipeline, const struct pattern_set *set, char *const *argv);

/* `stream` is 1 or 2, as in the ring's frames. */
void pipeline_bytes(
	struct pipeline *pipeline, unsigned stream, const char *bytes, size_t count, uint64_t when_ns);
void pipeline_gap(struct pipeline *pipeline, unsigned stream);
/* Nothing came until now: looks at unfinished rows whose pause is over. */
void pipeline_quiet(struct pipeline *pipeline, uint64_t now_ns);
/* The stream ends: its last row may lack the newline. */
void pipeline_eof(struct pipeline *pipeline, unsigned stream, uint64_t when_ns);
/* The command ended: both streams are at their end. */
void pipeline_end(struct pipeline *pipeline, enum ending ending, uint64_t when_ns);
/* When the next unfinished row is due to be looked at; 0 = none. */
uint64_t pipeline_next_look(const struct pipeline *pipeline);

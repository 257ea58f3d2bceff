/* The job's state at one moment: what one version of the row says about progress. A plain value without
 * pointers; the members have the names of the columns (doc/schema.md). NAN, -1 and "" mean unknown and become
 * NULL. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define SNAPSHOT_NAME_BYTES 128 /* step and metric names, tools */
#define SNAPSHOT_MESSAGE_BYTES 512
#define SNAPSHOT_PARAMS_BYTES 8192 /* a longer text is left out, not cut: half a dict is no dict */
#define SNAPSHOT_LEVELS_MAX 8
#define SNAPSHOT_METRICS_MAX 32
#define SNAPSHOT_TOOLS_MAX 16

struct snapshot_level {
	char tool[64];
	char name[SNAPSHOT_NAME_BYTES]; /* the bar's description, else the event's word: trial, epoch, fit */
	double done, total;		/* total NAN: unknown */
};

struct snapshot_metric {
	char name[64];
	double value; /* may be nan or infinite; JSON shows these as strings */
};

struct snapshot {
	double percentage, estimated_percentage; /* 0..100, two decimals; NAN = unknown */
	char current_step[SNAPSHOT_NAME_BYTES];
	int32_t step_number, total_steps; /* from 1; -1 = unknown */
	double step_percentage;
	char message[SNAPSHOT_MESSAGE_BYTES];

	int64_t current_iteration, iterations_done, total_iterations;
	int64_t items_done, total_items;
	double items_per_second;

	double best_score, current_score; /* finite or NAN */
	char score_name[64];
	int score_direction;			 /* -1 min, 1 max, 0 unknown */
	char best_params[SNAPSHOT_PARAMS_BYTES]; /* as printed, a Python or JSON literal */

	double eta_seconds;	   /* >= 0 or NAN */
	uint64_t last_progress_ns; /* monotonic; 0 = never */
	int64_t events_seen;
	char error_message[1024]; /* the candidate; shown only when the job ends badly */

	struct snapshot_level levels[SNAPSHOT_LEVELS_MAX]; /* outermost first: step_details.levels */
	unsigned level_count;
	struct snapshot_metric metrics[SNAPSHOT_METRICS_MAX];
	unsigned metric_count;
	char tools[SNAPSHOT_TOOLS_MAX][32]; /* names of the pattern files that matched */
	unsigned tool_count;
};

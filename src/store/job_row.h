/* One version of a job's row: the columns of the canonical `jobs` table, once (doc/schema.md). Stores, JSON
 * and the commands all walk job_columns[], so a new column is one member and one table line.
 *
 * A plain value without pointers. NULL is: "" for a text, JSON or UUID that can be NULL, -1 for an integer,
 * NAN for a real, 0 for a time. */
#pragma once

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct job_row {
	char job_id[201];
	int64_t attempt; /* from 1 */
	char attempt_uid[37];
	int64_t seq; /* version within the attempt; (attempt, seq) guards every write */
	char status[12];
	bool stalled, stopped;
	char title[256];
	char command[16384]; /* JSON array, redacted */
	char cwd[4096];
	char host[65];
	int64_t pid;
	char tools[1024];  /* JSON array */
	char labels[4096]; /* JSON object */

	double percentage, estimated_percentage;
	char current_step[128];
	int64_t step_number, total_steps;
	double step_percentage;
	char step_details[8192]; /* JSON object */
	char message[512];

	int64_t current_iteration, iterations_done, total_iterations;
	int64_t items_done, total_items;
	double items_per_second;

	double best_score, current_score;
	char score_name[64];
	char score_direction[4]; /* min, max */
	char best_params[16384]; /* JSON */
	char metrics[8192];	 /* JSON object; nan and inf as strings */

	/* times: wall clock, nanoseconds since 1970 */
	int64_t started_at;
	int64_t updated_at, heartbeat_at; /* server clock: read from the store, never written from here */
	int64_t last_output_at, last_progress_at, estimated_completion;
	double eta_seconds;
	int64_t finished_at;

	bool is_complete;
	int64_t exit_code, exit_signal;
	char error_message[2048];
	int64_t cancel_requested_at; /* written by readers only */

	int64_t events_seen, dropped_bytes, history_dropped;
	char writer_version[16];

	/* No column: seconds since heartbeat_at by the server's clock, when the row was read; NAN without
	 * one. */
	double heartbeat_age;
};

#define JOB_HEARTBEAT_SECONDS 15
#define JOB_LOST_SECONDS (4 * JOB_HEARTBEAT_SECONDS) /* readers show such a silent job as lost */

enum column_type {
	COLUMN_TEXT,
	COLUMN_JSON,
	COLUMN_UUID,
	COLUMN_INTEGER,
	COLUMN_REAL,
	COLUMN_BOOLEAN,
	COLUMN_TIME
};
enum column_writer {
	WRITTEN_BY_US,
	WRITTEN_BY_SERVER_CLOCK, /* updated_at, heartbeat_at */
	WRITTEN_BY_READERS,	 /* cancel_requested_at */
};

struct job_column {
	const char *name;
	enum column_type type;
	enum column_writer writer;
	bool not_null;
	size_t offset, size;
};

extern const struct job_column job_columns[]; /* in the order of the table */
extern const size_t job_column_count;

void job_row_init(struct job_row *row); /* everything NULL, false or 0 */

/* What a stricter server makes of a row that it refused. */
enum row_form {
	ROW_FULL,
	ROW_ASCII,   /* '?' for every character that is not ASCII, but in the keys */
	ROW_REDUCED, /* only what tells which job it is and how it ended: no text, JSON or real that may be
			NULL */
};

/* The value as the text that both databases take: times as ISO 8601, booleans as 1 and 0. False: NULL (also
 * for nan, infinity and what is no JSON). */
bool job_column_text(
	const struct job_column *column, const struct job_row *row, enum row_form form, struct strbuf *text);
/* The other way round; NULL = NULL. A text that does not fit is cut between two characters, a JSON left out.
 */
void job_column_set(const struct job_column *column, struct job_row *row, const char *text);

/* Appends the row as one JSON object: every key, null when unknown, times as ISO 8601 UTC, JSON columns as
 * JSON. Controls are escaped, so that the text is safe on a terminal. */
void job_row_to_json(const struct job_row *row, struct strbuf *json);
/* True for a status that a job can't leave within its attempt: completed, failed, cancelled, lost. */
bool job_status_is_final(const char *status);
/* The status that a reader shows: `lost` for a job that should beat and has not for JOB_LOST_SECONDS. */
const char *job_row_shown_status(const struct job_row *row);

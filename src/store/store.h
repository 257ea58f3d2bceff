/* Where rows are kept. Which one it is (SQLite, PostgreSQL) is decided by the URL and known only behind this
 * header: each is one const struct of functions in its own file.
 *
 * Writer, on the recorder's libev loop, one job:
 *     store_new -> store_open -> store_put … store_put (until store_is_idle) -> store_free
 * Nothing here blocks on a network. Latest wins: there is at most one write in flight and one row waiting,
 * which store_put overwrites. An unreachable store is no failure: it retries with back-off (full jitter, 0.5
 * s doubling to 30 s) and says so through on_trouble.
 *
 * Reader, any process, blocking, bounded by a connect timeout: store_new -> store_read / store_list ->
 * store_free. */
#pragma once

#include "base/error.h"
#include "store/job_row.h"

#include <ev.h>
#include <stdbool.h>
#include <stdint.h>

struct store;

struct store_listener {
	/* The attempt number that this start of progwrap has from now on (claimed once per attempt_uid; the
	 * same again after a recorder restart). Rows put before carry it too: the store fills in `attempt`.
	 */
	void (*on_claimed)(void *ctx, int64_t attempt);
	/* Committed. Of an attempt that a newer one has superseded only the end is still written, to
	 * job_attempts. */
	void (*on_stored)(void *ctx, int64_t seq);
	/* Once per cause and time out of service; `err->kind` is ERROR_AWAY or ERROR_USAGE (a missing table
	 * or right: the message says what to do). The listener limits how often it tells the user. */
	void (*on_trouble)(void *ctx, const struct error *err);
	void (*on_recovered)(void *ctx);
	void (*on_cancel_requested)(
		void *ctx, int64_t when_wall_ns); /* seen by RETURNING or by the poll every 2 s; once */
	void *ctx;
};

/* What job_attempts keeps to prove a death later. */
struct attempt_facts {
	char attempt_uid[37];
	char host[65];
	char boot_id[37];
	int64_t pid, pid_started; /* of the supervisor; clock ticks since boot (/proc/PID/stat field 22) */
	int64_t started_at;
};

/* Parses the URL, no I/O. "" or NULL = SQLite at $XDG_STATE_HOME/progwrap/progwrap.db; sqlite:///path;
 * postgres[ql]://… or a libpq conninfo ("host=… dbname=…"). A password in the URL is refused (ERROR_USAGE),
 * with the way to do it instead. */
struct store *store_new(const char *url, struct error *err);
void store_free(struct store *store);		       /* NULL is fine; drops what was not written */
const char *store_describe(const struct store *store); /* for messages: kind and place, never a secret */

/* --- writing --- */
bool store_open(struct store *store, struct ev_loop *loop, const char *job_id,
	const struct attempt_facts *facts, const struct store_listener *listener, struct error *err);
void store_put(struct store *store, const struct job_row *row); /* copies the row */
/* A beat for a row that does not change: heartbeat_at by the server's clock. Does nothing while a write is
 * under way. */
void store_beat(struct store *store);
/* True when nothing waits and nothing is in flight. */
bool store_is_idle(const struct store *store);

/* --- reading --- */
/* `job_id` NULL: the job that started last. 1 found, 0 no such job (also when the store has no tables or does
 * not exist yet), -1 failed. */
int store_read(struct store *store, const char *job_id, struct job_row *row, struct error *err);
typedef void (*job_row_fn)(void *ctx, const struct job_row *row);
/* Newest start first. */
bool store_list(struct store *store, job_row_fn on_row, void *ctx, struct error *err);

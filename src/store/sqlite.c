/* Rows in one SQLite file that all jobs of a user share. What there is to say at one moment is one
 * transaction, since the disk's acknowledgements are what takes time. The recorder may wait for its own disk,
 * but not for somebody else's lock: a locked file is asked again by a timer. */
#include "base/mem.h"
#include "store/backoff.h"
#include "store/kind.h"
#include "store/sqlite_file.h"
#include "store/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOCK_TELL_SECONDS 5.0 /* locked for longer: worth a word */
#define LOCK_WAIT_MIN_SECONDS 0.01
#define LOCK_WAIT_MAX_SECONDS 0.5
#define COMMIT_TRIES 12 /* then the readers that it keeps out are let in */

struct sqlite_store {
	struct store store;
	struct sqlite_file file;

	/* a writer's */
	struct ev_loop *loop;
	struct ev_timer turn; /* runs the next transaction: now, or after a wait */
	struct ev_timer cancel_poll;
	struct writer writer;
	struct backoff backoff, lock_backoff;
	ev_tstamp locked_since; /* 0: it is not */
	unsigned said;		/* statements answered in the transaction that is open */
	bool commit_waits;	/* all is said, but COMMIT found a reader in its way */
	unsigned commit_tries;
	struct statement_answer answer; /* of the last statement; its values are copies */
	char values[2][64];
};

static struct sqlite_store *of(struct store *store)
{
	return (struct sqlite_store *)store;
}

static void keep_answer(struct sqlite_store *store, sqlite3_stmt *statement)
{
	store->answer.has_row = true;
	for (int i = 0; i < 2; i++) {
		const char *text = i < sqlite3_column_count(statement)
					   ? (const char *)sqlite3_column_text(statement, i)
					   : NULL;

		store->answer.values[i] = text ? store->values[i] : NULL;
		snprintf(store->values[i], sizeof(store->values[i]), "%s", text ? text : "");
	}
}

static int run_script(struct sqlite_store *store, enum statement which)
{
	char *sql = statement_sql(which, SQL_SQLITE);
	int result = sqlite3_exec(store->file.db, sql, NULL, NULL, NULL);

	free(sql);
	return result & 0xff;
}

static int run_statement(struct sqlite_store *store, enum statement which)
{
	struct parameters *parameters = &store->writer.parameters;
	sqlite3_stmt *statement = sqlite_file_statement(&store->file, which);
	int result;

	store->answer = (struct statement_answer){ 0 };
	if (!statement)
		return sqlite3_errcode(store->file.db) & 0xff;
	for (unsigned i = 0; i < parameters->count; i++)
		sqlite3_bind_text(statement, (int)i + 1, parameters->values[i], -1, SQLITE_STATIC);
	while ((result = sqlite3_step(statement)) == SQLITE_ROW)
		keep_answer(store, statement);
	return result == SQLITE_DONE ? SQLITE_OK : result & 0xff;
}

/* What was said in it is to be said again. */
static void roll_back(struct sqlite_store *store)
{
	if (!sqlite3_get_autocommit(store->file.db))
		sqlite3_exec(store->file.db, "ROLLBACK", NULL, NULL, NULL);
	if (store->said > 0)
		writer_lost(&store->writer);
	store->said = 0;
	store->commit_waits = false;
}

/* A refused statement may have a second chance: the writer then has something else to say next. */
static enum sqlite_outcome refused(
	struct sqlite_store *store, enum statement which, int result, struct error *err)
{
	bool missing = sqlite_file_lacks_tables(&store->file);
	bool data = result == SQLITE_CONSTRAINT || result == SQLITE_TOOBIG || result == SQLITE_MISMATCH;

	if (sqlite_is_locked(result))
		return SQLITE_IS_LOCKED;
	sqlite_file_error(&store->file, "write", err);
	if (!(missing && writer_refused(&store->writer, which, REFUSED_TABLES)) &&
		!(data && writer_refused(&store->writer, which, REFUSED_DATA)))
		return SQLITE_HAS_FAILED;
	/* somebody's trigger may have ended the transaction */
	return sqlite3_get_autocommit(store->file.db) ? SQLITE_HAS_FAILED : SQLITE_IS_DONE;
}

static enum sqlite_outcome say(struct sqlite_store *store, enum statement which, struct error *err)
{
	int result = which == STATEMENT_CREATE ? run_script(store, which) : run_statement(store, which);
	enum sqlite_outcome outcome = SQLITE_IS_DONE;

	if (result != SQLITE_OK)
		outcome = refused(store, which, result, err);
	else if (!writer_answer(&store->writer, which, &store->answer, err))
		outcome = SQLITE_HAS_FAILED;
	else
		store->said++;
	sqlite3_reset(store->file.statements[which]);
	return outcome;
}

/* A COMMIT that waits for readers keeps new ones out, so it is tried again as it is, not from the start. */
static enum sqlite_outcome commit(struct sqlite_store *store, struct error *err)
{
	enum sqlite_outcome outcome = sqlite_file_run(&store->file, "COMMIT", err);

	store->commit_waits = outcome == SQLITE_IS_LOCKED;
	if (store->commit_waits && ++store->commit_tries < COMMIT_TRIES)
		return outcome;
	store->commit_tries = 0;
	if (outcome != SQLITE_IS_DONE) {
		roll_back(store);
		return outcome;
	}
	store->said = 0;
	writer_committed(&store->writer);
	return outcome;
}

/* All that the writer has to say now. */
static enum sqlite_outcome transact(struct sqlite_store *store, enum statement which, struct error *err)
{
	/* only the question whether to cancel ever comes alone, and it needs no writer's lock */
	const char *begin = which == STATEMENT_CANCEL ? "BEGIN" : "BEGIN IMMEDIATE";
	enum sqlite_outcome outcome = sqlite_file_run(&store->file, begin, err);

	while (outcome == SQLITE_IS_DONE && which != STATEMENT_NONE) {
		outcome = say(store, which, err);
		if (outcome == SQLITE_IS_DONE)
			which = writer_next(&store->writer);
	}
	if (outcome == SQLITE_IS_DONE)
		return commit(store, err);
	roll_back(store);
	return outcome;
}

/* False: there is nothing to do. */
static bool advance(struct sqlite_store *store, enum sqlite_outcome *outcome, struct error *err)
{
	enum statement which;

	if (!store->file.db) {
		*outcome = sqlite_file_open_to_write(&store->file, err);
		return true;
	}
	if (store->commit_waits) {
		*outcome = commit(store, err);
		return true;
	}
	which = writer_next(&store->writer);
	if (which != STATEMENT_NONE)
		*outcome = transact(store, which, err);
	return which != STATEMENT_NONE;
}

static void wait_for_turn(struct sqlite_store *store, double seconds)
{
	ev_timer_stop(store->loop, &store->turn);
	ev_timer_set(&store->turn, seconds, 0.);
	ev_timer_start(store->loop, &store->turn);
}

static bool file_is_locked(struct sqlite_store *store, struct error *err)
{
	double wait = backoff_next(&store->lock_backoff) / 10;

	wait = wait < LOCK_WAIT_MIN_SECONDS ? LOCK_WAIT_MIN_SECONDS : wait;
	wait = wait > LOCK_WAIT_MAX_SECONDS ? LOCK_WAIT_MAX_SECONDS : wait;
	if (store->locked_since == 0)
		store->locked_since = ev_now(store->loop);
	else if (ev_now(store->loop) - store->locked_since > LOCK_TELL_SECONDS) {
		error_set(err, ERROR_AWAY, "'%s' is locked by another program", store->file.path);
		writer_trouble(&store->writer, err);
	}
	wait_for_turn(store, wait);
	return false;
}

static bool file_failed(struct sqlite_store *store, const struct error *err)
{
	sqlite_file_close(&store->file);
	writer_lost(&store->writer);
	writer_trouble(&store->writer, err);
	wait_for_turn(store, backoff_next(&store->backoff));
	return false;
}

/* One transaction a turn, so that the loop has its say between them. False: wait until there is more to say,
 * or for the timer. */
static bool take_turn(struct sqlite_store *store)
{
	struct error err = ERROR_INIT;
	enum sqlite_outcome outcome;

	if (!advance(store, &outcome, &err))
		return false;
	if (outcome == SQLITE_IS_LOCKED)
		return file_is_locked(store, &err);
	if (outcome == SQLITE_HAS_FAILED)
		return file_failed(store, &err);
	store->locked_since = 0;
	store->lock_backoff.failures = 0;
	if (store->writer.claimed)
		store->backoff.failures = 0;
	return true;
}

static void turn_due(struct ev_loop *loop, struct ev_timer *timer, int events)
{
	struct sqlite_store *store = timer->data;

	if (take_turn(store) && !ev_is_active(&store->turn))
		wait_for_turn(store, 0.);
}

static void wake(struct sqlite_store *store)
{
	if (!ev_is_active(&store->turn))
		wait_for_turn(store, 0.);
}

static void cancel_poll_due(struct ev_loop *loop, struct ev_timer *timer, int events)
{
	struct sqlite_store *store = timer->data;

	if (store->file.db && !sqlite_file_is_in_place(&store->file)) {
		roll_back(store);
		sqlite_file_close(&store->file);
		writer_lost(&store->writer);
	}
	store->writer.cancel_due = true;
	wake(store);
}

static bool sqlite_open_writer(struct store *base, struct ev_loop *loop, const char *job_id,
	const struct attempt_facts *facts, const struct store_listener *listener, struct error *err)
{
	struct sqlite_store *store = of(base);

	store->loop = loop;
	writer_open(&store->writer, job_id, facts, listener);
	ev_timer_init(&store->turn, turn_due, 0., 0.);
	ev_timer_init(&store->cancel_poll, cancel_poll_due, CANCEL_POLL_SECONDS, CANCEL_POLL_SECONDS);
	store->turn.data = store->cancel_poll.data = store;
	ev_timer_start(loop, &store->cancel_poll);
	wake(store);
	return true;
}

static void sqlite_put(struct store *base, const struct job_row *row)
{
	struct sqlite_store *store = of(base);

	writer_put(&store->writer, row);
	if (job_status_is_final(row->status)) /* the end does not sit out a wait */
		wait_for_turn(store, 0.);
	wake(store);
}

static void sqlite_beat(struct store *base)
{
	struct sqlite_store *store = of(base);

	store->writer.beat_due = true;
	wake(store);
}

static bool sqlite_is_idle(const struct store *base)
{
	const struct sqlite_store *store = (const struct sqlite_store *)base;

	return !store->commit_waits && writer_is_idle(&store->writer);
}

static void sqlite_free(struct store *base)
{
	struct sqlite_store *store = of(base);

	if (store->loop) {
		ev_timer_stop(store->loop, &store->turn);
		ev_timer_stop(store->loop, &store->cancel_poll);
	}
	if (store->file.db)
		roll_back(store);
	sqlite_file_release(&store->file);
	writer_release(&store->writer);
	free(store);
}

#define REAL_BYTES 32

/* sqlite3_column_text rounds a real to 15 digits, which is another number. */
static const char *text_of(sqlite3_stmt *statement, int column, char real[REAL_BYTES])
{
	if (sqlite3_column_type(statement, column) != SQLITE_FLOAT)
		return (const char *)sqlite3_column_text(statement, column);
	snprintf(real, REAL_BYTES, "%.17g", sqlite3_column_double(statement, column));
	return real;
}

static void row_of(sqlite3_stmt *statement, struct job_row *row)
{
	const char *values[STATEMENT_PARAMETERS_MAX];
	char reals[STATEMENT_PARAMETERS_MAX][REAL_BYTES];

	for (size_t i = 0; i <= job_column_count; i++)
		values[i] = text_of(statement, (int)i, reals[i]);
	statement_row(values, row);
}

/* The number of rows that on_row got, -1: failed. No file, no tables: no rows. */
static int read_rows(struct sqlite_store *store, enum statement which, const char *job_id, job_row_fn on_row,
	void *ctx, struct error *err)
{
	int result = sqlite_file_open_to_read(&store->file, err), count = 0;
	struct job_row *row;
	sqlite3_stmt *statement;

	if (result != 1)
		return result;
	statement = sqlite_file_statement(&store->file, which);
	if (!statement)
		return sqlite_file_lacks_tables(&store->file)
			       ? 0
			       : (sqlite_file_error(&store->file, "read", err), -1);
	if (job_id)
		sqlite3_bind_text(statement, 1, job_id, -1, SQLITE_STATIC);
	row = mem_alloc(sizeof(*row));
	while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
		row_of(statement, row);
		on_row(ctx, row);
		count++;
	}
	if (result != SQLITE_DONE) {
		sqlite_file_error(&store->file, "read", err);
		count = -1;
	}
	sqlite3_reset(statement);
	free(row);
	return count;
}

static void copy_row(void *ctx, const struct job_row *row)
{
	memcpy(ctx, row, sizeof(*row));
}

static int sqlite_read(struct store *base, const char *job_id, struct job_row *row, struct error *err)
{
	return read_rows(of(base), job_id ? STATEMENT_READ : STATEMENT_NEWEST, job_id, copy_row, row, err);
}

static bool sqlite_list(struct store *base, job_row_fn on_row, void *ctx, struct error *err)
{
	return read_rows(of(base), STATEMENT_LIST, NULL, on_row, ctx, err) >= 0;
}

static const struct store_kind sqlite_kind = {
	.free = sqlite_free,
	.open = sqlite_open_writer,
	.put = sqlite_put,
	.beat = sqlite_beat,
	.is_idle = sqlite_is_idle,
	.read = sqlite_read,
	.list = sqlite_list,
};

struct store *sqlite_new(const char *path)
{
	struct sqlite_store *store = mem_alloc(sizeof(*store));

	store->store.kind = &sqlite_kind;
	snprintf(store->store.place, sizeof(store->store.place), "SQLite %s", path);
	sqlite_file_init(&store->file, path);
	writer_init(&store->writer);
	return &store->store;
}

/* Rows in PostgreSQL: statement after statement over the link, whatever the server answers. The guard of the
 * UPSERT makes every repeat harmless. */
#include "base/mem.h"
#include "store/backoff.h"
#include "store/kind.h"
#include "store/postgres_link.h"
#include "store/postgres_reader.h"
#include "store/postgres_trouble.h"
#include "store/sqlstate.h"
#include "store/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_TIMEOUT_SECONDS 10 /* per address */
#define READER_CONNECT_TIMEOUT_SECONDS 5
/* Serialises first uses; any number, as long as it is always the same. */
#define CREATE_UNDER_LOCK "SELECT pg_catalog.pg_advisory_xact_lock(8103118217);\n"

struct postgres_store {
	struct store store;
	struct postgres_login login;

	/* a writer's */
	struct ev_loop *loop;
	struct postgres_link *link;
	struct ev_timer turn; /* sends the next statement: now, or after a wait */
	struct ev_timer cancel_poll;
	struct backoff backoff;
	struct writer writer;
	enum statement under_way;
	char *sql[STATEMENT_COUNT];
};

static struct postgres_store *of(struct store *store)
{
	return (struct postgres_store *)store;
}

static void wait_for_turn(struct postgres_store *store, double seconds)
{
	ev_now_update(store->loop);
	ev_timer_stop(store->loop, &store->turn);
	ev_timer_set(&store->turn, seconds, 0.);
	ev_timer_start(store->loop, &store->turn);
}

/* Something may be new to send; a wait that is under way goes on. */
static void wake(struct postgres_store *store)
{
	if (postgres_link_is_free(store->link) && !ev_is_active(&store->turn))
		wait_for_turn(store, 0.);
}

/* The same connection, later: the statement is chosen anew. */
static void try_later(struct postgres_store *store, const struct error *err)
{
	writer_trouble(&store->writer, err);
	wait_for_turn(store, backoff_next(&store->backoff));
}

static const char *sql_of(struct postgres_store *store, enum statement which)
{
	if (!store->sql[which]) {
		char *sql = statement_sql(which, SQL_POSTGRES);

		store->sql[which] = which == STATEMENT_CREATE ? mem_format("%s%s", CREATE_UNDER_LOCK, sql)
							      : mem_copy_string(sql);
		free(sql);
	}
	return store->sql[which];
}

static void turn_due(struct ev_loop *loop, struct ev_timer *timer, int events)
{
	struct postgres_store *store = timer->data;
	enum statement which;

	if (!postgres_link_is_free(store->link))
		return;
	which = writer_next(&store->writer);
	if (which == STATEMENT_NONE)
		return;
	store->under_way = which;
	postgres_link_send(store->link, sql_of(store, which),
		which == STATEMENT_CREATE ? NULL : &store->writer.parameters);
}

/* --- what the link tells --- */

static void statement_failed(struct postgres_store *store, enum statement which, const PGresult *result)
{
	enum sqlstate_class class = sqlstate_class(PQresultErrorField(result, PG_DIAG_SQLSTATE));
	const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const PGconn *connection = postgres_link_connection(store->link);
	struct error err = ERROR_INIT;

	postgres_error(
		&err, ERROR_AWAY, store->store.place, primary ? primary : PQresultErrorMessage(result));
	if ((class == SQLSTATE_NO_TABLES && writer_refused(&store->writer, which, REFUSED_TABLES)) ||
		(class == SQLSTATE_DATA && writer_refused(&store->writer, which, REFUSED_DATA))) {
		wake(store);
		return;
	}
	if (class == SQLSTATE_GONE) {
		postgres_link_drop(store->link, &err);
		return;
	}
	if (which == STATEMENT_CREATE && class == SQLSTATE_OPERATOR)
		postgres_create_error(&err, store->store.place, connection, result);
	else if (class == SQLSTATE_OPERATOR || class == SQLSTATE_DATA)
		postgres_operator_error(&err, store->store.place, connection, result);
	if (class == SQLSTATE_OPERATOR)
		writer_lost(&store->writer);
	try_later(store, &err);
}

static void statement_answered(struct postgres_store *store, enum statement which, const PGresult *result)
{
	struct statement_answer answer = { .has_row = result && PQntuples(result) > 0 };
	struct error err = ERROR_INIT;

	for (int i = 0; answer.has_row && i < 2 && i < PQnfields(result); i++)
		answer.values[i] = PQgetisnull(result, 0, i) ? NULL : PQgetvalue(result, 0, i);
	if (which == STATEMENT_UPSERT || which == STATEMENT_BEAT)
		store->backoff.failures = 0;
	if (!writer_answer(&store->writer, which, &answer, &err)) {
		try_later(store, &err);
		return;
	}
	writer_committed(&store->writer);
	wake(store);
}

static void take_result(void *ctx, const PGresult *result)
{
	struct postgres_store *store = ctx;
	enum statement which = store->under_way;

	store->under_way = STATEMENT_NONE;
	if (result && postgres_result_failed(result))
		statement_failed(store, which, result);
	else
		statement_answered(store, which, result);
}

static void link_up(void *ctx)
{
	wake(ctx);
}

static void link_down(void *ctx)
{
	struct postgres_store *store = ctx;

	store->under_way = STATEMENT_NONE;
	ev_timer_stop(store->loop, &store->turn);
	writer_lost(&store->writer);
}

static void link_trouble(void *ctx, const struct error *err)
{
	struct postgres_store *store = ctx;

	writer_trouble(&store->writer, err);
}

/* --- the kind of store --- */

static void cancel_poll_due(struct ev_loop *loop, struct ev_timer *timer, int events)
{
	struct postgres_store *store = timer->data;

	store->writer.cancel_due = true;
	wake(store);
}

static bool postgres_open(struct store *base, struct ev_loop *loop, const char *job_id,
	const struct attempt_facts *facts, const struct store_listener *listener, struct error *err)
{
	struct postgres_store *store = of(base);
	const struct postgres_link_listener link_listener = { link_up, take_result, link_trouble, link_down,
		store };

	store->loop = loop;
	snprintf(store->login.application_name, sizeof(store->login.application_name), "progwrap/%.40s",
		job_id);
	writer_open(&store->writer, job_id, facts, listener);
	ev_init(&store->turn, turn_due);
	ev_timer_init(&store->cancel_poll, cancel_poll_due, CANCEL_POLL_SECONDS, CANCEL_POLL_SECONDS);
	store->turn.data = store->cancel_poll.data = store;
	ev_timer_start(loop, &store->cancel_poll);
	store->link = postgres_link_new(loop, &store->login, store->store.place, &link_listener);
	return true;
}

static void postgres_put(struct store *base, const struct job_row *row)
{
	struct postgres_store *store = of(base);

	writer_put(&store->writer, row);
	if (job_status_is_final(row->status)) { /* the end does not sit out a wait */
		ev_timer_stop(store->loop, &store->turn);
		postgres_link_hurry(store->link);
	}
	wake(store);
}

static void postgres_beat(struct store *base)
{
	of(base)->writer.beat_due = true;
	wake(of(base));
}

static bool postgres_is_idle(const struct store *base)
{
	const struct postgres_store *store = (const struct postgres_store *)base;
	bool writes = store->under_way == STATEMENT_UPSERT || store->under_way == STATEMENT_END;

	return !writes && writer_is_idle(&store->writer);
}

static void postgres_free(struct store *base)
{
	struct postgres_store *store = of(base);

	if (store->loop) {
		postgres_link_free(store->link);
		ev_timer_stop(store->loop, &store->turn);
		ev_timer_stop(store->loop, &store->cancel_poll);
	}
	for (int i = 0; i < STATEMENT_COUNT; i++)
		free(store->sql[i]);
	writer_release(&store->writer);
	free(store->login.conninfo);
	free(store);
}

static int read_rows(struct postgres_store *store, enum statement which, const char *job_id,
	job_row_fn on_row, void *ctx, struct error *err)
{
	struct postgres_login login = { .conninfo = store->login.conninfo,
		.application_name = "progwrap",
		.connect_timeout_seconds = READER_CONNECT_TIMEOUT_SECONDS };

	return postgres_read_rows(&login, store->store.place, which, job_id, on_row, ctx, err);
}

static void copy_row(void *ctx, const struct job_row *row)
{
	memcpy(ctx, row, sizeof(*row));
}

static int postgres_read(struct store *base, const char *job_id, struct job_row *row, struct error *err)
{
	return read_rows(of(base), job_id ? STATEMENT_READ : STATEMENT_NEWEST, job_id, copy_row, row, err);
}

static bool postgres_list(struct store *base, job_row_fn on_row, void *ctx, struct error *err)
{
	return read_rows(of(base), STATEMENT_LIST, NULL, on_row, ctx, err) >= 0;
}

static const struct store_kind postgres_kind = {
	.free = postgres_free,
	.open = postgres_open,
	.put = postgres_put,
	.beat = postgres_beat,
	.is_idle = postgres_is_idle,
	.read = postgres_read,
	.list = postgres_list,
};

struct store *postgres_new(const char *conninfo, struct error *err)
{
	struct postgres_store *store = mem_alloc(sizeof(*store));

	writer_init(&store->writer);
	store->store.kind = &postgres_kind;
	store->login.conninfo = mem_copy_string(conninfo);
	store->login.connect_timeout_seconds = CONNECT_TIMEOUT_SECONDS;
	store->login.for_writing = true;
	if (postgres_url_check(conninfo, store->store.place, sizeof(store->store.place), err))
		return &store->store;
	postgres_free(&store->store);
	return NULL;
}

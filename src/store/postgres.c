/* Rows in PostgreSQL. All of it happens on the recorder's loop without a blocking call: connecting in a
 * thread, each statement sent and answered by readiness, each with a deadline of its own. A connection that
 * fails is dropped, never repaired; the next one starts from the beginning, and the guard of the UPSERT makes
 * every repeat harmless. */
#include "base/mem.h"
#include "store/kind.h"
#include "store/postgres_connector.h"
#include "store/postgres_reader.h"
#include "store/postgres_trouble.h"
#include "store/sqlstate.h"
#include "store/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONNECT_TIMEOUT_SECONDS 10 /* per address */
#define READER_CONNECT_TIMEOUT_SECONDS 5
#define SLOW_CONNECT_SECONDS 2.0 /* longer: worth a word */
#define ANSWER_SECONDS 15.0
#define HEALTHY_SECONDS 60.0 /* a connection that lasted so long forgives earlier failures */
/* Serialises first uses; any number, as long as it is always the same. */
#define CREATE_UNDER_LOCK "SELECT pg_catalog.pg_advisory_xact_lock(8103118217);\n"

enum link {
	LINK_DOWN,	 /* `turn` says when to try again */
	LINK_CONNECTING, /* in the connector's thread */
	LINK_UP,
};

struct postgres_store {
	struct store store;
	struct postgres_login login;

	/* a writer's */
	struct ev_loop *loop;
	struct postgres_connector *connector;
	enum link link;
	PGconn *connection; /* while LINK_UP */
	struct ev_io socket;
	struct ev_timer turn;	  /* LINK_DOWN: connect. LINK_UP: the next statement, now or after a wait */
	struct ev_timer deadline; /* of the connect or the statement under way */
	struct ev_timer cancel_poll;
	ev_tstamp up_since;
	struct backoff connect_backoff, statement_backoff;
	struct writer writer;
	enum statement under_way;
	PGresult *result; /* of the statement under way: the first that failed or has rows */
	char *sql[STATEMENT_COUNT];
};

static struct postgres_store *of(struct store *store)
{
	return (struct postgres_store *)store;
}

static void start_timer(struct postgres_store *store, struct ev_timer *timer, double seconds)
{
	ev_now_update(store->loop);
	ev_timer_stop(store->loop, timer);
	ev_timer_set(timer, seconds, 0.);
	ev_timer_start(store->loop, timer);
}

static void take_turn_now(struct postgres_store *store)
{
	if (!ev_is_active(&store->turn))
		start_timer(store, &store->turn, 0.);
}

static void forget_result(struct postgres_store *store)
{
	PQclear(store->result);
	store->result = NULL;
	store->under_way = STATEMENT_NONE;
	ev_timer_stop(store->loop, &store->deadline);
}

static void link_down(struct postgres_store *store)
{
	if (store->link == LINK_UP && ev_now(store->loop) - store->up_since > HEALTHY_SECONDS)
		store->connect_backoff.failures = 0;
	ev_io_stop(store->loop, &store->socket);
	forget_result(store);
	if (store->connection)
		PQfinish(store->connection);
	store->connection = NULL;
	store->link = LINK_DOWN;
	writer_lost(&store->writer);
	start_timer(store, &store->turn, backoff_next(&store->connect_backoff));
}

static void link_failed(struct postgres_store *store, const struct error *err)
{
	writer_trouble(&store->writer, err);
	link_down(store);
}

static void connection_broke(struct postgres_store *store)
{
	struct error err = ERROR_INIT;

	postgres_error(&err, ERROR_AWAY, store->store.place, PQerrorMessage(store->connection));
	link_failed(store, &err);
}

/* Watches for writability only while libpq has something left to send. */
static bool flush(struct postgres_store *store)
{
	int left = PQflush(store->connection);
	int events = left == 1 ? EV_READ | EV_WRITE : EV_READ;

	if (left < 0) {
		connection_broke(store);
		return false;
	}
	if (store->socket.events != events) {
		ev_io_stop(store->loop, &store->socket);
		ev_io_set(&store->socket, PQsocket(store->connection), events);
		ev_io_start(store->loop, &store->socket);
	}
	return true;
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

static bool send(struct postgres_store *store, enum statement which)
{
	const struct parameters *parameters = &store->writer.parameters;

	/* the schema is many statements, which only the simple protocol takes: it makes one transaction of
	 * them */
	if (which == STATEMENT_CREATE)
		return PQsendQuery(store->connection, sql_of(store, which));
	return PQsendQueryParams(store->connection, sql_of(store, which), (int)parameters->count, NULL,
		parameters->values, NULL, NULL, 0);
}

static void send_next(struct postgres_store *store)
{
	enum statement which = writer_next(&store->writer);

	if (which == STATEMENT_NONE)
		return;
	store->under_way = which;
	if (!send(store, which)) {
		connection_broke(store);
		return;
	}
	start_timer(store, &store->deadline, ANSWER_SECONDS);
	flush(store);
}

/* The same connection, later: the statement is chosen anew. */
static void try_later(struct postgres_store *store, const struct error *err)
{
	writer_trouble(&store->writer, err);
	start_timer(store, &store->turn, backoff_next(&store->statement_backoff));
}

static void statement_failed(struct postgres_store *store, enum statement which)
{
	enum sqlstate_class class = sqlstate_class(PQresultErrorField(store->result, PG_DIAG_SQLSTATE));
	const char *primary = PQresultErrorField(store->result, PG_DIAG_MESSAGE_PRIMARY);
	struct error err = ERROR_INIT;

	postgres_error(&err, ERROR_AWAY, store->store.place,
		primary ? primary : PQresultErrorMessage(store->result));
	if ((class == SQLSTATE_NO_TABLES && writer_refused(&store->writer, which, REFUSED_TABLES)) ||
		(class == SQLSTATE_DATA && writer_refused(&store->writer, which, REFUSED_DATA))) {
		take_turn_now(store);
		return;
	}
	if (class == SQLSTATE_GONE) {
		link_failed(store, &err);
		return;
	}
	if (which == STATEMENT_CREATE && class == SQLSTATE_OPERATOR)
		postgres_create_error(&err, store->store.place, store->connection, store->result);
	else if (class == SQLSTATE_OPERATOR || class == SQLSTATE_DATA)
		postgres_operator_error(&err, store->store.place, store->connection, store->result);
	if (class == SQLSTATE_OPERATOR)
		writer_lost(&store->writer);
	try_later(store, &err);
}

static void statement_answered(struct postgres_store *store, enum statement which)
{
	struct statement_answer answer = { 0 };
	struct error err = ERROR_INIT;

	answer.has_row = store->result && PQntuples(store->result) > 0;
	for (int i = 0; answer.has_row && i < 2 && i < PQnfields(store->result); i++)
		answer.values[i] = PQgetisnull(store->result, 0, i) ? NULL : PQgetvalue(store->result, 0, i);
	if (which == STATEMENT_UPSERT || which == STATEMENT_BEAT)
		store->statement_backoff.failures = 0;
	if (!writer_answer(&store->writer, which, &answer, &err)) {
		try_later(store, &err);
		return;
	}
	writer_committed(&store->writer);
	take_turn_now(store);
}

static bool result_failed(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK;
}

static void statement_done(struct postgres_store *store)
{
	enum statement which = store->under_way;
	PGresult *result = store->result;

	store->under_way = STATEMENT_NONE;
	ev_timer_stop(store->loop, &store->deadline);
	if (result && result_failed(result))
		statement_failed(store, which);
	else
		statement_answered(store, which);
	PQclear(store->result);
	store->result = NULL;
}

static void keep_result(struct postgres_store *store, PGresult *result)
{
	bool wanted = result_failed(result) || PQresultStatus(result) == PGRES_TUPLES_OK;

	if (store->result && result_failed(store->result))
		wanted = false;
	if (!wanted) {
		PQclear(result);
		return;
	}
	PQclear(store->result);
	store->result = result;
}

static void take_input(struct postgres_store *store)
{
	PGresult *result;

	if (!PQconsumeInput(store->connection)) {
		connection_broke(store);
		return;
	}
	while (store->under_way != STATEMENT_NONE && !PQisBusy(store->connection)) {
		result = PQgetResult(store->connection);
		if (!result) {
			statement_done(store);
			return;
		}
		keep_result(store, result);
	}
}

static void socket_ready(struct ev_loop *loop, struct ev_io *io, int events)
{
	struct postgres_store *store = io->data;

	if (events & EV_READ)
		take_input(store);
	if (store->link == LINK_UP)
		flush(store);
}

static void drop_notice(void *ctx, const char *message)
{
}

static void link_up(struct postgres_store *store, PGconn *connection)
{
	store->connection = connection;
	store->link = LINK_UP;
	store->up_since = ev_now(store->loop);
	PQsetNoticeProcessor(connection, drop_notice, NULL);
	PQsetnonblocking(connection, 1);
	ev_io_set(&store->socket, PQsocket(connection), EV_READ);
	ev_io_start(store->loop, &store->socket);
	take_turn_now(store);
}

static void connected(void *ctx, PGconn *connection)
{
	struct postgres_store *store = ctx;
	struct error err = ERROR_INIT;

	ev_timer_stop(store->loop, &store->deadline);
	if (connection && PQstatus(connection) == CONNECTION_OK) {
		link_up(store, connection);
		return;
	}
	postgres_connect_error(&err, store->store.place, connection);
	if (!store->login.plain && strstr(err.message, "startup parameter")) {
		/* pgbouncer: without our limits on the server, then */
		store->login.plain = true;
		store->connect_backoff.failures = 0;
	} else {
		writer_trouble(&store->writer, &err);
	}
	if (connection)
		PQfinish(connection);
	link_down(store);
}

static void turn_due(struct ev_loop *loop, struct ev_timer *timer, int events)
{
	struct postgres_store *store = timer->data;

	if (store->link == LINK_DOWN) {
		store->link = LINK_CONNECTING;
		start_timer(store, &store->deadline, SLOW_CONNECT_SECONDS);
		postgres_connector_start(store->connector, &store->login);
	} else if (store->link == LINK_UP && store->under_way == STATEMENT_NONE) {
		send_next(store);
	}
}

static void deadline_passed(struct ev_loop *loop, struct ev_timer *timer, int events)
{
	struct postgres_store *store = timer->data;
	struct error err = ERROR_INIT;

	if (store->link == LINK_CONNECTING) {
		error_set(&err, ERROR_AWAY, "%s is away: no answer yet", store->store.place);
		writer_trouble(&store->writer, &err);
		return;
	}
	error_set(&err, ERROR_AWAY, "%s is away: no answer for %.0f s", store->store.place, ANSWER_SECONDS);
	link_failed(store, &err);
}

/* Something may be new to send; a wait that is under way goes on. */
static void nudge(struct postgres_store *store)
{
	if (store->link == LINK_UP && store->under_way == STATEMENT_NONE)
		take_turn_now(store);
}

static void cancel_poll_due(struct ev_loop *loop, struct ev_timer *timer, int events)
{
	struct postgres_store *store = timer->data;

	store->writer.cancel_due = true;
	nudge(store);
}

static bool postgres_open(struct store *base, struct ev_loop *loop, const char *job_id,
	const struct attempt_facts *facts, const struct store_listener *listener, struct error *err)
{
	struct postgres_store *store = of(base);

	store->loop = loop;
	store->connector = postgres_connector_new(loop, connected, store);
	snprintf(store->login.application_name, sizeof(store->login.application_name), "progwrap/%.40s",
		job_id);
	writer_open(&store->writer, job_id, facts, listener);
	ev_init(&store->socket, socket_ready);
	ev_init(&store->turn, turn_due);
	ev_init(&store->deadline, deadline_passed);
	ev_timer_init(&store->cancel_poll, cancel_poll_due, CANCEL_POLL_SECONDS, CANCEL_POLL_SECONDS);
	store->socket.data = store->turn.data = store->deadline.data = store->cancel_poll.data = store;
	ev_timer_start(loop, &store->cancel_poll);
	take_turn_now(store);
	return true;
}

static void postgres_put(struct store *base, const struct job_row *row)
{
	struct postgres_store *store = of(base);

	writer_put(&store->writer, row);
	/* the end does not sit out a wait */
	if (job_status_is_final(row->status) && ev_is_active(&store->turn))
		start_timer(store, &store->turn, 0.);
	nudge(store);
}

static void postgres_beat(struct store *base)
{
	of(base)->writer.beat_due = true;
	nudge(of(base));
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
		postgres_connector_free(store->connector);
		ev_io_stop(store->loop, &store->socket);
		ev_timer_stop(store->loop, &store->turn);
		ev_timer_stop(store->loop, &store->cancel_poll);
		forget_result(store);
		if (store->connection)
			PQfinish(store->connection);
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

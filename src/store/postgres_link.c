/* Three states, two timers: one waits to connect, one for an answer. */
#include "store/postgres_link.h"

#include "base/mem.h"
#include "store/backoff.h"
#include "store/postgres_connector.h"
#include "store/postgres_trouble.h"

#include <stdlib.h>
#include <string.h>

#define SLOW_CONNECT_SECONDS 2.0 /* longer: worth a word */
#define ANSWER_SECONDS 15.0
#define HEALTHY_SECONDS 60.0 /* a connection that lasted so long forgives earlier failures */

enum link_state {
	LINK_DOWN,	 /* `retry` says when to connect */
	LINK_CONNECTING, /* in the connector's thread */
	LINK_UP,
};

struct postgres_link {
	struct ev_loop *loop;
	struct postgres_login login;
	const char *place;
	struct postgres_link_listener listener;
	struct postgres_connector *connector;
	enum link_state state;
	PGconn *connection; /* while LINK_UP */
	struct ev_io socket;
	struct ev_timer retry;
	struct ev_timer deadline; /* of the connect or the statement under way */
	struct backoff backoff;
	ev_tstamp up_since;
	bool under_way;
	PGresult *result; /* of the statement under way: the first that failed or has rows */
};

static void start_timer(struct postgres_link *link, struct ev_timer *timer, double seconds)
{
	ev_now_update(link->loop);
	ev_timer_stop(link->loop, timer);
	ev_timer_set(timer, seconds, 0.);
	ev_timer_start(link->loop, timer);
}

static void let_go(struct postgres_link *link)
{
	ev_io_stop(link->loop, &link->socket);
	ev_timer_stop(link->loop, &link->deadline);
	PQclear(link->result);
	PQfinish(link->connection);
	link->result = NULL;
	link->connection = NULL;
	link->under_way = false;
}

static void go_down(struct postgres_link *link)
{
	if (link->state == LINK_UP && ev_now(link->loop) - link->up_since > HEALTHY_SECONDS)
		link->backoff.failures = 0;
	let_go(link);
	link->state = LINK_DOWN;
	link->listener.on_down(link->listener.ctx);
	start_timer(link, &link->retry, backoff_next(&link->backoff));
}

void postgres_link_drop(struct postgres_link *link, const struct error *err)
{
	link->listener.on_trouble(link->listener.ctx, err);
	go_down(link);
}

static void connection_broke(struct postgres_link *link)
{
	struct error err = ERROR_INIT;

	postgres_error(&err, ERROR_AWAY, link->place, PQerrorMessage(link->connection));
	postgres_link_drop(link, &err);
}

/* Watches for writability only while libpq has something left to send. */
static void flush(struct postgres_link *link)
{
	int left = PQflush(link->connection);
	int events = left == 1 ? EV_READ | EV_WRITE : EV_READ;

	if (left < 0) {
		connection_broke(link);
		return;
	}
	if (link->socket.events != events) {
		ev_io_stop(link->loop, &link->socket);
		ev_io_set(&link->socket, PQsocket(link->connection), events);
		ev_io_start(link->loop, &link->socket);
	}
}

bool postgres_link_is_free(const struct postgres_link *link)
{
	return link->state == LINK_UP && !link->under_way;
}

void postgres_link_send(struct postgres_link *link, const char *sql, const struct parameters *parameters)
{
	/* only the simple protocol takes many statements */
	int sent = parameters ? PQsendQueryParams(link->connection, sql, (int)parameters->count, NULL,
					parameters->values, NULL, NULL, 0)
			      : PQsendQuery(link->connection, sql);

	if (!sent) {
		connection_broke(link);
		return;
	}
	link->under_way = true;
	start_timer(link, &link->deadline, ANSWER_SECONDS);
	flush(link);
}

void postgres_link_hurry(struct postgres_link *link)
{
	if (link->state == LINK_DOWN)
		start_timer(link, &link->retry, 0.);
}

const PGconn *postgres_link_connection(const struct postgres_link *link)
{
	return link->connection;
}

/* --- the answer --- */

bool postgres_result_failed(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	return status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK;
}

static void keep_result(struct postgres_link *link, PGresult *result)
{
	bool wanted = postgres_result_failed(result) || PQresultStatus(result) == PGRES_TUPLES_OK;

	if (link->result && postgres_result_failed(link->result))
		wanted = false;
	if (!wanted) {
		PQclear(result);
		return;
	}
	PQclear(link->result);
	link->result = result;
}

static void statement_done(struct postgres_link *link)
{
	PGresult *result = link->result;

	link->result = NULL;
	link->under_way = false;
	ev_timer_stop(link->loop, &link->deadline);
	link->listener.on_result(link->listener.ctx, result);
	PQclear(result);
}

static void take_input(struct postgres_link *link)
{
	PGresult *result;

	if (!PQconsumeInput(link->connection)) {
		connection_broke(link);
		return;
	}
	while (link->under_way && !PQisBusy(link->connection)) {
		result = PQgetResult(link->connection);
		if (!result) {
			statement_done(link);
			return;
		}
		keep_result(link, result);
	}
}

static void socket_ready(struct ev_loop *loop, struct ev_io *io, int events)
{
	struct postgres_link *link = io->data;

	if (events & EV_READ)
		take_input(link);
	if (link->state == LINK_UP)
		flush(link);
}

/* --- connecting --- */

static void drop_notice(void *ctx, const char *message)
{
}

static void go_up(struct postgres_link *link, PGconn *connection)
{
	link->connection = connection;
	link->state = LINK_UP;
	link->up_since = ev_now(link->loop);
	PQsetNoticeProcessor(connection, drop_notice, NULL);
	PQsetnonblocking(connection, 1);
	ev_io_set(&link->socket, PQsocket(connection), EV_READ);
	ev_io_start(link->loop, &link->socket);
	link->listener.on_up(link->listener.ctx);
}

static void connected(void *ctx, PGconn *connection)
{
	struct postgres_link *link = ctx;
	struct error err = ERROR_INIT;

	ev_timer_stop(link->loop, &link->deadline);
	if (connection && PQstatus(connection) == CONNECTION_OK) {
		go_up(link, connection);
		return;
	}
	postgres_connect_error(&err, link->place, connection);
	PQfinish(connection);
	if (!link->login.plain && strstr(err.message, "startup parameter")) {
		/* pgbouncer: without our limits on the server, then */
		link->login.plain = true;
		link->backoff.failures = 0;
		go_down(link);
	} else {
		postgres_link_drop(link, &err);
	}
}

static void retry_due(struct ev_loop *loop, struct ev_timer *timer, int events)
{
	struct postgres_link *link = timer->data;

	link->state = LINK_CONNECTING;
	start_timer(link, &link->deadline, SLOW_CONNECT_SECONDS);
	postgres_connector_start(link->connector, &link->login);
}

static void deadline_passed(struct ev_loop *loop, struct ev_timer *timer, int events)
{
	struct postgres_link *link = timer->data;
	struct error err = ERROR_INIT;

	if (link->state == LINK_CONNECTING) {
		error_set(&err, ERROR_AWAY, "%s is away: no answer yet", link->place);
		link->listener.on_trouble(link->listener.ctx, &err);
		return;
	}
	error_set(&err, ERROR_AWAY, "%s is away: no answer for %.0f s", link->place, ANSWER_SECONDS);
	postgres_link_drop(link, &err);
}

struct postgres_link *postgres_link_new(struct ev_loop *loop, const struct postgres_login *login,
	const char *place, const struct postgres_link_listener *listener)
{
	struct postgres_link *link = mem_alloc(sizeof(*link));

	link->loop = loop;
	link->login = *login;
	link->login.conninfo = mem_copy_string(login->conninfo);
	link->place = place;
	link->listener = *listener;
	link->connector = postgres_connector_new(loop, connected, link);
	ev_init(&link->socket, socket_ready);
	ev_timer_init(&link->retry, retry_due, 0., 0.);
	ev_timer_init(&link->deadline, deadline_passed, 0., 0.);
	link->socket.data = link->retry.data = link->deadline.data = link;
	ev_timer_start(loop, &link->retry);
	return link;
}

void postgres_link_free(struct postgres_link *link)
{
	if (!link)
		return;
	postgres_connector_free(link->connector);
	let_go(link);
	ev_timer_stop(link->loop, &link->retry);
	free(link->login.conninfo);
	free(link);
}

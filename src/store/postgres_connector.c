/* One detached thread for each connect; what it shares with the loop is freed by the one that leaves last. */
#include "store/postgres_connector.h"

#include "base/mem.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

struct attempt {
	pthread_mutex_t lock;
	struct postgres_connector *connector; /* NULL: nobody waits any more */
	bool finished;
	struct postgres_login login;
	PGconn *connection;
};

struct postgres_connector {
	struct ev_loop *loop;
	struct ev_async arrived;
	postgres_connected_fn on_connected;
	void *ctx;
	struct attempt *attempt; /* under way */
};

static void attempt_free(struct attempt *attempt)
{
	if (attempt->connection)
		PQfinish(attempt->connection);
	pthread_mutex_destroy(&attempt->lock);
	free(attempt->login.conninfo);
	free(attempt);
}

static void *connect_in_thread(void *argument)
{
	struct attempt *attempt = argument;
	PGconn *connection = postgres_connect(&attempt->login);
	bool abandoned;

	pthread_mutex_lock(&attempt->lock);
	attempt->connection = connection;
	attempt->finished = true;
	abandoned = attempt->connector == NULL;
	if (!abandoned)
		ev_async_send(attempt->connector->loop, &attempt->connector->arrived);
	pthread_mutex_unlock(&attempt->lock);
	if (abandoned)
		attempt_free(attempt);
	return NULL;
}

static bool start_thread(struct attempt *attempt)
{
	sigset_t all, before;
	pthread_attr_t attributes;
	pthread_t thread;
	bool started;

	/* signals are the loop's business */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	started = pthread_create(&thread, &attributes, connect_in_thread, attempt) == 0;
	pthread_attr_destroy(&attributes);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

static void arrived(struct ev_loop *loop, struct ev_async *async, int events)
{
	struct postgres_connector *connector = async->data;
	struct attempt *attempt = connector->attempt;
	PGconn *connection;

	if (!attempt)
		return;
	pthread_mutex_lock(&attempt->lock);
	connection = attempt->connection;
	attempt->connection = NULL;
	pthread_mutex_unlock(&attempt->lock);
	connector->attempt = NULL;
	attempt_free(attempt);
	connector->on_connected(connector->ctx, connection);
}

struct postgres_connector *postgres_connector_new(
	struct ev_loop *loop, postgres_connected_fn on_connected, void *ctx)
{
	struct postgres_connector *connector = mem_alloc(sizeof(*connector));

	connector->loop = loop;
	connector->on_connected = on_connected;
	connector->ctx = ctx;
	ev_async_init(&connector->arrived, arrived);
	connector->arrived.data = connector;
	ev_async_start(loop, &connector->arrived);
	return connector;
}

void postgres_connector_start(struct postgres_connector *connector, const struct postgres_login *login)
{
	struct attempt *attempt = mem_alloc(sizeof(*attempt));

	pthread_mutex_init(&attempt->lock, NULL);
	attempt->connector = connector;
	attempt->login = *login;
	attempt->login.conninfo = mem_copy_string(login->conninfo);
	connector->attempt = attempt;
	if (!start_thread(attempt))
		ev_async_send(connector->loop, &connector->arrived);
}

void postgres_connector_free(struct postgres_connector *connector)
{
	struct attempt *attempt;
	bool finished = false;

	if (!connector)
		return;
	ev_async_stop(connector->loop, &connector->arrived);
	attempt = connector->attempt;
	if (attempt) {
		pthread_mutex_lock(&attempt->lock);
		finished = attempt->finished;
		attempt->connector = NULL;
		pthread_mutex_unlock(&attempt->lock);
	}
	if (finished)
		attempt_free(attempt);
	free(connector);
}

/* Connects in a thread, so that no name server, handshake or frozen postmaster holds up the loop. There is
 * one thread at a time; one that hangs is left alone when the connector goes. */
#pragma once

#include "store/postgres_login.h"

#include <ev.h>

struct postgres_connector;
/* Takes the connection, good or bad; NULL: no thread could be started. Called from the loop. */
typedef void (*postgres_connected_fn)(void *ctx, PGconn *connection);

struct postgres_connector *postgres_connector_new(
	struct ev_loop *loop, postgres_connected_fn on_connected, void *ctx);
/* Copies the login. Not while a connect is under way. */
void postgres_connector_start(struct postgres_connector *connector, const struct postgres_login *login);
void postgres_connector_free(struct postgres_connector *connector); /* NULL is fine */

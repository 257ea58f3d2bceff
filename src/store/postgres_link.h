/* A writer's connection, on its loop and without a blocking call: connecting in a thread, one statement at a
 * time sent and answered by readiness, each with a deadline of its own. A connection that fails is dropped,
 * never repaired; the next one is tried after a back-off, for as long as the link lives. */
#pragma once

#include "store/postgres_login.h"
#include "store/statement.h"

#include <ev.h>

struct postgres_link;

/* All are called from the loop and from postgres_link_send and postgres_link_drop; none may free the link. */
struct postgres_link_listener {
	void (*on_up)(void *ctx); /* a new connection: nothing of the one before is under way */
	/* Of the statement that was sent: the first result that failed or has rows; NULL: there is none.
	 * Borrowed. */
	void (*on_result)(void *ctx, const PGresult *result);
	void (*on_trouble)(void *ctx, const struct error *err);
	void (*on_down)(void *ctx); /* nobody knows what became of the statement under way */
	void *ctx;
};

/* Starts to connect. Copies the login, borrows loop and place. */
struct postgres_link *postgres_link_new(struct ev_loop *loop, const struct postgres_login *login,
	const char *place, const struct postgres_link_listener *listener);
void postgres_link_free(struct postgres_link *link); /* NULL is fine */

/* Connected, and no statement is under way. */
bool postgres_link_is_free(const struct postgres_link *link);
/* While it is free. `parameters` NULL: a text that may hold many statements, one transaction together. */
void postgres_link_send(struct postgres_link *link, const char *sql, const struct parameters *parameters);
/* Doesn't sit out the wait before the next connect. */
void postgres_link_hurry(struct postgres_link *link);
/* This server or connection is no use: tells `err` and connects anew. */
void postgres_link_drop(struct postgres_link *link, const struct error *err);
/* For messages; NULL while it is down. */
const PGconn *postgres_link_connection(const struct postgres_link *link);
bool postgres_result_failed(const PGresult *result);

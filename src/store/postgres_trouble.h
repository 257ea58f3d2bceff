/* What a person is told about PostgreSQL: one line, with the remedy where one is known. Each returns false.
 */
#pragma once

#include "base/error.h"

#include <libpq-fe.h>

/* "PLACE: message", of which only the first line is kept: the cause stands there. */
bool postgres_error(struct error *err, enum error_kind kind, const char *place, const char *message);
/* "PLACE is away: …"; `connection` NULL: out of memory. */
bool postgres_connect_error(struct error *err, const char *place, const PGconn *connection);
/* The tables may not be made by us: the exact way for their owner. */
bool postgres_create_error(
	struct error *err, const char *place, const PGconn *connection, const PGresult *result);
/* A right, a column or a type is not as it has to be. */
bool postgres_operator_error(
	struct error *err, const char *place, const PGconn *connection, const PGresult *result);

/* Reads rows from PostgreSQL, blocking, for the commands: bounded by a connect timeout and a time for the
 * answer. */
#pragma once

#include "store/postgres_login.h"
#include "store/statement.h"
#include "store/store.h"

/* STATEMENT_READ (of `job_id`), STATEMENT_NEWEST or STATEMENT_LIST. The number of rows that on_row got; a
 * database without progwrap's tables has none. -1: failed. */
int postgres_read_rows(const struct postgres_login *login, const char *place, enum statement which,
	const char *job_id, job_row_fn on_row, void *ctx, struct error *err);

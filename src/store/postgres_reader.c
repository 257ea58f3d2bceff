/* One connection, one query, its rows. */
#include "store/postgres_reader.h"

#include "base/clock.h"
#include "base/mem.h"
#include "store/postgres_trouble.h"
#include "store/sqlstate.h"

#include <poll.h>
#include <stdlib.h>

#define ANSWER_SECONDS 10

/* False: the server said nothing in time, or has gone. */
static bool wait_for_answer(PGconn *connection, uint64_t deadline_ns)
{
	while (PQisBusy(connection)) {
		struct pollfd socket = { .fd = PQsocket(connection), .events = POLLIN };
		uint64_t now = clock_monotonic_ns();

		if (now >= deadline_ns || poll(&socket, 1, (int)((deadline_ns - now) / 1000000) + 1) == 0)
			return false;
		if (!PQconsumeInput(connection))
			return false;
	}
	return true;
}

static int give_rows(const PGresult *result, job_row_fn on_row, void *ctx)
{
	const char *values[STATEMENT_PARAMETERS_MAX];
	struct job_row *row = mem_alloc(sizeof(*row));
	int count = PQntuples(result);

	for (int n = 0; n < count; n++) {
		for (size_t i = 0; i <= job_column_count; i++)
			values[i] = PQgetisnull(result, n, (int)i) ? NULL : PQgetvalue(result, n, (int)i);
		statement_row(values, row);
		on_row(ctx, row);
	}
	free(row);
	return count;
}

static int ask(PGconn *connection, const char *place, enum statement which, const char *job_id,
	job_row_fn on_row, void *ctx, struct error *err)
{
	char *sql = statement_sql(which, SQL_POSTGRES);
	int sent = PQsendQueryParams(connection, sql, job_id ? 1 : 0, NULL, &job_id, NULL, NULL, 0),
	    count = -1;
	PGresult *result;

	free(sql);
	if (!sent) {
		postgres_error(err, ERROR_AWAY, place, PQerrorMessage(connection));
		return -1;
	}
	if (!wait_for_answer(connection, clock_monotonic_ns() + ANSWER_SECONDS * CLOCK_SECOND_NS)) {
		error_set(err, ERROR_AWAY, "%s gives no answer", place);
		return -1;
	}
	result = PQgetResult(connection);
	if (PQresultStatus(result) == PGRES_TUPLES_OK)
		count = give_rows(result, on_row, ctx);
	else if (sqlstate_class(PQresultErrorField(result, PG_DIAG_SQLSTATE)) == SQLSTATE_NO_TABLES)
		count = 0;
	else
		postgres_error(err, ERROR_AWAY, place, PQresultErrorMessage(result));
	PQclear(result);
	return count;
}

int postgres_read_rows(const struct postgres_login *login, const char *place, enum statement which,
	const char *job_id, job_row_fn on_row, void *ctx, struct error *err)
{
	PGconn *connection = postgres_connect(login);
	int count = -1;

	if (PQstatus(connection) == CONNECTION_OK)
		count = ask(connection, place, which, job_id, on_row, ctx, err);
	else
		postgres_connect_error(err, place, connection);
	PQfinish(connection);
	return count;
}

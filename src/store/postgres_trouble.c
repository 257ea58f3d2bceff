/* The lines, and the rights that a writer needs. */
#include "store/postgres_trouble.h"

#include <string.h>

#define SCHEMA_FILE PKGDATADIR "/schema.sql"
#define GRANTS                                                                                               \
	"GRANT USAGE ON SCHEMA progwrap TO \"%s\"; GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA "    \
	"progwrap TO \"%s\""

bool postgres_error(struct error *err, enum error_kind kind, const char *place, const char *message)
{
	return error_set(err, kind, "%s: %.*s", place, (int)strcspn(message, "\n"), message);
}

bool postgres_connect_error(struct error *err, const char *place, const PGconn *connection)
{
	const char *message = connection ? PQerrorMessage(connection) : "out of memory";
	const char *remedy = connection && PQconnectionNeedsPassword(connection)
				     ? " (a password belongs into ~/.pgpass with mode 600 or a service file)"
				     : "";

	return error_set(
		err, ERROR_AWAY, "%s is away: %.*s%s", place, (int)strcspn(message, "\n"), message, remedy);
}

bool postgres_create_error(
	struct error *err, const char *place, const PGconn *connection, const PGresult *result)
{
	const char *user = PQuser(connection);

	return error_set(err, ERROR_USAGE,
		"%s: '%s' may not create the tables (%s): as the owner run psql -d '%s' -f " SCHEMA_FILE
		" -c '" GRANTS "'",
		place, user, PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY), PQdb(connection), user,
		user);
}

bool postgres_operator_error(
	struct error *err, const char *place, const PGconn *connection, const PGresult *result)
{
	const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE), *user = PQuser(connection);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if (!strcmp(code, "42501"))
		return error_set(
			err, ERROR_USAGE, "%s: %s: as the owner run " GRANTS, place, message, user, user);
	return error_set(err, ERROR_USAGE, "%s: %s (SQLSTATE %s): compare the tables with " SCHEMA_FILE,
		place, message, code);
}

/* The URL and the connect. */
#include "store/postgres_login.h"

#include <stdio.h>
#include <string.h>

#define SERVER_LIMITS                                                                                        \
	"-c lock_timeout=2000 -c statement_timeout=10000 -c idle_in_transaction_session_timeout=30000"

#define LOGIN_KEYWORDS_MAX 12

static const char *value_of(const PQconninfoOption *options, const char *keyword)
{
	for (; options && options->keyword; options++)
		if (!strcmp(options->keyword, keyword))
			return options->val && *options->val ? options->val : NULL;
	return NULL;
}

static void describe(const PQconninfoOption *given, char *place, size_t size)
{
	PQconninfoOption *defaults = PQconndefaults();
	const char *service = value_of(given, "service"), *values[3];
	static const char *const keywords[3] = { "host", "port", "dbname" };

	for (int i = 0; i < 3; i++) {
		values[i] = value_of(given, keywords[i]);
		if (!values[i] && i == 0)
			values[i] = value_of(given, "hostaddr");
		if (!values[i])
			values[i] = value_of(defaults, keywords[i]);
	}
	if (service)
		snprintf(place, size, "PostgreSQL service '%s'", service);
	else
		snprintf(place, size, "PostgreSQL %s:%s/%s", values[0] ? values[0] : "(local)",
			values[1] ? values[1] : "5432", values[2] ? values[2] : "");
	PQconninfoFree(defaults);
}

bool postgres_url_check(const char *conninfo, char *place, size_t place_size, struct error *err)
{
	char *why = NULL;
	PQconninfoOption *options = PQconninfoParse(conninfo, &why);
	bool has_password;

	if (!options) {
		/* libpq quotes the part that it stumbles over, which may be the password */
		bool may_tell = why && !strchr(conninfo, '@') && !strstr(conninfo, "password");

		error_set(err, ERROR_USAGE, "store: no valid PostgreSQL URI or conninfo%s%.*s",
			may_tell ? ": " : "", may_tell ? (int)strcspn(why, "\n") : 0, may_tell ? why : "");
		PQfreemem(why);
		return false;
	}
	has_password = value_of(options, "password") || value_of(options, "sslpassword");
	if (has_password)
		error_set(err, ERROR_USAGE,
			"store: a password in the URL can be read by every user in 'ps' and by the command: "
			"put it into ~/.pgpass (chmod 600) or a service file");
	else
		describe(options, place, place_size);
	PQconninfoFree(options);
	return !has_password;
}

PGconn *postgres_connect(const struct postgres_login *login)
{
	const char *keywords[LOGIN_KEYWORDS_MAX + 1] = { NULL }, *values[LOGIN_KEYWORDS_MAX + 1] = { NULL };
	char timeout[16];
	unsigned count = 0;

	snprintf(timeout, sizeof(timeout), "%d", login->connect_timeout_seconds);
#define SET(keyword, value) (keywords[count] = (keyword), values[count++] = (value))
	SET("connect_timeout", timeout);
	SET("keepalives_idle", "10");
	SET("keepalives_interval", "5");
	SET("keepalives_count", "3");
	SET("tcp_user_timeout", "15000");
	SET("gssencmode", "disable");
	SET("application_name", login->application_name);
	if (login->for_writing)
		SET("target_session_attrs", "read-write");
	if (login->for_writing && !login->plain)
		SET("options", SERVER_LIMITS);
	SET("dbname", login->conninfo); /* what it says itself wins over all that stands before it */
	SET("client_encoding", "UTF8");
#undef SET
	return PQconnectdbParams(keywords, values, 1);
}

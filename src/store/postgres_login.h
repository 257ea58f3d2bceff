/* How progwrap gets into a PostgreSQL: the URL, judged before anything is tried, and a blocking connect with
 * the manners that a long job wants. The writer calls the connect in a thread (postgres_connector.h), since
 * it may wait for name resolution, Kerberos, LDAP or a handshake. */
#pragma once

#include "base/error.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

struct postgres_login {
	char *conninfo; /* as the user gave it, without a password */
	char application_name[64];
	int connect_timeout_seconds; /* per address */
	bool for_writing; /* a server that takes writes, and limits on the server for what waits there */
	bool plain;	  /* no start-up options: pgbouncer refuses them */
};

/* False (ERROR_USAGE): no valid URI or conninfo, or a password in it. `place` is what messages call the
 * store. */
bool postgres_url_check(const char *conninfo, char *place, size_t place_size, struct error *err);
/* Blocks. NULL only when memory is out; the caller looks at PQstatus and calls PQfinish. */
PGconn *postgres_connect(const struct postgres_login *login);

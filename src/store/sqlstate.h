/* What to do about a PostgreSQL error code. */
#pragma once

enum sqlstate_class {
	SQLSTATE_LATER, /* nobody's fault: ask again on the same connection */
	SQLSTATE_GONE,	/* this server or connection is no use: connect anew */
	SQLSTATE_NO_TABLES,
	SQLSTATE_OPERATOR, /* a person must grant, create or alter something; it heals by itself then */
	SQLSTATE_DATA,	   /* this row is refused, another would not be */
};

/* `code` is five characters, or NULL, which is what libpq has when the connection broke. */
enum sqlstate_class sqlstate_class(const char *code);

/* The table of codes: the longest prefix that fits decides, an unknown one may pass by itself. */
#include "store/sqlstate.h"

#include <stddef.h>
#include <string.h>

enum sqlstate_class sqlstate_class(const char *code)
{
	static const struct {
		const char *prefix;
		enum sqlstate_class class;
	} known[] = {
		{ "42P01", SQLSTATE_NO_TABLES }, /* undefined_table */
		{ "3F", SQLSTATE_NO_TABLES },	 /* invalid_schema_name */
		{ "08", SQLSTATE_GONE },	 /* connection exceptions */
		{ "57P", SQLSTATE_GONE },	 /* shutdown, crash, starting up */
		{ "25", SQLSTATE_GONE },	 /* a read-only server, a broken transaction */
		{ "28", SQLSTATE_OPERATOR },	 /* authorization */
		{ "3D", SQLSTATE_OPERATOR },	 /* no such database */
		{ "42", SQLSTATE_OPERATOR },	 /* rights, columns, types */
		{ "22", SQLSTATE_DATA },	 /* values, encodings */
		{ "23", SQLSTATE_DATA },	 /* constraints */
		{ "P0", SQLSTATE_DATA },	 /* RAISE in a trigger */
	};

	if (!code)
		return SQLSTATE_GONE;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strncmp(code, known[i].prefix, strlen(known[i].prefix)))
			return known[i].class;
	return SQLSTATE_LATER;
}

/* One SQLite file and its prepared statements: what SQLite's functions mean for us. Who writes when is in
 * sqlite.c. */
#pragma once

#include "base/error.h"
#include "store/statement.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <sys/types.h>

struct sqlite_file {
	char *path;
	sqlite3 *db; /* NULL: not open */
	sqlite3_stmt *statements[STATEMENT_COUNT];
	dev_t device; /* of the open file: it may be moved away under us */
	ino_t inode;
};

enum sqlite_outcome {
	SQLITE_IS_DONE,
	SQLITE_IS_LOCKED, /* by another program: ask again */
	SQLITE_HAS_FAILED
};

void sqlite_file_init(struct sqlite_file *file, const char *path);
void sqlite_file_release(struct sqlite_file *file);
void sqlite_file_close(struct sqlite_file *file);

/* Makes the directory (0700) and the file where there are none. */
enum sqlite_outcome sqlite_file_open_to_write(struct sqlite_file *file, struct error *err);
/* 1 open, 0 there is no such file, -1 failed. */
int sqlite_file_open_to_read(struct sqlite_file *file, struct error *err);
/* False: somebody has deleted or replaced the file; SQLite would go on writing the old one. */
bool sqlite_file_is_in_place(const struct sqlite_file *file);

/* A statement without parameters, or several. */
enum sqlite_outcome sqlite_file_run(struct sqlite_file *file, const char *sql, struct error *err);
/* Prepared on first use; NULL: see the error code of `db`. */
sqlite3_stmt *sqlite_file_statement(struct sqlite_file *file, enum statement which);
bool sqlite_is_locked(int result);
bool sqlite_file_lacks_tables(const struct sqlite_file *file);
/* "cannot VERB 'path': database disk image is malformed". Always false. */
bool sqlite_file_error(const struct sqlite_file *file, const char *verb, struct error *err);

/* Rollback journal, because the WAL of Debian 12's SQLite lacks a fix; every commit is on the disk before it
 * returns. */
#include "store/sqlite_file.h"

#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define WRITER_BUSY_TIMEOUT_MS 20   /* on the recorder's loop */
#define READER_BUSY_TIMEOUT_MS 5000 /* nobody's loop waits for a reader */

void sqlite_file_init(struct sqlite_file *file, const char *path)
{
	memset(file, 0, sizeof(*file));
	file->path = mem_copy_string(path);
}

void sqlite_file_release(struct sqlite_file *file)
{
	sqlite_file_close(file);
	free(file->path);
}

void sqlite_file_close(struct sqlite_file *file)
{
	for (int i = 0; i < STATEMENT_COUNT; i++) {
		sqlite3_finalize(file->statements[i]);
		file->statements[i] = NULL;
	}
	sqlite3_close(file->db);
	file->db = NULL;
}

bool sqlite_file_error(const struct sqlite_file *file, const char *verb, struct error *err)
{
	int code = file->db ? sqlite3_errcode(file->db) : SQLITE_NOMEM;
	/* a file that is none of SQLite's, or whose tables are not ours, needs a person */
	enum error_kind kind = code == SQLITE_NOTADB || code == SQLITE_ERROR ? ERROR_USAGE : ERROR_AWAY;

	return error_set(err, kind, "cannot %s '%s': %s", verb, file->path,
		file->db ? sqlite3_errmsg(file->db) : "out of memory");
}

bool sqlite_is_locked(int result)
{
	return (result & 0xff) == SQLITE_BUSY || (result & 0xff) == SQLITE_LOCKED;
}

bool sqlite_file_lacks_tables(const struct sqlite_file *file)
{
	return sqlite3_errcode(file->db) == SQLITE_ERROR && strstr(sqlite3_errmsg(file->db), "no such table");
}

enum sqlite_outcome sqlite_file_run(struct sqlite_file *file, const char *sql, struct error *err)
{
	int result = sqlite3_exec(file->db, sql, NULL, NULL, NULL);

	if (result == SQLITE_OK)
		return SQLITE_IS_DONE;
	if (sqlite_is_locked(result))
		return SQLITE_IS_LOCKED;
	sqlite_file_error(file, "write", err);
	return SQLITE_HAS_FAILED;
}

static void make_directory(const char *path)
{
	char *directory = mem_copy_string(path);

	for (char *slash = strchr(directory + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(directory, 0700); /* what goes wrong shows when the file is opened */
		*slash = '/';
	}
	free(directory);
}

static bool open_file(struct sqlite_file *file, int flags, int busy_timeout_ms, struct error *err)
{
	if (sqlite3_open_v2(file->path, &file->db, flags, NULL) != SQLITE_OK) {
		sqlite_file_error(file, "open", err);
		sqlite_file_close(file);
		return false;
	}
	sqlite3_busy_timeout(file->db, busy_timeout_ms);
	return true;
}

enum sqlite_outcome sqlite_file_open_to_write(struct sqlite_file *file, struct error *err)
{
	enum sqlite_outcome outcome;
	struct stat status;

	make_directory(file->path);
	if (!open_file(file, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, WRITER_BUSY_TIMEOUT_MS, err))
		return SQLITE_HAS_FAILED;
	outcome = sqlite_file_run(file, "PRAGMA journal_mode = PERSIST; PRAGMA synchronous = FULL", err);
	if (outcome == SQLITE_IS_DONE && stat(file->path, &status) == 0) {
		file->device = status.st_dev;
		file->inode = status.st_ino;
	}
	if (outcome != SQLITE_IS_DONE)
		sqlite_file_close(file);
	return outcome;
}

int sqlite_file_open_to_read(struct sqlite_file *file, struct error *err)
{
	struct stat status;

	if (stat(file->path, &status) < 0 && errno == ENOENT)
		return 0;
	/* a reader may have to roll back what a writer that was killed has left: read-only would not do */
	if (!file->db && !open_file(file, SQLITE_OPEN_READWRITE, READER_BUSY_TIMEOUT_MS, err))
		return -1;
	return 1;
}

bool sqlite_file_is_in_place(const struct sqlite_file *file)
{
	struct stat status;

	return stat(file->path, &status) == 0 && status.st_dev == file->device &&
	       status.st_ino == file->inode;
}

sqlite3_stmt *sqlite_file_statement(struct sqlite_file *file, enum statement which)
{
	if (!file->statements[which]) {
		char *sql = statement_sql(which, SQL_SQLITE);

		sqlite3_prepare_v2(file->db, sql, -1, &file->statements[which], NULL);
		free(sql);
	}
	return file->statements[which];
}

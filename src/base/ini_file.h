/* Reads INI files strictly. inih does the grammar; it cuts and reinterprets silently (lines over 199 bytes, "
 * ;" inside a value, NUL, keys that come twice), so the lines reach it through a reader of our own and every
 * such case becomes a complaint with its line.
 *
 *     ; a comment, also with #, only at the start of a line
 *     [section]
 *     key = value with ; and # and "quotes" as they stand
 *           goes on in an indented line
 *
 * Lines that go on reach the callback joined by '\n', without their indentation. A file may hold a byte-order
 * mark and CR LF; it must be a regular file of at most INI_FILE_BYTES. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define INI_FILE_BYTES (1u << 20)
#define INI_LINE_BYTES 8192 /* of a value with all the lines that it goes on over */
#define INI_NAME_BYTES 49   /* of a section or a key */

struct ini_entry {
	const char *section; /* "" before the first one */
	const char *key;     /* NULL: the section begins here */
	const char *value;
	int line; /* from 1, where the entry begins */
};

/* Strings are borrowed until the callback returns. */
struct ini_reader {
	void (*on_entry)(void *ctx, const struct ini_entry *entry);
	/* "path:line: what is wrong"; the file is read to its end all the same, so that all complaints come
	 * at once. */
	void (*on_complaint)(void *ctx, const char *complaint);
	void *ctx;
	const char *const
		*repeatable; /* keys that may come several times in one section, NULL-terminated; or NULL */
};

/* Both return the number of complaints. `name` stands in front of each complaint. Not reentrant: inih keeps
 * its switches in globals. */
int ini_file_read(const char *path, const struct ini_reader *reader);
int ini_bytes_read(const char *name, const char *bytes, size_t length, const struct ini_reader *reader);

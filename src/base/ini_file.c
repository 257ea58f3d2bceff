/* Feeds inih one logical line at a time, remembers which line of the file that was, and checks what inih
 * would pass over. */
#include "base/ini_file.h"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Stands for the line break inside a value while inih has it; a file that holds this byte is refused. */
#define JOINT '\x01'
#define SEEN_MAX 4096

struct reading_file {
	const char *name;
	const struct ini_reader *reader;
	const char *bytes, *end;
	int line;	    /* physical line that comes next, from 1 */
	int entry_line;	    /* where the logical line that inih has now begins */
	bool expects_entry; /* that line is neither blank, comment nor section, so the handler must be called
			       for it */
	bool refused;	    /* it was complained about already: say nothing more about it */
	int complaints;
	/* hashes of "section" and "section\nkey", for telling duplicates */
	size_t *seen;
	unsigned seen_count;
};

static void complain(struct reading_file *file, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void complain(struct reading_file *file, int line, const char *format, ...)
{
	char text[512];
	int length = snprintf(text, sizeof(text), "%s:%d: ", file->name, line);
	va_list arguments;

	file->complaints++;
	if (length < 0 || (size_t)length >= sizeof(text))
		length = 0;
	va_start(arguments, format);
	vsnprintf(text + length, sizeof(text) - (size_t)length, format, arguments);
	va_end(arguments);
	file->reader->on_complaint(file->reader->ctx, text);
}

static size_t hash_names(const char *section, const char *key)
{
	size_t hash = 5381;

	for (; *section; section++)
		hash = hash * 33 ^ (unsigned char)*section;
	for (hash = hash * 33 ^ '\n'; key && *key; key++)
		hash = hash * 33 ^ (unsigned char)*key;
	return hash;
}

/* True the first time. */
static bool first_time(struct reading_file *file, const char *section, const char *key)
{
	size_t hash = hash_names(section, key);

	for (unsigned i = 0; i < file->seen_count; i++)
		if (file->seen[i] == hash)
			return false;
	if (file->seen_count < SEEN_MAX)
		file->seen[file->seen_count++] = hash;
	return true;
}

static bool may_repeat(const struct ini_reader *reader, const char *key)
{
	for (const char *const *name = reader->repeatable; name && *name; name++)
		if (!strcmp(*name, key))
			return true;
	return false;
}

static bool is_blank(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (text[i] != ' ' && text[i] != '\t')
			return false;
	return true;
}

/* Takes the next physical line, without its line end; false at the end of the file. */
static bool next_line(struct reading_file *file, const char **text, size_t *length)
{
	const char *line = file->bytes, *stop;

	if (line >= file->end)
		return false;
	stop = memchr(line, '\n', (size_t)(file->end - line));
	file->bytes = stop ? stop + 1 : file->end;
	if (!stop)
		stop = file->end;
	if (stop > line && stop[-1] == '\r')
		stop--;
	*text = line;
	*length = (size_t)(stop - line);
	file->line++;
	return true;
}

static bool goes_on(const struct reading_file *file)
{
	const char *line = file->bytes, *stop;

	if (line >= file->end || (*line != ' ' && *line != '\t'))
		return false;
	stop = memchr(line, '\n', (size_t)(file->end - line));
	if (!stop)
		stop = file->end;
	if (stop > line && stop[-1] == '\r')
		stop--;
	return !is_blank(line, (size_t)(stop - line));
}

/* The checks that inih would not make, on one physical line. */
static bool line_is_sound(struct reading_file *file, const char *text, size_t length)
{
	const char *bracket;

	if (memchr(text, '\0', length) || memchr(text, JOINT, length)) {
		complain(file, file->line, "a NUL or control-A byte stands in this line");
		return false;
	}
	if (length > 0 && text[0] == '[') {
		bracket = memchr(text, ']', length);
		if (!bracket) {
			complain(file, file->line, "']' is missing behind '%.*s'",
				(int)(length < 40 ? length : 40), text);
			return false;
		}
		if (bracket == text + 1 || bracket - text - 1 > INI_NAME_BYTES) {
			complain(file, file->line, "a section's name has 1 to %d bytes", INI_NAME_BYTES);
			return false;
		}
		if (!is_blank(bracket + 1, length - (size_t)(bracket + 1 - text))) {
			complain(file, file->line, "text stands behind the section's ']'");
			return false;
		}
	}
	return true;
}

/* Appends a physical line to inih's buffer; false if it does not fit. */
static bool append(char *buffer, size_t room, size_t *used, const char *text, size_t length)
{
	if (*used + length + 2 > room)
		return false;
	memcpy(buffer + *used, text, length);
	*used += length;
	return true;
}

static void begin_section(struct reading_file *file, const char *text)
{
	char name[INI_NAME_BYTES + 1];
	size_t length = strcspn(text + 1, "]");
	struct ini_entry entry = { name, NULL, NULL, file->entry_line };

	memcpy(name, text + 1, length);
	name[length] = '\0';
	if (!first_time(file, name, NULL)) {
		complain(file, file->entry_line, "section '[%s]' stands here a second time", name);
		return;
	}
	file->reader->on_entry(file->reader->ctx, &entry);
}

static void check_answered(struct reading_file *file)
{
	if (file->expects_entry && !file->refused)
		complain(
			file, file->entry_line, "this line is no 'key = value', no [section] and no comment");
	file->expects_entry = file->refused = false;
}

/* inih's reader: hands out one logical line. */
static char *next_logical_line(char *buffer, int size, void *stream)
{
	struct reading_file *file = stream;
	const char *text;
	size_t length, used = 0, room = (size_t)size;
	bool fits, sound;

	check_answered(file);
	if (!next_line(file, &text, &length))
		return NULL;
	file->entry_line = file->line;
	/* A stray indented line (nothing before it to go on from) loses its indentation and is judged as it
	 * stands. */
	while (length && (*text == ' ' || *text == '\t'))
		text++, length--;
	sound = line_is_sound(file, text, length);
	if (is_blank(text, length) || text[0] == ';' || text[0] == '#' || !sound) {
		buffer[0] = '\n';
		buffer[1] = '\0';
		return buffer;
	}
	file->expects_entry = text[0] != '[';
	fits = append(buffer, room, &used, text, length);
	while (file->expects_entry && goes_on(file)) {
		next_line(file, &text, &length);
		sound = line_is_sound(file, text, length) && sound;
		while (length && (*text == ' ' || *text == '\t'))
			text++, length--;
		fits = fits && append(buffer, room, &used, (const char[]){ JOINT }, 1);
		fits = fits && append(buffer, room, &used, text, length);
	}
	if (!fits)
		complain(file, file->entry_line, "the value is longer than %d bytes", INI_LINE_BYTES);
	if (!fits || !sound) {
		file->refused = true;
		used = 0;
	}
	buffer[used] = '\n';
	buffer[used + 1] = '\0';
	if (buffer[0] == '[')
		begin_section(file, buffer);
	return buffer;
}

static int take_entry(void *user, const char *section, const char *key, const char *value)
{
	struct reading_file *file = user;
	struct ini_entry entry = { section, key, value, file->entry_line };
	char *joined;

	file->expects_entry = false;
	if (!*key || strlen(key) > INI_NAME_BYTES) {
		complain(file, file->entry_line, "a key has 1 to %d bytes", INI_NAME_BYTES);
		return 1;
	}
	if (!may_repeat(file->reader, key) && !first_time(file, section, key)) {
		complain(file, file->entry_line, "'%s' stands a second time in [%s]", key, section);
		return 1;
	}
	joined = strdup(value);
	if (!joined) {
		complain(file, file->entry_line, "out of memory");
		return 1;
	}
	for (char *at = joined; (at = strchr(at, JOINT)); at++)
		*at = '\n';
	entry.value = joined;
	file->reader->on_entry(file->reader->ctx, &entry);
	free(joined);
	return 1;
}

/* Debian's inih can be told at run time to keep its hands off; a stock one can't, and then long lines and
 * inline comments are refused instead. */
static void loosen_inih(void)
{
#if HAVE_DECL_INI_USE_STACK
	ini_use_stack = false;
	ini_initial_alloc = ini_max_line = INI_LINE_BYTES + 3;
#endif
#if HAVE_DECL_INI_ALLOW_INLINE_COMMENTS
	ini_allow_inline_comments = false;
#endif
}

int ini_bytes_read(const char *name, const char *bytes, size_t length, const struct ini_reader *reader)
{
	struct reading_file file = { .name = name, .reader = reader, .bytes = bytes, .end = bytes + length };

	file.seen = malloc(SEEN_MAX * sizeof(file.seen[0]));
	if (!file.seen) {
		reader->on_complaint(reader->ctx, "out of memory");
		return 1;
	}
	if (length >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3))
		file.bytes += 3;
	loosen_inih();
	ini_parse_stream(next_logical_line, &file, take_entry, &file);
	check_answered(&file);
	free(file.seen);
	return file.complaints;
}

static int refuse(const char *path, const struct ini_reader *reader, const char *why)
{
	char text[512];

	snprintf(text, sizeof(text), "%s: %s", path, why);
	reader->on_complaint(reader->ctx, text);
	return 1;
}

/* The bytes of an open file, no more than `most`; NULL: out of memory or the read failed. */
static char *read_whole(int fd, size_t most, size_t *length)
{
	char *bytes = malloc(most);
	ssize_t got = 0;

	*length = 0;
	while (bytes && *length < most && (got = read(fd, bytes + *length, most - *length)) > 0)
		*length += (size_t)got;
	if (got >= 0)
		return bytes;
	free(bytes);
	return NULL;
}

int ini_file_read(const char *path, const struct ini_reader *reader)
{
	/* O_NONBLOCK: a FIFO must not hang us; it is refused below */
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), complaints;
	struct stat status;
	size_t length;
	char *bytes;

	if (fd < 0)
		return refuse(path, reader, strerror(errno));
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode)) {
		close(fd);
		return refuse(path, reader, "not a regular file");
	}
	if (status.st_size > INI_FILE_BYTES) {
		close(fd);
		return refuse(path, reader, "larger than 1 MiB");
	}
	bytes = read_whole(fd, (size_t)status.st_size + 1, &length);
	close(fd);
	if (!bytes)
		return refuse(path, reader, "cannot be read");
	complaints = ini_bytes_read(path, bytes, length, reader);
	free(bytes);
	return complaints;
}

/* Formats a line on the stack and appends it with one write. */
#include "base/log.h"

#include "base/clock.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOG_FILE_BYTES (1 << 20)
#define LOG_LINE_BYTES 2048

static struct {
	int fd;
	char who[64];
} the_log = { .fd = -1 };

void log_open(const char *path, const char *who)
{
	struct stat status;
	char old[4096];

	if (the_log.fd >= 0)
		close(the_log.fd);
	if (stat(path, &status) == 0 && status.st_size > LOG_FILE_BYTES &&
		(size_t)snprintf(old, sizeof(old), "%s.1", path) < sizeof(old))
		rename(path, old);
	the_log.fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	snprintf(the_log.who, sizeof(the_log.who), "%s", who);
}

__attribute__((format(printf, 2, 0))) static void write_line(
	const char *topic, const char *format, va_list arguments)
{
	char line[LOG_LINE_BYTES], now[CLOCK_ISO_BYTES];
	int length;
	size_t used;

	if (the_log.fd < 0)
		return;
	length = snprintf(line, sizeof(line), "%s [%d] %s: %s%s", clock_iso(clock_wall_ns(), now),
		(int)getpid(), the_log.who, topic, *topic ? ": " : "");
	used = (size_t)length;
	vsnprintf(line + used, sizeof(line) - used - 1, format, arguments);
	used = strlen(line);
	line[used] = '\n';
	/* a log that can't be written has nobody to tell */
	if (write(the_log.fd, line, used + 1) < 0)
		return;
}

void log_line(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	write_line("", format, arguments);
	va_end(arguments);
}

bool log_wants(const char *topic)
{
	const char *wanted = getenv("PROGWRAP_DEBUG");
	size_t length = strlen(topic);

	if (!wanted)
		return false;
	if (!strcmp(wanted, "all"))
		return true;
	for (const char *at = wanted; (at = strstr(at, topic)); at += length)
		if ((at == wanted || at[-1] == ',') && (at[length] == '\0' || at[length] == ','))
			return true;
	return false;
}

void log_debug(const char *topic, const char *format, ...)
{
	va_list arguments;

	if (!log_wants(topic))
		return;
	va_start(arguments, format);
	write_line(topic, format, arguments);
	va_end(arguments);
}

/* progwrap's own log: one line a message, appended to a file that several processes share (a line is one
 * write). Debug lines are free when nobody asked for their topic: PROGWRAP_DEBUG=store,parse (or "all"). The
 * only module with a global. */
#pragma once

#include <stdbool.h>

/* Opens (and makes) the file; a file over 1 MiB is first renamed to PATH.1. `who` stands in every line: the
 * job's id. Without a log_open, or when it fails, messages go nowhere. */
void log_open(const char *path, const char *who);
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool log_wants(const char *topic);
void log_debug(const char *topic, const char *format, ...) __attribute__((format(printf, 2, 3)));

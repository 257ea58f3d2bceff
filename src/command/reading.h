/* What the commands that read a store share: their options, the store, and how values are said to a person.
 */
#pragma once

#include "base/strbuf.h"
#include "command/command.h"
#include "store/store.h"

#include <stdbool.h>

struct reading_options {
	const char *job_id; /* NULL: not given */
	bool json;
	struct store *store;
};

/* Reads "[ID] [-o text|json] [--db URL]" (an ID only where `takes_id`), the settings and the environment.
 * True: go on, and store_free at the end. False: everything is said, leave with *exit_status. */
bool reading_options(struct reading_options *options, const struct command *command, bool takes_id, int argc,
	char **argv, int *exit_status);
/* Prints "progwrap: message" and returns COMMAND_STORE_FAILED. */
int reading_failed(const struct error *err);

/* "45 s", "3 min 20 s", "2 h 5 min", "3 d 4 h". */
void say_duration(struct strbuf *out, double seconds);
/* "7,300" */
void say_count(struct strbuf *out, int64_t count);
/* "2026-11-23 06:10:25 UTC" */
void say_time(struct strbuf *out, int64_t wall_ns);

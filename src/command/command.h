/* A command of `progwrap`: one file, one const struct, one row of the table in src/engine.c. `run` gets its
 * own name as argv[0] and returns the exit status: 0 done, 1 the answer is no (no such job), 2 wrong use, 3
 * the store can't be read. */
#pragma once

struct command {
	const char *name;
	const char *arguments; /* for the usage line: "[ID] [-o json]" */
	const char *summary;   /* one line for the list of commands; NULL: internal, not listed */
	int (*run)(int argc, char **argv);
};

#define COMMAND_WRONG_USE 2
#define COMMAND_STORE_FAILED 3

extern const struct command command_list;
extern const struct command command_patterns;
extern const struct command command_record;
extern const struct command command_replay;
extern const struct command command_status;
extern const struct command command_version;

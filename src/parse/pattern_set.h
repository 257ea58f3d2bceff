/* All pattern files that are in force: shipped ones and the user's. Read once; what they mean never changes.
 * The language is doc/patterns.md (doc/recognition.md "The pattern language"). */
#pragma once

#include "base/error.h"
#include "base/span.h"
#include "progress/reading.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct pattern_set;

/* Errors of a whole set of files are told one by one, each "file:line: what is wrong, near what". */
typedef void (*complaint_fn)(void *ctx, const char *complaint);

struct pattern_set *pattern_set_new(void);
void pattern_set_free(struct pattern_set *set); /* NULL is fine */

/* Adds a file, or every *.ini of a directory in the order of their names. `class` is CLASS_USER for
 * --patterns; shipped files say themselves whether they are CLASS_TOOL or CLASS_GENERIC. A user file with the
 * name of a shipped one replaces it. Of a shipped file the regexes are not compiled yet. Returns the number
 * of complaints: 0 means clean. */
int pattern_set_add(struct pattern_set *set, const char *path, enum pattern_class class,
	complaint_fn on_complaint, void *ctx);

/* Takes the file of that tool out again, before the set is sealed. False: there is none. */
bool pattern_set_remove(struct pattern_set *set, const char *name);

/* Sorts, builds the literal search; after this the set is ready for matcher_feed. */
void pattern_set_seal(struct pattern_set *set);

/* The directory of the shipped files: $PROGWRAP_PATTERN_DIR, else "patterns" beside the executable (a build
 * tree), else where it was installed, found from the executable's own place, else where configure said. */
const char *pattern_set_shipped_directory(void);

/* What the [argv] sections read from the command line: totals with TOTAL_ARGV. NULL-terminated argv. */
void pattern_set_argv(const struct pattern_set *set, char *const *argv, reading_fn on_reading, void *ctx);

/* Compiles every regex and runs the samples of every file in the set; tells what differs; returns the number
 * of complaints. */
int pattern_set_check_samples(struct pattern_set *set, complaint_fn on_complaint, void *ctx);

/* For `progwrap patterns list`: one row a tool. */
struct pattern_tool {
	const char *name, *path;
	enum pattern_class class;
	enum level level;
	unsigned events, samples;
};
unsigned pattern_set_event_count(const struct pattern_set *set); /* sealed */
unsigned pattern_set_tool_count(const struct pattern_set *set);
struct pattern_tool pattern_set_tool(const struct pattern_set *set, unsigned index);

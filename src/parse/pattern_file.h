/* Reads one pattern file: INI sections to events, everything checked, all complaints at once
 * (doc/patterns.md is the language). */
#pragma once

#include "parse/event.h"
#include "parse/pattern_set.h"

#include <stdbool.h>

struct pattern_file {
	struct tool tool;
	struct event **events; /* in file order */
	unsigned event_count;
	struct argv_total *totals;
	unsigned total_count;
	int complaints;
};

/* Never NULL; look at `complaints`. A user's file is CLASS_USER whatever it says. */
struct pattern_file *pattern_file_read(const char *path, enum pattern_class class, struct macro_parts *macros,
	complaint_fn on_complaint, void *ctx);
void pattern_file_free(struct pattern_file *file);

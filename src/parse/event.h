/* One event of a pattern file: a section with its regex and what a match of it means. */
#pragma once

#include "parse/field.h"
#include "parse/needle.h"
#include "parse/regex.h"
#include "parse/required.h"
#include "progress/reading.h"

#include <stdbool.h>
#include <stdint.h>

#define EVENT_CAPTURES_MAX 48
#define EVENT_NEEDS_MAX 4
#define EVENT_SCORES_MAX 8
#define EVENT_SAMPLES_MAX 16

/* A file. */
struct tool {
	char *name; /* of the file, without .ini */
	char *path;
	enum pattern_class class;
	enum level level; /* of events that don't say their own */
	char *unit, *item_unit;
	unsigned index;
};

struct event_capture {
	char *name;
	unsigned group;
	const struct field *field; /* NULL: only the message uses it */
};

enum event_count {
	COUNT_NOTHING,
	COUNT_EACH, /* every match, told from echoes by its source */
	COUNT_KEY,  /* every distinct key */
};

enum event_totals { TOTALS_FIRM, TOTALS_SOFT };

struct wanted_score {
	char *name; /* may hold `*` */
	int direction;
};

struct event_sample {
	char *value; /* as it stands in the file */
	int line;
};

struct event {
	const struct tool *tool;
	char *name;
	int line;   /* of its section */
	char *text; /* the regex as written, lines joined; NULL: missing */
	int text_line;
	size_t wrong_at; /* in text, where it is wrong; SIZE_MAX: it is not, or in no one place */
	struct text_set *required[REQUIRED_SETS]; /* one of each stands in what it matches */
	struct needles asked[REQUIRED_SETS];	  /* those of them that the search does not look for */
	int beside;		     /* the owner of its second set in the search; -1: it is asked for */
	struct byte_set first, last; /* a text that it matches begins and ends with one of these */
	struct regex *regex;	     /* NULL: not compiled */
	bool broken;		     /* it does not compile */
	struct event_capture *captures;
	unsigned capture_count;

	enum level level;
	bool has_level; /* of its own */
	enum event_count count;
	enum event_totals totals;
	bool opens, finishes, side, bare, ignore;
	enum weakness weak;
	bool join; /* may be continued by the next records */
	bool is_bar;
	bool counts_iterations; /* a bar whose numbers are the level's iterations */
	bool has_bar_numbers;	/* {bar} or {counter} is in it */
	char *bar_group, *unit, *item_unit, *step, *message;
	struct wanted_score scores[EVENT_SCORES_MAX];
	unsigned score_count;

	char *needs_names;
	struct event *needs[EVENT_NEEDS_MAX]; /* one of these must have matched */
	unsigned needs_count;
	unsigned within; /* records since then, or since its own last match; 0: without limit */
	bool once;	 /* its own match puts it to sleep until one of them matches anew */

	struct event_sample samples[EVENT_SAMPLES_MAX];
	unsigned sample_count;
	unsigned index; /* in the sealed set */
};

struct event *event_new(const struct tool *tool, const char *name, int line);
void event_free(struct event *event);

/* Everything but the regex itself: level and unit come from the tool where the event has none of its own, and
 * the literals that say when the regex is worth compiling. */
bool event_prepare(struct event *event, struct macro_parts *macros, struct error *err);
/* Compiles the regex and says where its groups go, once: then true. An event that is broken says why the
 * first time only. */
bool event_compile(struct event *event, struct error *err);

/* [argv]: reads one number from the command line. */
struct argv_total {
	const struct tool *tool;
	const struct field *field;
	struct regex *regex;
};

/* The inside of a pattern set, for the matcher and for the checks of its samples. */
#pragma once

#include "parse/event.h"
#include "parse/literal_search.h"
#include "parse/pattern_file.h"

struct pattern_set {
	struct pattern_file **files;
	unsigned file_count;
	/* after pattern_set_seal */
	struct event **events; /* higher classes first, then in the order of files and sections */
	unsigned event_count;
	struct literal_search *search;	/* for what an event requires; its owners are the events' indexes */
	const struct text_set **beside; /* and, behind these, sets that some require beside another one */
	unsigned beside_count;
	struct owner_set everybody; /* all events */
	/* those that the search looks for: not who requires nothing, or is seldom awake and that is frequent
	 */
	struct owner_set searched;
	struct owner_set joining;  /* events that may go on over several records */
	struct owner_set sleepers; /* events that need another one */
};

struct matcher;

/* For tests: every event is asked about every record, as if nothing were known of what it requires. */
void pattern_set_search_nothing(struct pattern_set *set);

/* Of the user's files only `tool` takes part: a sample of a shipped file is not to fail because the user's
 * own patterns take its text first. */
void matcher_only(struct matcher *matcher, const struct tool *tool);

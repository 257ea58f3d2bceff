/* The inside of the matcher: one record on its way through it. */
#pragma once

#include "parse/candidates.h"
#include "parse/event_reading.h"
#include "parse/matcher.h"
#include "parse/shapes.h"
#include "parse/worker_tag.h"

struct matcher {
	const struct pattern_set *set;
	struct regex_scratch *scratch;
	struct regex_match tried;
	struct owner_set taking_part;
	struct folded folded; /* the text whose candidates were found last */
	struct shapes shapes;
	struct reading_texts texts;
	struct pattern_cost *costs; /* NULL: nobody wants to know */
	complaint_fn on_complaint;
	void *complaint_ctx;
};

struct visit {
	struct matcher *matcher;
	struct matcher_state *state;
	const struct record *record;
	struct worker_tag tag;
	const char *line_start;	  /* where a logger's prefix begins that came off; NULL: the text's start */
	const char *previous_end; /* of the match before, else the line's start */
	unsigned events;
	bool silenced; /* an event of this paused record kept quiet, and all behind it does */
	reading_fn on_reading;
	void *ctx;
};

/* False: nothing in the text is worth a regex. */
bool visit_find_candidates(const struct visit *visit, struct span text, struct candidates *candidates);
/* The next one that compiles; NULL at the end. */
const struct event *visit_next_candidate(const struct visit *visit, struct candidates *candidates);
/* Whether the event matches; a regex that gives up is told. */
bool visit_match(
	const struct visit *visit, const struct event *event, struct span text, struct regex_match *found);
/* The event of the highest class that matches, of these the leftmost, of these the first in file order. Sets
 * `match` unless it is NULL that is returned. */
const struct event *visit_find_best(
	struct visit *visit, struct span text, struct candidates candidates, struct regex_match *match);

/* Gives all events of the text, from left to right. */
void visit_text(struct visit *visit, struct span text);
/* The same where the best event is known. */
void visit_text_with(
	struct visit *visit, struct span text, const struct event *best, const struct regex_match *match);

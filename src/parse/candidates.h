/* The few events that may match a text: those whose literals stand in it and that are awake. */
#pragma once

#include "parse/compiled_set.h"
#include "parse/matcher_state.h"

struct candidates {
	const struct pattern_set *set;
	struct owner_set owners;
	unsigned word, words; /* all of them are in those from `word` to before `words` */
};

/* Of those in `found`, which is of `text`, the ones that take part and are awake. False: there are none,
 * which is so for most texts. */
bool candidates_find(struct candidates *candidates, const struct pattern_set *set,
	const struct owner_set *found, const struct folded *text, const struct owner_set *taking_part,
	const struct matcher_state *state, unsigned stream);
/* Leaves those that may go on over several records. */
void candidates_only_joining(struct candidates *candidates);
/* In the order of the set: higher classes first. NULL at the end. A copy of the struct walks on its own. */
struct event *candidates_next(struct candidates *candidates);

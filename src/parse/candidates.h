/* The few events that may match a text: those one of whose literals stands in it and that are awake. */
#pragma once

#include "parse/compiled_set.h"
#include "parse/matcher_state.h"

struct candidates {
	const struct pattern_set *set;
	const struct matcher_state *state;
	unsigned stream;
	struct span text;
	struct owner_set owners;
	unsigned words, word;
};

/* Only events of `taking_part` are looked for. False: there are none, which is so for most texts. */
bool candidates_find(struct candidates *candidates, const struct pattern_set *set,
	const struct owner_set *taking_part, const struct matcher_state *state, unsigned stream,
	struct span text);
/* Leaves those that may go on over several records. */
void candidates_only_joining(struct candidates *candidates);
/* In the order of the set: higher classes first. NULL at the end. A copy of the struct walks on its own. */
struct event *candidates_next(struct candidates *candidates);

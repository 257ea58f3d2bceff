/* Dicts, lists and calls that go on over several records (rule 4): the records that an event may still need
 * are held until it is complete, or cannot become so. */
#pragma once

#include "parse/visit.h"

/* The text ends in the middle of an event: its literal is there, its end is not. `matching` is known to match
 * it; may be NULL. */
bool joining_is_unfinished(
	struct visit *visit, struct span text, struct candidates candidates, const struct event *matching);
/* Keeps the record as the first one; none may be held. One too long for that is matched at once. */
void joining_hold(struct visit *visit, struct span text);
/* True: the record went to those that are held, or completed them. */
bool joining_take(struct visit *visit, struct span text);
/* They are no beginning of anything after all: each is matched for itself. */
void joining_release(struct visit *visit);

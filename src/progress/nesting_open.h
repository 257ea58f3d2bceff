/* Where a level opens, what its opening says about the others, and what an advance does to the levels inside
 * (doc/recognition.md rules 8, 9, 11 and 15). */
#pragma once

#include "progress/levels.h"

/* Puts a level into the stack. `advanced`: it counts at least one already, so what ran before it opened was
 * one of its iterations. False: it belongs to a side phase (rule 14) and stays closed. */
bool nesting_open(struct levels *levels, struct open_level *level, bool advanced);
/* All that is in the stack is over. */
void nesting_close(struct levels *levels);
/* Rule 9: all that is inside goes back to zero. `learn`: an iteration is over, and shows how many rounds of
 * the next inner level make one. */
void nesting_begin_inside(struct levels *levels, struct open_level *level, bool learn);
/* The level begins outermost, inside nothing: one more of an unknown number, if others like it were before.
 */
void nesting_begin_top(struct levels *levels, const struct open_level *level);
/* What is outermost changed by evidence, not by running on. */
void nesting_top_changed(struct levels *levels);
/* A bar that may be around the one level (ids) may be around the other, which is further out. */
void nesting_pass_doubts_on(struct levels *levels, uint32_t from, uint32_t to);

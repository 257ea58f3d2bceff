/* Bars are things, not lines (doc/recognition.md rules 10, 15, 16 and 17): redraws move them, and how they
 * behave while levels advance shows whether they are inside a level, around it, beside it, or its counter. */
#pragma once

#include "progress/levels.h"

#define CANDIDATES_MAX 16

/* Bare N/M and N% that have not proven themselves yet. */
struct candidates {
	struct {
		uint64_t identity; /* 0: free */
		double value;
		unsigned rises;
	} slots[CANDIDATES_MAX];
	unsigned next; /* to be replaced */
};

/* Moves the bar of the reading, opening it if it is new (but not by a paused reading). `declared`: the same
 * event told the level around it. NULL: the bar is a side phase, or unknown. */
struct open_level *bars_take(struct levels *levels, const struct reading *reading, bool declared);
/* A line that is no bar was written in a row. If a bar stood there, the line pushed it one row down, with all
 * bars below it: what tqdm.write and a rich console print appears above the bars. */
void bars_push(struct levels *levels, unsigned stream, int row);
/* The reading is of a tool's own bar in this row: a generic bar of the same total that was drawn there was
 * the same one, before the tool had more to say. */
void bars_recognise(struct levels *levels, const struct reading *reading);
/* A bar that stood in its row with this total has got a description that tells of iterations: it is the items
 * inside them. */
void bars_become_items(struct levels *levels, const struct reading *reading);
/* Rule 17: true from the third rising value on. */
bool candidates_prove(struct candidates *candidates, const struct reading *reading);

/* Moves levels and begins them anew, and learns from their behaviour which is inside which
 * (doc/recognition.md rules 8-11, 13 and 14). */
#pragma once

#include "progress/nesting_open.h"

/* Moves the level's counter; what is inside begins anew when it advances. */
enum counter_change nesting_move(
	struct levels *levels, struct open_level *level, double done, double running, uint64_t when_ns);
/* The level begins again: inside another level as one more round, outermost as one more step. */
void nesting_begin_round(struct levels *levels, struct open_level *level);

/* What an event says to its tool's counter of one kind; numbers may be NAN. */
struct level_event {
	const struct reading *reading;
	enum level kind;
	uint64_t identity; /* as in struct open_level */
	double done, running, total;
	bool from_first; /* done and running: as in struct reading */
	bool declared;	 /* as in struct open_level */
	bool opens, finishes;
	struct span unit;
};
/* NULL: it belongs to a side phase and moved nothing. */
struct open_level *nesting_take(struct levels *levels, const struct level_event *event);
/* A total from the command line: known, but nothing is open by it. */
void nesting_expect(struct levels *levels, const struct reading *reading);

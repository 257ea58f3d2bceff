/* One counter: how far, out of how many, and how sure the total is (doc/recognition.md rules 6, 10 and 12).
 */
#pragma once

#include "progress/reading.h"

#include <stdbool.h>

struct counter {
	double done;		/* finished; the decimals are a part of the next one */
	double running;		/* the one that was said to run, from 1; 0: none was */
	double first;		/* value of this round: what the count may fall back to; NAN: none yet */
	double total;		/* NAN: unknown */
	enum firmness firmness; /* of the total */
	enum firmness refuted;	/* totals no firmer than this were passed by the count: not believed again */
	bool counts;		/* it had a value of its own in this round, not only a total */
};

enum counter_change {
	COUNTER_STAYED, /* the same, or a lower value that means nothing */
	COUNTER_GREW,
	COUNTER_FELL, /* to its first value: a new round, if the caller believes it; nothing was changed */
};

/* From zero; the total stays. */
void counter_begin(struct counter *counter);
/* From zero, the total unknown. */
void counter_clear(struct counter *counter);

void counter_take_total(struct counter *counter, double total, enum firmness firmness);
/* `done` or `running` may be NAN. */
enum counter_change counter_take(struct counter *counter, double done, double running);

/* How much is surely done: while the third runs, two. */
double counter_position(const struct counter *counter);
/* The one to show, whole: the running one, or the last finished. */
double counter_number(const struct counter *counter);
bool counter_complete(const struct counter *counter);

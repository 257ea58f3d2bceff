/* Decides when a version of the row is written: the first change at once, then at most one every interval,
 * the end at once. Latest wins: what changed in between is in the next version. While nothing is published it
 * beats every 15 s. */
#pragma once

#include "store/job_row.h"

#include <ev.h>
#include <stdbool.h>

struct publisher {
	struct ev_loop *loop;
	double interval_seconds;
	double last; /* write, in seconds of the monotonic clock */
	ev_timer write_timer, beat_timer;
	void (*on_write)(void *ctx); /* build the row and hand it to the store */
	void (*on_beat)(void *ctx);
	void *ctx;
};

/* Borrows the loop; the callbacks run from publisher_news, publisher_now and timers. */
void publisher_init(struct publisher *publisher, struct ev_loop *loop, double interval_seconds,
	void (*on_write)(void *ctx), void (*on_beat)(void *ctx), void *ctx);
void publisher_news(struct publisher *publisher); /* something changed */
void publisher_now(struct publisher *publisher);  /* write without waiting: the start, a status, the end */
void publisher_stop(struct publisher *publisher);

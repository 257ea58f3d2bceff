/* Two timers: one for the write that is due, one for the beat. */
#include "record/publisher.h"

#include "base/clock.h"

#include <stdlib.h>

/* Not ev_now(): that is the wall clock, which may be set back. */
static double now_seconds(void)
{
	return (double)clock_monotonic_ns() / (double)CLOCK_SECOND_NS;
}

/* A thousand jobs that started together must not beat together: 15 s, give or take a tenth. */
static double next_beat(void)
{
	return JOB_HEARTBEAT_SECONDS * (0.9 + 0.2 * (double)random() / (double)RAND_MAX);
}

static void wait_for_beat(struct publisher *publisher)
{
	ev_timer_stop(publisher->loop, &publisher->beat_timer);
	ev_timer_set(&publisher->beat_timer, next_beat(), 0);
	ev_timer_start(publisher->loop, &publisher->beat_timer);
}

static void write_due(struct ev_loop *loop, ev_timer *timer, int events)
{
	publisher_now(timer->data);
}

static void beat_due(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct publisher *publisher = timer->data;

	wait_for_beat(publisher);
	publisher->on_beat(publisher->ctx);
}

void publisher_init(struct publisher *publisher, struct ev_loop *loop, double interval_seconds,
	void (*on_write)(void *ctx), void (*on_beat)(void *ctx), void *ctx)
{
	*publisher = (struct publisher){ .loop = loop,
		.interval_seconds = interval_seconds,
		.last = -1e9,
		.on_write = on_write,
		.on_beat = on_beat,
		.ctx = ctx };
	ev_timer_init(&publisher->write_timer, write_due, 0, 0);
	ev_timer_init(&publisher->beat_timer, beat_due, 0, 0);
	publisher->write_timer.data = publisher->beat_timer.data = publisher;
	wait_for_beat(publisher);
}

void publisher_now(struct publisher *publisher)
{
	ev_timer_stop(publisher->loop, &publisher->write_timer);
	publisher->last = now_seconds();
	wait_for_beat(publisher);
	publisher->on_write(publisher->ctx);
}

void publisher_news(struct publisher *publisher)
{
	double wait = publisher->last + publisher->interval_seconds - now_seconds();

	if (ev_is_active(&publisher->write_timer))
		return;
	if (wait <= 0) {
		publisher_now(publisher);
		return;
	}
	ev_timer_set(&publisher->write_timer, wait, 0);
	ev_timer_start(publisher->loop, &publisher->write_timer);
}

void publisher_stop(struct publisher *publisher)
{
	ev_timer_stop(publisher->loop, &publisher->write_timer);
	ev_timer_stop(publisher->loop, &publisher->beat_timer);
}

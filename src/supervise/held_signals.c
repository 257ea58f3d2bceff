/* Signals wait here for their witness, and what the witness saw waits for its signal: either may come first.
 */
#include "supervise/held_signals.h"

#include "base/clock.h"
#include "supervise/process_tree.h"

#define HOLD_NS (HOLD_MS * 1000000ull)
#define HOLD_MOST_NS (HOLD_MOST_MS * 1000000ull)

static void arm(struct held_signals *held, uint64_t now)
{
	uint64_t first = UINT64_MAX;

	for (int signo = 1; signo < NSIG; signo++)
		if (held->of[signo].held && held->of[signo].due_ns < first)
			first = held->of[signo].due_ns;
	ev_timer_stop(held->loop, &held->due);
	if (first == UINT64_MAX)
		return;
	ev_timer_set(&held->due, first > now ? (double)(first - now) / CLOCK_SECOND_NS : 0., 0.);
	ev_timer_start(held->loop, &held->due);
}

static void release(struct held_signals *held, int signo)
{
	uint64_t seen_ns = held->of[signo].seen_ns;
	int sender = held->of[signo].sender;
	bool group =
		seen_ns + HOLD_MOST_NS > held->of[signo].since_ns && held->of[signo].seen_sender == sender;

	held->of[signo].held = false;
	held->of[signo].seen_ns = 0;
	held->on_forward(held->ctx, signo, sender, group);
}

/* On a busy machine a moment passes between one kill(2) of a loop and the next. */
static bool may_be_sent_on(const struct held_signals *held, int signo, uint64_t now)
{
	return now - held->of[signo].since_ns < HOLD_MOST_NS && process_is_busy(held->of[signo].sender);
}

static void hold_ended(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct held_signals *held = timer->data;
	uint64_t now = clock_monotonic_ns();

	for (int signo = 1; signo < NSIG; signo++) {
		if (!held->of[signo].held || held->of[signo].due_ns > now)
			continue;
		if (may_be_sent_on(held, signo, now))
			held->of[signo].due_ns = now + HOLD_NS / 2;
		else
			release(held, signo);
	}
	arm(held, now);
}

void held_signals_init(struct held_signals *held)
{
	ev_timer_init(&held->due, hold_ended, 0., 0.);
	held->due.data = held;
}

void held_signals_caught(struct held_signals *held, int signo, int sender)
{
	uint64_t now = clock_monotonic_ns();
	bool is_recent = now - held->of[signo].since_ns < HOLD_NS;

	if (held->of[signo].held && is_recent && held->of[signo].sender == sender)
		return;
	if (held->of[signo].held && !is_recent)
		release(held, signo);
	held->of[signo].held = true;
	held->of[signo].sender = sender;
	held->of[signo].since_ns = now;
	held->of[signo].due_ns = now + HOLD_NS;
	arm(held, now);
}

void held_signals_forget(struct held_signals *held, int signo)
{
	held->of[signo].held = false;
}

void held_signals_witnessed(struct held_signals *held, int signo, int sender)
{
	held->of[signo].seen_sender = sender;
	held->of[signo].seen_ns = clock_monotonic_ns();
}

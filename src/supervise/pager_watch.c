/* Settings that we did not make, and silence. */
#include "supervise/pager_watch.h"

#include "supervise/pty.h"

#include <termios.h>

#define SILENCE_SECONDS 3.

static bool is_bare_output(const struct channel *channel)
{
	return !channel->is_session && channel->far_end >= 0;
}

static bool was_set_up_for_keys(const struct channel *channel)
{
	struct termios now, ours;

	pty_output_only(&ours);
	return is_bare_output(channel) && tcgetattr(channel->far_end, &now) == 0 &&
	       (now.c_lflag != ours.c_lflag || now.c_iflag != ours.c_iflag ||
		       now.c_cc[VMIN] != ours.c_cc[VMIN]);
}

static void look(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct pager_watch *watch = timer->data;
	bool silent = watch->head == watch->relay->ring->head;

	watch->head = watch->relay->ring->head;
	for (unsigned i = 0; silent && i < watch->relay->count; i++) {
		if (!was_set_up_for_keys(&watch->relay->channels[i]))
			continue;
		ev_timer_stop(loop, timer);
		watch->on_waiting(NULL, "the command may be waiting for a key on an output that is no "
					"terminal, as a pager does: "
					"--pty=auto lets it know");
		return;
	}
}

void pager_watch_start(struct pager_watch *watch, struct ev_loop *loop)
{
	ev_timer_init(&watch->look, look, SILENCE_SECONDS, SILENCE_SECONDS);
	watch->look.data = watch;
	for (unsigned i = 0; i < watch->relay->count; i++)
		if (is_bare_output(&watch->relay->channels[i])) {
			ev_timer_start(loop, &watch->look);
			return;
		}
}

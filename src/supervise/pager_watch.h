/* The price of a pty in the place of a pipe: a program may take it for a terminal, set it up for keys and
 * wait for one, as a pager does. Nobody can type there. This notices it, and the user is told once. */
#pragma once

#include "base/ring.h"
#include "supervise/relay.h"

#include <ev.h>
#include <stdbool.h>
#include <stdint.h>

struct pager_watch {
	const struct relay *relay;
	void (*on_waiting)(void *ctx, const char *line); /* once at most */
	uint64_t head;					 /* of the ring when it was looked at last */
	ev_timer look;
};

/* `relay` and `on_waiting` are set. Does nothing unless an output is a pty that is no terminal of the user's.
 */
void pager_watch_start(struct pager_watch *watch, struct ev_loop *loop);

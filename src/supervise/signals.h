/* The signal state of the supervisor and the monitor: everything that can be caught is blocked and read from
 * a signalfd, with its sender. What the command gets is what progwrap was started with. */
#pragma once

#include <signal.h>
#include <stdbool.h>

struct signals {
	sigset_t mask_at_start;
	sigset_t caught;  /* in the signalfd */
	sigset_t ignored; /* when we were started */
	struct sigaction pipe_at_start, file_size_at_start, child_at_start, continue_at_start;
};

/* Remembers the state of the process and takes over. One that came ignored is caught and passed on too: the
 * command ignores it, unless it has come to handle it. */
void signals_take(struct signals *signals);
/* A signalfd of what is caught: non-blocking, close-on-exec. -1 with errno. */
int signals_open(const struct signals *signals);
/* In the command, before exec: the state as it was at the start. */
void signals_give_back(const struct signals *signals);
/* INT, TERM, HUP or QUIT, and we were not told to ignore it: somebody wants the command to end. */
bool signals_asks_for_the_end(const struct signals *signals, int signo);
enum stop_result {
	STOP_TOOK_PLACE,    /* and we were continued: a SIGCONT is left in the signalfd */
	STOP_WAS_UNDONE,    /* by a SIGCONT that came before and will not be read any more */
	STOP_IS_IMPOSSIBLE, /* no shell would ever continue us */
};

/* Stops this process (and with `group` its process group) by `signo`, as if it had never been blocked. */
enum stop_result signals_stop_by(int signo, bool group);
/* Ends this process by `signo` without a core of its own; exits with 128 + signo where that does not kill. */
_Noreturn void signals_die_by(int signo);

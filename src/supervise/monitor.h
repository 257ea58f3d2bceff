/* The monitor (M): the command's parent, between it and the supervisor (P). It reaps the command, writes the
 * verdict into the ring's control page before it tells anybody, leads the session where there is one, and
 * ends with nothing left behind: if P is killed it kills the command and restores the terminal.
 *
 * P stops itself when the command is stopped. It tells M before and after, and M continues it if the command
 * runs on or has ended meanwhile, whoever did that: P is never stopped alone by its own doing. */
#pragma once

#include "base/error.h"
#include "base/ring.h"
#include "supervise/signals.h"
#include "supervise/streams.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* M -> P, one packet each */
enum monitor_event {
	MONITOR_STARTED, /* value: 0, or the errno of the exec that failed; pid: of the command */
	MONITOR_STOPPED, /* the command was stopped by the signal `value` */
	MONITOR_CONTINUED,
	MONITOR_ENDED, /* the verdict is in the control page */
};

struct monitor_report {
	int32_t event;
	int32_t value;
	int32_t pid;
	uint32_t signals; /* of those that P ordered, M has dealt with so many */
};

/* P -> M, one packet each */
enum monitor_action {
	MONITOR_START,	  /* let the command run */
	MONITOR_SIGNAL,	  /* send it `signo`, with `wide` to its process group; not if M has got that from
			     `sender` too: then everybody has */
	MONITOR_PLACE,	  /* put it into the foreground of its terminal if `wide`, else into the background */
	MONITOR_STOPPING, /* P is about to stop itself, since the command is stopped */
	MONITOR_GOES_ON,  /* P runs again */
};

struct monitor_order {
	int32_t action;
	int32_t signo;
	int32_t wide;
	int32_t sender;	  /* a process, or MONITOR_OWN_SIGNAL */
	int32_t was_held; /* it came to P some time ago */
};

#define MONITOR_OWN_SIGNAL (-1) /* nobody sent it to P */

struct monitor_duty {
	char *const *argv;   /* the command */
	char **process_argv; /* main's, overwritten in M so that ps shows what it is */
	const struct streams *streams;
	const struct signals *signals;
	struct ring_control *control;
	int terminal;		       /* the user's, open for us; -1: none */
	const struct termios *restore; /* its settings at the start */
	bool foreground;	       /* P had the terminal when it started */
	int socket;		       /* set by monitor_start in M */
};

struct monitor {
	pid_t pid;
	int socket;	    /* SOCK_SEQPACKET, non-blocking; its end means that M is dead */
	uint32_t signals;   /* ordered */
	uint32_t continued; /* so many when the last SIGCONT was */
};

/* Forks M, which forks the command and holds it back until MONITOR_START. */
bool monitor_start(struct monitor *monitor, const struct monitor_duty *duty, struct error *err);
/* Neither waits: an order that the socket has no room for is lost, which takes an M that was stopped and
 * hundreds of orders. */
void monitor_order(const struct monitor *monitor, enum monitor_action action, bool wide);
/* The order's action is set here. Also continues M, which may have been stopped together with the command. */
void monitor_signal(struct monitor *monitor, struct monitor_order order);
/* To be called when a child of ours may have been stopped: M alone never is, the end would wait for it. */
void monitor_keep_going(const struct monitor *monitor);
/* Nothing is left for M to do: ends it, and with it a command that was never started. Returns M's own wait
 * status, which says how M ended if it was dead already; 0 if M was ended before. */
int monitor_end(struct monitor *monitor);
/* 1: got one; 0: none now; -1: M is dead. */
int monitor_receive(const struct monitor *monitor, struct monitor_report *report);
/* M has not yet dealt with our last SIGCONT: the stop that it reports will be over by then. */
bool monitor_is_behind(const struct monitor *monitor, const struct monitor_report *report);

/* What the parts of the supervisor share: the process has one state, and its life goes one way. supervisor.c
 * wires it, command.c follows the command's life, dispatch.c the signals, ending.c all that comes after the
 * end. */
#pragma once

#include "supervise/held_signals.h"
#include "supervise/monitor.h"
#include "supervise/notices.h"
#include "supervise/pager_watch.h"
#include "supervise/recorder_process.h"
#include "supervise/relay.h"
#include "supervise/signals.h"
#include "supervise/streams.h"
#include "supervise/supervisor.h"
#include "supervise/terminal.h"
#include "supervise/witness.h"

#include <ev.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>

enum life {
	LIFE_PREPARING, /* the command is held back until the recorder is ready */
	LIFE_RUNNING,	/* it runs */
	LIFE_FLUSHING,	/* it has ended; slow readers get the rest of its output */
	LIFE_RECORDING, /* its output is delivered; the final row is on its way */
	LIFE_OVER,
};

struct supervisor {
	const struct supervise_options *options;
	enum life life;
	struct ev_loop *loop;
	struct signals signals;
	int signal_fd;
	struct ring ring;
	int reader_wake, writer_wake;
	struct streams streams;
	struct terminal terminal;
	struct monitor monitor;
	struct relay relay;
	struct recorder_process recorder;
	struct held_signals held;
	struct witness witness; /* of what our group gets, if the command has another */
	struct notices notices;
	struct pager_watch pager_watch;
	pid_t command;
	int command_fd;	       /* its pidfd, -1 if it was dead too soon */
	int wait_status;       /* how it ended */
	int asked;	       /* the first signal that asked for its end, or 0 */
	int sent;	       /* the last signal that was sent to us, or 0 */
	int stopped_by;	       /* what has just stopped the command, 0: nothing */
	bool group_has_stop;   /* a SIGTSTP that was passed on to the command has reached our group, too */
	bool group_is_stopped; /* by us, with ourselves */
	unsigned asked_count;
	bool is_refused, reader_is_late;
	ev_io signalled, monitored, witnessed;
	ev_timer ready_limit, reader_limit, final_limit, grace;
};

extern struct supervisor supervisor;

void supervisor_set_timer(ev_timer *timer, double seconds);
/* Leaves the loop. */
void supervisor_is_over(void);

/* --- command.c --- */

void command_start(void);
/* Gives the command's terminals the size of the user's, and tells the recorder. */
void command_resize(void);
/* `wide`: its whole process group, where it has one of its own. Nothing happens unless it runs. */
void command_signal(int signo, bool wide);
/* We got a SIGCONT, and so does a command that does not share our process group. */
void command_was_continued(void);
/* The command runs again, or is dead, without our doing: who was stopped with it goes on too. */
void command_continue_group(void);
/* The monitor continued us, for the same reason. */
void command_goes_on(void);
bool command_is_stopped(void);
/* TERM to the command and all below it, KILL when the grace is over. */
void command_cancel(void *ctx);
void command_monitor_died(void);
void command_monitor_ready(struct ev_loop *loop, ev_io *io, int events);
void command_ready_is_late(struct ev_loop *loop, ev_timer *timer, int events);
void command_grace_ended(struct ev_loop *loop, ev_timer *timer, int events);

/* --- dispatch.c --- */

void dispatch_forward(void *ctx, int signo, int sender, bool group);
void dispatch_witnessed(struct ev_loop *loop, ev_io *io, int events);
void dispatch_ready(struct ev_loop *loop, ev_io *io, int events);

/* --- ending.c --- */

/* The command has ended (or will never be started): its last output, END, the terminal as it was. */
void ending_begin(int wait_status, const struct rusage *usage);
/* Goes on once slow readers have everything. */
void ending_deliver(void);
/* A signal after the command's end: somebody wants us gone. */
void ending_hurry(void);
void ending_reader_is_late(struct ev_loop *loop, ev_timer *timer, int events);
void ending_final_is_late(struct ev_loop *loop, ev_timer *timer, int events);

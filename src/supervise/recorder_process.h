/* The recorder (R) as its keeper sees it: started by exec with the descriptors of base/wire.h, started again
 * with back-off when it dies, killed when it hangs. Nothing that happens to it reaches the command. */
#pragma once

#include "base/error.h"
#include "base/ring.h"

#include <ev.h>
#include <stdbool.h>
#include <sys/types.h>

enum recorder_state {
	RECORDER_STARTING,
	RECORDER_READY,	  /* settings and patterns are clean */
	RECORDER_REFUSED, /* they are not, and the complaints have been told */
	RECORDER_FINAL,	  /* the final row is where it has to be */
	RECORDER_GONE,	  /* it can't be run; no more is expected of it */
};

struct recorder_process {
	struct ev_loop *loop;
	const char *engine; /* path of progwrap-engine */
	struct ring *ring;
	int launch; /* memfd with the launch */
	int reader_wake, writer_wake;
	void (*on_change)(void *ctx);			   /* `state` is another */
	void (*on_complaint)(void *ctx, const char *line); /* what is wrong with the settings */
	void (*on_warning)(void *ctx, const char *line);
	void (*on_cancel)(void *ctx); /* the store asks for the command's end */
	void *ctx;

	/* the process's own */
	enum recorder_state state;
	pid_t pid; /* 0: not running */
	int socket, checkpoint, supervisor_fd;
	bool ending; /* the command has ended: one more start is all it gets */
	bool was_ready;
	unsigned failures; /* deaths in a row before it was ready */
	double backoff;
	uint64_t ticks_seen;
	unsigned ticks_missed;
	ev_io readable;
	ev_timer restart, watchdog;
};

/* The owner has set the upper fields. A recorder that can't be started is told by on_change. */
void recorder_process_start(struct recorder_process *recorder);
/* The command has ended and END is in the ring. */
void recorder_process_end(struct recorder_process *recorder);
/* A line for R's log. */
void recorder_process_note(struct recorder_process *recorder, const char *line);
/* Tells R how many seconds are left for the final row. */
void recorder_process_hurry(struct recorder_process *recorder, const char *seconds);
/* The child `pid` is dead, not yet reaped. False: that was not the recorder; else it is reaped, and perhaps
 * started again. */
bool recorder_process_died(struct recorder_process *recorder, pid_t pid);

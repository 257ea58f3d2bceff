/* The command between fork and exec. */
#pragma once

#include "supervise/signals.h"
#include "supervise/streams.h"

struct child {
	char *const *argv; /* NULL-terminated */
	const struct streams *streams;
	const struct signals *signals;
	int monitor_pid; /* the parent; the command dies with it */
	int gate; /* a socket: one byte in means go; an int out is the errno of a failed exec, the end of
		     the socket that it went well */
};

/* Exit statuses of a command that could not be started, as env(1) has them. */
#define EXIT_NOT_EXECUTABLE 126
#define EXIT_NOT_FOUND 127

_Noreturn void child_run(const struct child *child);

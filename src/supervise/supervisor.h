/* progwrap's main process (P): runs a command so that nobody notices, and has its output recorded. */
#pragma once

#include "base/error.h"
#include "supervise/streams.h"

#include <stdbool.h>

struct supervise_options {
	char *const *argv;   /* the command, NULL-terminated */
	char **process_argv; /* main's own */
	enum capture capture;
	bool quiet;		  /* no line of our own on the terminal */
	bool waits_for_recorder;  /* the command starts when the recorder has found the settings clean */
	double flush_seconds;	  /* wait this long at the end for the final row */
	double grace_seconds;	  /* between TERM and KILL of a cancelled command */
	int launch;		  /* memfd that every recorder is handed; -1: nothing can be recorded */
	const char *engine;	  /* path of progwrap-engine */
	const char *announcement; /* a line to show before the command starts, or NULL */
};

#define EXIT_OWN_FAILURE 125

/* Runs the command to its end. Returns the exit status for main; if the command died of a signal, so does
 * this process. fd_fill_standard() was called before anything was opened. */
int supervise(const struct supervise_options *options);

/* What the command's descriptors 0-2 become, and where its output goes from there.
 *
 * If stdout or stderr is the user's terminal, the command gets a session of its own with a controlling pty in
 * the terminal's place. Any other output gets an output-only pty or a pipe. stdin that is no terminal, and a
 * descriptor that came closed, stay what they are. stdout and stderr share a stream exactly when they are one
 * open file, so that their order is kept. */
#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <sys/ioctl.h>
#include <termios.h>

enum capture {
	CAPTURE_ALWAYS, /* a pty for every output */
	CAPTURE_AUTO,	/* a pty where the output is a terminal, else a pipe */
	CAPTURE_NEVER,	/* pipes */
};

struct stream {
	unsigned number; /* 1 stdout or both, 2 stderr */
	int source;	 /* what we read: non-blocking */
	int far_end;	 /* what the command writes: a pty's slave, a pipe's write end */
	int sink;	 /* 1 or 2: the user's descriptor */
	bool is_pty;
	bool is_session; /* the command's controlling terminal, in the place of the user's */
};

#define STREAMS_MAX 2

struct streams {
	struct stream list[STREAMS_MAX];
	unsigned count;
	int command_fd[3];	/* becomes 0-2 of the command; -1: what progwrap got itself */
	struct stream *session; /* NULL: the command stays in our session and process group */
};

/* The size of the terminal on 0-2 if there is one, else $LINES and $COLUMNS, else 24x80: never 0x0. */
void streams_size(struct winsize *size);
bool streams_open(struct streams *streams, enum capture capture, struct error *err);
/* The stream's descriptors are no more. */
void streams_forget(struct streams *streams, unsigned number);
/* Gives all ptys a new size; the controlling one last, since that tells the command. */
void streams_resize(const struct streams *streams, const struct winsize *size);

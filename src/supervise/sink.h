/* The user's side of an output: a terminal, a pipe, a file, written without ever waiting for a slow reader
 * and without ever setting O_NONBLOCK on a description that other processes share. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum sink_kind {
	SINK_PRIVATE,  /* opened anew: the description and its O_NONBLOCK are ours alone */
	SINK_SOCKET,   /* each send says that it must not wait */
	SINK_FILE,     /* takes all at once, as every write to a disk does */
	SINK_CAUTIOUS, /* can't be opened anew: asked before each small write */
};

struct sink {
	enum sink_kind kind;
	int fd;	     /* written to; -1: closed */
	int user_fd; /* 1 or 2 */
};

void sink_open(struct sink *sink, int user_fd);
/* Writes what goes now: the bytes taken, 0 when none can be, -1 with errno when the sink is gone. */
ssize_t sink_write(const struct sink *sink, const void *bytes, size_t length);
/* Closes the sink and the user's descriptor behind it, so that a reader of ours sees the end. */
void sink_close(struct sink *sink);

/* A pseudo-terminal: the master that we read, the slave that the command writes. */
#pragma once

#include "base/error.h"

#include <sys/ioctl.h>
#include <termios.h>

struct pty {
	int master; /* non-blocking */
	int slave;
};

/* Opens one of that size with the settings `like`, both ends close-on-exec, without becoming anybody's
 * controlling terminal. */
bool pty_open(struct pty *pty, const struct termios *like, const struct winsize *size, struct error *err);
/* The settings of a pty that only carries output: each byte comes out as it went in, a line as soon as it is
 * written, and somebody who reads from it gets an end of file at once. */
void pty_output_only(struct termios *settings);

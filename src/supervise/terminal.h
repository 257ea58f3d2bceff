/* The user's terminal while the command has a session of its own: what is typed goes to the command, the
 * settings are the user's again whenever progwrap does not have the terminal. The terminal stays cooked: the
 * line is edited there, and ^C and ^Z act on the whole job as they would without progwrap. */
#pragma once

#include "supervise/streams.h"

#include <ev.h>
#include <stdbool.h>
#include <termios.h>

#define TERMINAL_LINE_BYTES 4096 /* the most that a cooked terminal gives at once */

struct terminal {
	int fd; /* opened anew, non-blocking; -1: there is none, and nothing here does anything */
	struct termios saved;
	int master;  /* of the command's terminal */
	int far_end; /* its slave */
	struct ev_loop *loop;
	ev_io readable, writable;
	size_t begin, end; /* of what the command's terminal has not taken */
	char line[TERMINAL_LINE_BYTES];
};

/* Opens the controlling terminal if the streams have a session. */
void terminal_open(struct terminal *terminal, const struct streams *streams);
void terminal_watch(struct terminal *terminal, struct ev_loop *loop);
/* We are in its foreground. */
bool terminal_is_ours(const struct terminal *terminal);
/* Takes the terminal (after a stop, at the start) and gives it back as it was. */
void terminal_enter(struct terminal *terminal);
void terminal_leave(struct terminal *terminal);
/* A signal that was typed there (INT, QUIT, TSTP) goes to the foreground of the command's terminal. */
void terminal_signal(struct terminal *terminal, int signo);

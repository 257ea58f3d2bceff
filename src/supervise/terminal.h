/* The user's terminal while the command has a terminal of its own in that one's place.
 *
 * It stays cooked as long as the command's is: the line is edited there, and ^C and ^Z act on the whole job
 * as they would without progwrap. When the command leaves that mode (an editor, a password, a shell with jobs
 * of its own), the user's terminal becomes raw and each key goes through. How output is processed follows the
 * command's terminal. Whenever progwrap does not have the terminal, the settings are the user's again. */
#pragma once

#include "supervise/streams.h"

#include <ev.h>
#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

#define TERMINAL_LINE_BYTES 4096 /* the most that a cooked terminal gives at once */

struct terminal {
	int fd;	     /* opened anew, non-blocking; -1: there is none, and nothing here does anything */
	int master;  /* of the command's terminal */
	int far_end; /* its slave */
	pid_t command,
		monitor; /* process groups: either may have the command's terminal without meaning raw */
	bool entered;	 /* between terminal_enter and terminal_leave */
	bool is_raw;
	bool holds_line;   /* the keys were edited and echoed at the user's terminal */
	int echoed_before; /* bytes that were typed and echoed before it became raw, and are not read yet */
	bool has_no_input; /* a command that reads gets an end of file, again and again */
	int typed;	   /* the last signal typed while raw, 0: none */
	struct termios saved;	/* the user's settings */
	struct termios applied; /* what the terminal has now, if nobody else changed it */
	struct ev_loop *loop;
	void (*before_echo)(void *ctx); /* the command's terminal is about to echo a line feed, */
	void (*after_echo)(void *ctx);	/* and has done it: the first to be read now is that one */
	void *ctx;
	ev_io readable, writable;
	ev_timer look;
	size_t begin, end;			/* of the keys that the command's terminal has not taken */
	char keys[2 * TERMINAL_LINE_BYTES + 1]; /* each quoted, and an end of file */
};

/* Opens the controlling terminal if the streams have a session. */
void terminal_open(struct terminal *terminal, const struct streams *streams);
void terminal_watch(struct terminal *terminal, struct ev_loop *loop);
/* We are in its foreground. */
bool terminal_is_ours(const struct terminal *terminal);
/* Takes the terminal (at the start, after a stop) and gives it back as it was. */
void terminal_enter(struct terminal *terminal);
void terminal_leave(struct terminal *terminal);
/* Either of the two terminals is gone: nothing here does anything any more. */
void terminal_close(struct terminal *terminal);
/* Follows the mode of the command's terminal; to be called before its output is shown, too. */
void terminal_follow(struct terminal *terminal);
/* From now on nothing can be typed for the command. */
void terminal_end_input(struct terminal *terminal);
/* A signal that was typed there (INT, QUIT, TSTP) goes to the foreground of the command's terminal. */
void terminal_signal(const struct terminal *terminal, int signo);

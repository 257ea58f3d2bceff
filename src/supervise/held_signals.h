/* Signals that were sent to us wait for their witnesses. One that came to us alone means the command alone;
 * one that the whole group got means the whole of the command's, where that is another; and one that the
 * command has got itself, by its group or because everybody was sent it, is not passed on at all. Who else
 * got it may be known a little later only, so each is held for HOLD_MS, and longer while its sender, who may
 * be about to send it to others, waits for a processor. What the monitor saw it knows itself. */
#pragma once

#include <ev.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#define HOLD_MS 20
#define HOLD_MOST_MS 200

struct held_signals {
	struct ev_loop *loop;
	/* `group`: the whole of our process group got it. */
	void (*on_forward)(void *ctx, int signo, int sender, bool group);
	void *ctx;

	struct {
		bool held; /* caught, undecided */
		int sender;
		uint64_t since_ns, due_ns;
		int seen_sender;  /* who sent it to the witness, */
		uint64_t seen_ns; /* when; 0: nobody */
	} of[NSIG];
	ev_timer due;
};

void held_signals_init(struct held_signals *held);
/* The supervisor caught it. Of a signal that comes twice within HOLD_MS one is passed on, as of a pending
 * one. */
void held_signals_caught(struct held_signals *held, int signo, int sender);
/* A stop takes back a SIGCONT that came before it, and a SIGCONT a stop. */
void held_signals_forget(struct held_signals *held, int signo);
/* The witness got it too. */
void held_signals_witnessed(struct held_signals *held, int signo, int sender);

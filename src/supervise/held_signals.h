/* Decides which signals are passed on to the command. One that was sent to the supervisor alone is; one that
 * the whole process group or every process of a job got is not, since the command has it already. The monitor
 * is the witness: a caught signal is held for HOLD_MS, and dropped if the monitor got it from the same
 * sender. */
#pragma once

#include <ev.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>

#define HOLD_MS 20

struct held_signals {
	struct ev_loop *loop;
	void (*on_forward)(void *ctx, int signo);
	void *ctx;

	struct {
		bool held; /* caught, undecided */
		int sender;
		uint64_t since_ns;
		int witness_sender;  /* who sent it to the monitor, */
		uint64_t witness_ns; /* when; 0: nobody */
	} of[NSIG];
	ev_timer due;
};

void held_signals_init(struct held_signals *held);
/* The supervisor caught it. Of a signal that comes twice within HOLD_MS one is passed on, as of a pending
 * one. */
void held_signals_caught(struct held_signals *held, int signo, int sender);
/* The monitor got it too. */
void held_signals_witnessed(struct held_signals *held, int signo, int sender);

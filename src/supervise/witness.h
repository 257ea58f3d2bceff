/* The witness: a process that stays in our process group where the monitor has left it for a session of its
 * own. A signal that it gets as well was sent to the whole group; nothing else tells that from one that was
 * sent to us alone. */
#pragma once

#include "supervise/signals.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct sighting {
	int32_t signo;
	int32_t sender;
};

struct witness {
	pid_t pid;   /* 0: there is none */
	int reports; /* a pipe of struct sighting, non-blocking; -1: none */
};

/* Forks it. `process_argv` is main's, overwritten there so that ps shows what it is. Where it can't be had, a
 * signal to the group is taken for one to us alone. */
void witness_start(struct witness *witness, const struct signals *signals, char **process_argv);
bool witness_receive(const struct witness *witness, struct sighting *sighting);
void witness_end(struct witness *witness);

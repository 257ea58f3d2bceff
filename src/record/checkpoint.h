/* The recorder's state, safe from the recorder's own death: copied whole, with the ring position that it
 * stands for, into one of two slots of a memfd that the supervisor keeps. A new recorder takes the newest
 * slot and reads on from there, so that nothing is counted twice or lost. */
#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct checkpoint_slot;

struct checkpoint {
	struct checkpoint_slot *slots[2];
	size_t state_bytes, map_bytes;
	uint64_t generation; /* of the newest slot, 0: none yet */
};

/* Sizes the memfd for a state of `state_bytes` if it is still empty, and maps it. Keeps no hold on `fd`. */
bool checkpoint_open(struct checkpoint *checkpoint, int fd, size_t state_bytes, struct error *err);
void checkpoint_close(struct checkpoint *checkpoint);

/* The newest whole state, NULL if there is none. `restarts` counts how often a recorder began here, this one
 * included: 1 = one died since this was saved; 2 = the one that began here after it died here too. */
const void *checkpoint_newest(struct checkpoint *checkpoint, uint64_t *position, unsigned *restarts);
void checkpoint_save(struct checkpoint *checkpoint, const void *state, uint64_t position);

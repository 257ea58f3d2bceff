/* The last parameter texts by key, so that a best trial that is named before (or long after) its own line
 * finds its parameters. Bounded: the oldest go first. */
#pragma once

#include "base/span.h"

#include <stdint.h>

#define PARAMS_TEXTS 256
#define PARAMS_ARENA_BYTES (64u << 10)
#define PARAMS_TEXT_BYTES 8191 /* a longer text is not kept: half a dict is no dict */

struct params {
	struct {
		uint64_t key; /* hash */
		uint32_t offset, length;
	} texts[PARAMS_TEXTS]; /* a ring: `first` is the oldest */
	uint32_t first, count;
	uint32_t end; /* of the newest text in the arena, which is a ring too; no text wraps */
	char arena[PARAMS_ARENA_BYTES];
};

void params_begin(struct params *params);
void params_keep(struct params *params, uint64_t key, struct span text);
/* The newest text of that key, SPAN_NONE if there is none. Valid until the next params_keep. */
struct span params_find(const struct params *params, uint64_t key);

/* The same random numbers each time, for tests that try what nobody would write. */
#pragma once

#include <stdint.h>

static uint32_t random_state;

static inline void random_begin(uint32_t seed)
{
	random_state = seed;
}

/* From 0 to limit - 1; `limit` up to 65,536. */
static inline unsigned random_below(unsigned limit)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 16) % limit;
}

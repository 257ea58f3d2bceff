/* The two clocks, in nanoseconds, and how a moment is written. Durations come from the monotonic one. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define CLOCK_SECOND_NS 1000000000ULL

uint64_t clock_monotonic_ns(void);
/* Since 1970, UTC. */
int64_t clock_wall_ns(void);

#define CLOCK_ISO_BYTES 32
/* Writes `wall_ns` as "2026-11-23T06:10:25.123Z" (the format of every TIMESTAMPTZ in SQLite and JSON);
 * returns `buffer`. */
char *clock_iso(int64_t wall_ns, char buffer[CLOCK_ISO_BYTES]);

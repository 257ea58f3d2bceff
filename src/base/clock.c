/* Thin over clock_gettime: both clocks are read from user space, in tens of nanoseconds. */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

uint64_t clock_monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * CLOCK_SECOND_NS + (uint64_t)now.tv_nsec;
}

int64_t clock_wall_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * (int64_t)CLOCK_SECOND_NS + now.tv_nsec;
}

char *clock_iso(int64_t wall_ns, char buffer[CLOCK_ISO_BYTES])
{
	time_t seconds = (time_t)(wall_ns / (int64_t)CLOCK_SECOND_NS);
	int milliseconds = (int)(wall_ns % (int64_t)CLOCK_SECOND_NS / 1000000);
	struct tm utc;
	size_t length;

	gmtime_r(&seconds, &utc);
	length = strftime(buffer, CLOCK_ISO_BYTES, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(buffer + length, CLOCK_ISO_BYTES - length, ".%03dZ", milliseconds);
	return buffer;
}

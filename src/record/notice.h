/* Lines for the user, each cause at most once in ten minutes: into the log, and to the supervisor, who prints
 * them if stderr is a terminal. */
#pragma once

#include <stdint.h>

#define NOTICE_CAUSES 16
#define NOTICE_QUIET_SECONDS 600

struct notices {
	int socket; /* to the supervisor */
	struct {
		unsigned long long cause; /* hash of the text without digits */
		uint64_t told_ns;
	} told[NOTICE_CAUSES];
	unsigned next;
};

void notices_init(struct notices *notices, int socket);
void notices_tell(struct notices *notices, const char *format, ...) __attribute__((format(printf, 2, 3)));

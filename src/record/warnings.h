/* Lines for the user, each cause at most once in ten minutes: into the log, and to the supervisor, who prints
 * them if stderr is a terminal. */
#pragma once

#include <stdint.h>

#define WARNING_CAUSES 16
#define WARNING_QUIET_SECONDS 600

struct warnings {
	int socket; /* to the supervisor */
	struct {
		unsigned long long cause; /* hash of the text without digits */
		uint64_t told_ns;
	} told[WARNING_CAUSES];
	unsigned next;
};

void warnings_init(struct warnings *warnings, int socket);
void warnings_tell(struct warnings *warnings, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What one start of progwrap is: written once by the supervisor into a memfd, read by every recorder that it
 * starts, the first and those after a crash. No pointers. */
#pragma once

#include "base/error.h"
#include "config/settings.h"

#include <stdbool.h>
#include <stdint.h>

#define LAUNCH_ARGV_BYTES 65536

struct launch {
	uint32_t size; /* sizeof(struct launch): both executables must come from one build */
	struct settings settings;
	char job_id[JOB_ID_BYTES];
	char attempt_uid[37]; /* random UUID, one per start of progwrap */
	int32_t supervisor_pid;
	uint64_t started_ns; /* monotonic */
	int64_t started_wall_ns;
	char host[65];
	char cwd[4096];
	uint32_t argc; /* of the command; fewer than given if they did not fit */
	uint32_t argv_bytes;
	char argv[LAUNCH_ARGV_BYTES]; /* argc strings, each NUL-terminated */
};

/* Fills in everything but settings; job_id from settings or newly made. `argv` is the command,
 * NULL-terminated. */
void launch_fill(struct launch *launch, const struct settings *settings, char *const *argv);
/* A memfd with the launch in it, -1 on failure. Close-on-exec. */
int launch_write(const struct launch *launch, struct error *err);
bool launch_read(struct launch *launch, int fd, struct error *err);

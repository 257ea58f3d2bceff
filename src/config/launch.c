/* One start of progwrap, written into a memfd and read back. */
#include "config/launch.h"

#include "base/clock.h"
#include "base/fd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

static void make_uuid(char uuid[37])
{
	unsigned char bytes[16] = { 0 };

	/* never fails for 16 bytes once the machine is up */
	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		memcpy(bytes, &(uint64_t){ clock_monotonic_ns() }, sizeof(uint64_t));
	bytes[6] = (unsigned char)((bytes[6] & 0x0f) | 0x40); /* version 4, RFC 9562 */
	bytes[8] = (unsigned char)((bytes[8] & 0x3f) | 0x80);
	for (size_t i = 0, at = 0; i < sizeof(bytes); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			uuid[at++] = '-';
		at += (size_t)snprintf(uuid + at, 3, "%02x", bytes[i]);
	}
}

static void copy_argv(struct launch *launch, char *const *argv)
{
	for (; *argv; argv++) {
		size_t length = strlen(*argv) + 1;

		if (launch->argv_bytes + length > sizeof(launch->argv))
			return;
		memcpy(launch->argv + launch->argv_bytes, *argv, length);
		launch->argv_bytes += (uint32_t)length;
		launch->argc++;
	}
}

void launch_fill(struct launch *launch, const struct settings *settings, char *const *argv)
{
	memset(launch, 0, sizeof(*launch));
	launch->size = sizeof(*launch);
	launch->settings = *settings;
	make_uuid(launch->attempt_uid);
	/* 48 random bits are unique enough among one table's jobs, and short enough to type */
	if (settings->job[0])
		strcpy(launch->job_id, settings->job);
	else
		snprintf(launch->job_id, sizeof(launch->job_id), "%.13s", launch->attempt_uid);
	launch->supervisor_pid = getpid();
	launch->started_ns = clock_monotonic_ns();
	launch->started_wall_ns = clock_wall_ns();
	if (gethostname(launch->host, sizeof(launch->host) - 1) < 0)
		launch->host[0] = '\0';
	if (!getcwd(launch->cwd, sizeof(launch->cwd)))
		launch->cwd[0] = '\0';
	copy_argv(launch, argv);
}

int launch_write(const struct launch *launch, struct error *err)
{
	int fd = fd_memory("progwrap-launch", sizeof(*launch));
	void *room = MAP_FAILED;

	if (fd >= 0)
		room = mmap(NULL, sizeof(*launch), PROT_WRITE, MAP_SHARED, fd, 0);
	if (room == MAP_FAILED) {
		error_errno(err, "cannot make a memfd");
		fd_close(&fd);
		return -1;
	}
	memcpy(room, launch, sizeof(*launch));
	munmap(room, sizeof(*launch));
	return fd;
}

bool launch_read(struct launch *launch, int fd, struct error *err)
{
	ssize_t got = pread(fd, launch, sizeof(*launch), 0);

	if (got < 0)
		return error_errno(err, "cannot read the launch");
	if (got != (ssize_t)sizeof(*launch) || launch->size != sizeof(*launch))
		return error_set(
			err, ERROR_SYSTEM, "the supervisor and the engine come from different builds");
	return true;
}

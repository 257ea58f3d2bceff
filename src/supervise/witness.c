/* Reads signals, reports them, and dies with the supervisor. */
#include "supervise/witness.h"

#include "base/fd.h"
#include "supervise/process_name.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static void report_all(int signals, int reports)
{
	struct signalfd_siginfo info;

	while (read(signals, &info, sizeof(info)) == sizeof(info)) {
		struct sighting sighting = { .signo = (int)info.ssi_signo, .sender = (int)info.ssi_pid };

		/* What was typed went to the group in any case. */
		if (info.ssi_code != SI_KERNEL &&
			write(reports, &sighting, sizeof(sighting)) != sizeof(sighting))
			_exit(1);
	}
}

static _Noreturn void run(const struct signals *signals, char **process_argv, pid_t supervisor, int reports)
{
	struct pollfd file = { .fd = signals_open(signals), .events = POLLIN };

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != supervisor || file.fd < 0)
		_exit(1);
	process_rename(process_argv, "pw-witness");
	for (int fd = 0; fd <= 2; fd++)
		fd_put_null(fd);
	fd_close_all_but((int[]){ file.fd, reports }, 2);
	for (;;)
		if (poll(&file, 1, -1) > 0)
			report_all(file.fd, reports);
}

void witness_start(struct witness *witness, const struct signals *signals, char **process_argv)
{
	pid_t supervisor = getpid();
	int ends[2];

	*witness = (struct witness){ .reports = -1 };
	if (pipe2(ends, O_CLOEXEC) != 0)
		return;
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	witness->pid = fork();
	if (witness->pid == 0)
		run(signals, process_argv, supervisor, ends[1]);
	close(ends[1]);
	witness->reports = ends[0];
	if (witness->pid < 0)
		witness->pid = 0;
}

bool witness_receive(const struct witness *witness, struct sighting *sighting)
{
	return read(witness->reports, sighting, sizeof(*sighting)) == sizeof(*sighting);
}

void witness_end(struct witness *witness)
{
	if (witness->pid > 0) {
		kill(witness->pid, SIGKILL);
		while (waitpid(witness->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	witness->pid = 0;
}

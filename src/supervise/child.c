/* The command between fork and exec: everything of ours is undone here or closes itself at exec. */
#include "supervise/child.h"

#include <errno.h>
#include <sys/prctl.h>
#include <unistd.h>

static void wait_for_the_gate(int gate)
{
	char go;
	ssize_t got;

	do
		got = read(gate, &go, 1);
	while (got < 0 && errno == EINTR);
	if (got != 1)
		_exit(EXIT_NOT_EXECUTABLE);
}

_Noreturn void child_run(const struct child *child)
{
	int why;
	ssize_t told;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != child->monitor_pid) /* it died before prctl could tell us */
		_exit(EXIT_NOT_EXECUTABLE);
	if (child->streams->session)
		setpgid(0, 0);
	wait_for_the_gate(child->gate);
	for (int fd = 0; fd <= 2; fd++)
		if (child->streams->command_fd[fd] >= 0)
			dup2(child->streams->command_fd[fd], fd);
	signals_give_back(child->signals);
	execvp(child->argv[0], child->argv);
	why = errno;
	told = write(child->gate, &why, sizeof(why));
	_exit(told == sizeof(why) && why == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE);
}

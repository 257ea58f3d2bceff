/* The least that can be done with a pty: COMMAND writes into one, everything read from it goes to stdout.
 * Usage: bare_drain exact|cooked COMMAND [ARG...]; `exact` has the settings of progwrap's output-only pty. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static char room[65536];
	struct termios exact = { .c_cflag = CS8 | CREAD | CLOCAL };
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave, status = 1;
	ssize_t got;

	if (argc < 3 || master < 0 || grantpt(master) || unlockpt(master))
		return 2;
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	if (!strcmp(argv[1], "exact"))
		tcsetattr(slave, TCSANOW, &exact);
	if (fork() == 0) {
		dup2(slave, STDOUT_FILENO);
		execvp(argv[2], argv + 2);
		_exit(127);
	}
	close(slave);
	while ((got = read(master, room, sizeof(room))) > 0)
		if (write(STDOUT_FILENO, room, (size_t)got) != got)
			return 1;
	wait(&status);
	return WEXITSTATUS(status);
}

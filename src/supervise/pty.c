/* A pseudo-terminal, opened without touching path names: the slave comes from the master's own descriptor. */
#include "supervise/pty.h"

#include "base/fd.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

bool pty_open(struct pty *pty, const struct termios *like, const struct winsize *size, struct error *err)
{
	int unlock = 0;

	*pty = (struct pty){ .master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK),
		.slave = -1 };
	if (pty->master < 0)
		return error_errno(err, "cannot open a pseudo-terminal");
	if (ioctl(pty->master, TIOCSPTLCK, &unlock) == 0)
		pty->slave = ioctl(pty->master, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (pty->slave >= 0 && tcsetattr(pty->slave, TCSANOW, like) == 0 &&
		ioctl(pty->master, TIOCSWINSZ, size) == 0)
		return true;
	error_errno(err, "cannot set up a pseudo-terminal");
	fd_close(&pty->slave);
	fd_close(&pty->master);
	return false;
}

void pty_output_only(struct termios *settings)
{
	memset(settings, 0, sizeof(*settings));
	settings->c_cflag = CS8 | CREAD | CLOCAL;
	cfsetspeed(settings, B38400);
	settings->c_cc[VMIN] = 0;
	settings->c_cc[VTIME] = 0;
}

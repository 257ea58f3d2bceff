/* What the command's descriptors 0-2 become. */
#include "supervise/streams.h"

#include "base/fd.h"
#include "supervise/pty.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* Only our controlling terminal answers this question; another terminal is just an output. */
static bool is_own_terminal(int fd)
{
	return !fd_came_closed(fd) && isatty(fd) && tcgetsid(fd) == getsid(0);
}

static unsigned short from_environment(const char *name, unsigned short otherwise)
{
	const char *text = getenv(name);
	long value = text ? strtol(text, NULL, 10) : 0;

	return value > 0 && value < 10000 ? (unsigned short)value : otherwise;
}

void streams_size(struct winsize *size)
{
	for (int fd = 0; fd <= 2; fd++)
		if (ioctl(fd, TIOCGWINSZ, size) == 0 && size->ws_row && size->ws_col)
			return;
	*size = (struct winsize){ .ws_row = from_environment("LINES", 24),
		.ws_col = from_environment("COLUMNS", 80) };
}

static struct stream *add(struct streams *streams, int source, int far_end, int sink)
{
	struct stream *stream = &streams->list[streams->count++];

	*stream = (struct stream){
		.number = (unsigned)sink, .source = source, .far_end = far_end, .sink = sink
	};
	return stream;
}

static bool add_pty(struct streams *streams, int sink, const struct termios *like, struct error *err)
{
	struct winsize size;
	struct pty pty;

	streams_size(&size);
	if (!pty_open(&pty, like, &size, err))
		return false;
	add(streams, pty.master, pty.slave, sink)->is_pty = true;
	return true;
}

static bool add_session(struct streams *streams, const bool own[3], struct error *err)
{
	int sink = own[1] ? 1 : 2;
	struct termios like;

	if (tcgetattr(sink, &like) != 0)
		return error_errno(err, "cannot read the terminal's settings");
	if (!add_pty(streams, sink, &like, err))
		return false;
	streams->session = &streams->list[0];
	streams->session->is_session = true;
	for (int fd = 0; fd <= 2; fd++)
		if (own[fd])
			streams->command_fd[fd] = streams->session->far_end;
	return true;
}

static bool add_pipe(struct streams *streams, int sink, struct error *err)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
		return error_errno(err, "cannot create a pipe");
	add(streams, ends[0], ends[1], sink);
	return true;
}

static bool add_output(struct streams *streams, int fd, enum capture capture, struct error *err)
{
	bool wants_pty = capture == CAPTURE_ALWAYS || (capture == CAPTURE_AUTO && isatty(fd));
	struct termios exact;

	pty_output_only(&exact);
	if (!(wants_pty ? add_pty(streams, fd, &exact, err) : add_pipe(streams, fd, err)))
		return false;
	streams->command_fd[fd] = streams->list[streams->count - 1].far_end;
	return true;
}

bool streams_open(struct streams *streams, enum capture capture, struct error *err)
{
	bool own[3];

	*streams = (struct streams){ .command_fd = { -1, -1, -1 } };
	for (int fd = 0; fd <= 2; fd++)
		own[fd] = capture != CAPTURE_NEVER && is_own_terminal(fd);
	if ((own[1] || own[2]) && !add_session(streams, own, err))
		return false;
	for (int fd = 1; fd <= 2; fd++) {
		if (own[fd] || fd_came_closed(fd))
			continue;
		if (fd == 2 && !own[1] && !fd_came_closed(1) && fd_is_same_file(1, 2))
			streams->command_fd[2] = streams->command_fd[1];
		else if (!add_output(streams, fd, capture, err))
			return false;
	}
	return true;
}

void streams_forget(struct streams *streams, unsigned number)
{
	for (unsigned i = 0; i < streams->count; i++)
		if (streams->list[i].number == number)
			streams->list[i].source = streams->list[i].far_end = -1;
}

void streams_resize(const struct streams *streams, const struct winsize *size)
{
	for (int session = 0; session <= 1; session++)
		for (unsigned i = 0; i < streams->count; i++)
			if (streams->list[i].is_pty && streams->list[i].is_session == session &&
				streams->list[i].source >= 0)
				ioctl(streams->list[i].source, TIOCSWINSZ, size);
}

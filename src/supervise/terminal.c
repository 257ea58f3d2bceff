/* The user's terminal, cooked: lines go in, nothing is ever set on it. */
#include "supervise/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool terminal_is_ours(const struct terminal *terminal)
{
	return terminal->fd >= 0 && tcgetpgrp(terminal->fd) == getpgrp();
}

/* Somebody else of our job, a pager, may have taken the terminal for itself: then the keys are not ours. */
static bool is_cooked(const struct terminal *terminal)
{
	struct termios now;

	return tcgetattr(terminal->fd, &now) == 0 && (now.c_lflag & ICANON);
}

static void rearm(struct terminal *terminal)
{
	if (terminal->begin < terminal->end)
		ev_io_start(terminal->loop, &terminal->writable);
	else
		ev_io_stop(terminal->loop, &terminal->writable);
	if (terminal->begin == terminal->end && terminal_is_ours(terminal))
		ev_io_start(terminal->loop, &terminal->readable);
	else
		ev_io_stop(terminal->loop, &terminal->readable);
}

/* The kernel hands typed bytes to the line discipline in the background; polling the slave waits for that. */
static void wait_until_processed(const struct terminal *terminal)
{
	struct pollfd slave = { .fd = terminal->far_end, .events = POLLIN };

	poll(&slave, 1, 0);
}

/* The user's terminal has echoed the line already: the command's must not do it again. */
static void pass_on(struct terminal *terminal)
{
	struct termios settings, silent;
	bool known = tcgetattr(terminal->far_end, &settings) == 0;
	ssize_t wrote;

	silent = settings;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	if (known)
		tcsetattr(terminal->far_end, TCSANOW, &silent);
	wrote = write(terminal->master, terminal->line + terminal->begin, terminal->end - terminal->begin);
	if (wrote > 0)
		terminal->begin += (size_t)wrote;
	wait_until_processed(terminal);
	if (known)
		tcsetattr(terminal->far_end, TCSANOW, &settings);
}

static void take_line(struct terminal *terminal)
{
	struct termios inner;
	ssize_t got = read(terminal->fd, terminal->line, sizeof(terminal->line));

	terminal->begin = 0;
	terminal->end = got > 0 ? (size_t)got : 0;
	if (got == 0 && tcgetattr(terminal->far_end, &inner) == 0) /* ^D */
		terminal->line[terminal->end++] = (char)inner.c_cc[VEOF];
}

static void keys_came(struct ev_loop *loop, ev_io *io, int events)
{
	struct terminal *terminal = io->data;

	if (terminal_is_ours(terminal) && is_cooked(terminal))
		take_line(terminal);
	else
		ev_io_stop(loop, io);
	if (terminal->begin < terminal->end)
		pass_on(terminal);
	rearm(terminal);
}

static void command_reads(struct ev_loop *loop, ev_io *io, int events)
{
	struct terminal *terminal = io->data;

	pass_on(terminal);
	rearm(terminal);
}

void terminal_open(struct terminal *terminal, const struct streams *streams)
{
	*terminal = (struct terminal){ .fd = -1 };
	if (!streams->session)
		return;
	terminal->master = streams->session->source;
	terminal->far_end = streams->session->far_end;
	terminal->fd = open("/dev/tty", O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (terminal->fd >= 0)
		tcgetattr(terminal->fd, &terminal->saved);
}

void terminal_watch(struct terminal *terminal, struct ev_loop *loop)
{
	terminal->loop = loop;
	ev_io_init(&terminal->readable, keys_came, terminal->fd, EV_READ);
	ev_io_init(&terminal->writable, command_reads, terminal->master, EV_WRITE);
	terminal->readable.data = terminal->writable.data = terminal;
	terminal_enter(terminal);
}

void terminal_enter(struct terminal *terminal)
{
	if (terminal->fd >= 0)
		rearm(terminal);
}

void terminal_leave(struct terminal *terminal)
{
	if (terminal->fd < 0)
		return;
	ev_io_stop(terminal->loop, &terminal->readable);
	ev_io_stop(terminal->loop, &terminal->writable);
}

void terminal_signal(struct terminal *terminal, int signo)
{
	if (terminal->fd >= 0)
		ioctl(terminal->master, TIOCSIG, signo);
}

/* The user's terminal: cooked where it can be, raw where it must. */
#include "supervise/terminal.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A command may change its terminal's mode without printing anything. */
#define LOOK_SECONDS 0.05

bool terminal_is_ours(const struct terminal *terminal)
{
	return terminal->fd >= 0 && tcgetpgrp(terminal->fd) == getpgrp();
}

static bool same_settings(const struct termios *a, const struct termios *b)
{
	return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_lflag == b->c_lflag;
}

/* Somebody else of our job, a pager, may have taken the terminal for itself: then neither its settings nor
 * its keys are ours. */
static bool is_as_we_left_it(const struct terminal *terminal)
{
	struct termios now;

	return terminal_is_ours(terminal) && tcgetattr(terminal->fd, &now) == 0 &&
	       same_settings(&now, &terminal->applied);
}

static void apply(struct terminal *terminal, const struct termios *settings)
{
	if (same_settings(settings, &terminal->applied) || !is_as_we_left_it(terminal))
		return;
	if (tcsetattr(terminal->fd, TCSANOW, settings) == 0)
		tcgetattr(terminal->fd, &terminal->applied);
}

static void rearm(struct terminal *terminal)
{
	bool waits = terminal->begin < terminal->end;

	if (terminal->entered && waits)
		ev_io_start(terminal->loop, &terminal->writable);
	else
		ev_io_stop(terminal->loop, &terminal->writable);
	if (terminal->entered && !waits && is_as_we_left_it(terminal))
		ev_io_start(terminal->loop, &terminal->readable);
	else
		ev_io_stop(terminal->loop, &terminal->readable);
}

static void make_raw(struct termios *settings)
{
	settings->c_iflag &=
		~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON | IXOFF);
	settings->c_lflag &= ~(tcflag_t)(ICANON | ECHO | ECHOE | ECHOK | ECHONL | ISIG | IEXTEN);
	settings->c_cc[VMIN] = 1;
	settings->c_cc[VTIME] = 0;
}

/* Keys that wait while the terminal becomes raw have been shown. A command's terminal that still echoes, that
 * of a nested shell which has just started a job, must not show them again. */
static void note_echoed(struct terminal *terminal, const struct termios *inner)
{
	terminal->echoed_before = 0;
	if (terminal->is_raw && (inner->c_lflag & ICANON) && (inner->c_lflag & ECHO) &&
		is_as_we_left_it(terminal))
		ioctl(terminal->fd, FIONREAD, &terminal->echoed_before);
}

void terminal_follow(struct terminal *terminal)
{
	struct termios inner, wanted = terminal->saved;
	bool was_raw = terminal->is_raw;
	pid_t foreground = 0;

	if (!terminal->entered || tcgetattr(terminal->master, &inner) != 0)
		return;
	ioctl(terminal->master, TIOCGPGRP, &foreground);
	/* The monitor has it while the command is stopped or in the background. A line that is typed just as
	 * the command comes back must find the terminal cooked, or its echo is lost. */
	terminal->is_raw =
		!(inner.c_lflag & ICANON) || !(inner.c_lflag & ECHO) ||
		(terminal->command && foreground != terminal->command && foreground != terminal->monitor);
	if (terminal->is_raw)
		make_raw(&wanted);
	wanted.c_oflag = inner.c_oflag;
	apply(terminal, &wanted);
	if (terminal->is_raw != was_raw)
		note_echoed(terminal, &inner);
}

/* The kernel hands typed bytes to the line discipline in the background; polling the slave waits for that. */
static void wait_until_processed(const struct terminal *terminal)
{
	struct pollfd slave = { .fd = terminal->far_end, .events = POLLIN };

	poll(&slave, 1, 0);
}

static void write_keys(struct terminal *terminal)
{
	ssize_t wrote =
		write(terminal->master, terminal->keys + terminal->begin, terminal->end - terminal->begin);

	if (wrote > 0)
		terminal->begin += (size_t)wrote;
	else if (wrote < 0 && errno != EAGAIN && errno != EINTR)
		terminal->begin = terminal->end;
}

/* The user's terminal has echoed the line already: the command's must not do it again. But its settings are
 * changed only while the command waits for the rest of the line. The line feed, which wakes it, comes when
 * they are its own again, or a command that turns the echo off at once would have it turned on by us; so the
 * echo of that one is taken out of the output. */
static void write_line(struct terminal *terminal)
{
	struct termios settings, silent;
	size_t end = terminal->end;
	bool has_feed = end > terminal->begin && terminal->keys[end - 1] == '\n';

	if (tcgetattr(terminal->far_end, &settings) != 0) {
		write_keys(terminal);
		return;
	}
	silent = settings;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	terminal->end -= has_feed;
	if (terminal->end > terminal->begin) {
		tcsetattr(terminal->far_end, TCSANOW, &silent);
		write_keys(terminal);
		wait_until_processed(terminal);
		tcsetattr(terminal->far_end, TCSANOW, &settings);
	}
	if (has_feed && terminal->begin == terminal->end) {
		terminal->before_echo(terminal->ctx);
		terminal->end = end;
		write_keys(terminal);
		wait_until_processed(terminal);
		terminal->after_echo(terminal->ctx);
	}
	terminal->end = end;
}

static void pass_on(struct terminal *terminal)
{
	if (terminal->holds_line)
		write_line(terminal);
	else
		write_keys(terminal);
	rearm(terminal);
}

/* A raw terminal makes no signals; the command's does, but for the command alone. */
static void note_typed_signal(struct terminal *terminal)
{
	struct termios inner;

	if (tcgetattr(terminal->master, &inner) != 0 || !(inner.c_lflag & ISIG))
		return;
	if (memchr(terminal->keys, inner.c_cc[VINTR], terminal->end))
		terminal->typed = SIGINT;
	else if (memchr(terminal->keys, inner.c_cc[VQUIT], terminal->end))
		terminal->typed = SIGQUIT;
}

static bool is_special(const struct termios *inner, char key)
{
	static const int specials[] = { VINTR, VQUIT, VSUSP, VERASE, VKILL, VWERASE, VREPRINT, VLNEXT, VEOF,
		VEOL, VEOL2, VSTART, VSTOP };

	for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
		if (key && key == (char)inner->c_cc[specials[i]])
			return true;
	return key == '\r';
}

/* Text that was edited at the user's terminal, as it has to be typed at the command's: a special character
 * that is still in it was meant literally. */
static void put_edited(
	struct terminal *terminal, const struct termios *inner, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (is_special(inner, text[i]))
			terminal->keys[terminal->end++] = (char)inner->c_cc[VLNEXT];
		terminal->keys[terminal->end++] = text[i];
	}
}

/* An end of file ended the line. */
static bool is_without_feed(const char *line, size_t length)
{
	return length == 0 || (line[length - 1] != '\n' && length < TERMINAL_LINE_BYTES);
}

static void take_keys(struct terminal *terminal)
{
	char line[TERMINAL_LINE_BYTES];
	size_t most = terminal->echoed_before ? (size_t)terminal->echoed_before : sizeof(line);
	ssize_t got = read(terminal->fd, line, most < sizeof(line) ? most : sizeof(line));
	struct termios inner;

	terminal->begin = terminal->end = 0;
	if (got < 0 || tcgetattr(terminal->far_end, &inner) != 0)
		return;
	terminal->holds_line = !terminal->is_raw || terminal->echoed_before;
	if (terminal->holds_line) {
		put_edited(terminal, &inner, line, (size_t)got);
	} else {
		memcpy(terminal->keys, line, (size_t)got);
		terminal->end = (size_t)got;
		note_typed_signal(terminal);
	}
	if (terminal->echoed_before)
		terminal->echoed_before -= (int)got;
	else if (terminal->holds_line && is_without_feed(line, (size_t)got))
		terminal->keys[terminal->end++] = (char)inner.c_cc[VEOF];
}

static void keys_came(struct ev_loop *loop, ev_io *io, int events)
{
	struct terminal *terminal = io->data;

	terminal_follow(terminal);
	if (is_as_we_left_it(terminal))
		take_keys(terminal);
	if (terminal->begin < terminal->end)
		pass_on(terminal);
	rearm(terminal);
}

static void command_reads(struct ev_loop *loop, ev_io *io, int events)
{
	pass_on(io->data);
}

static void keep_an_end_of_file(const struct terminal *terminal)
{
	struct pollfd slave = { .fd = terminal->far_end, .events = POLLIN };
	struct termios inner;
	ssize_t wrote = 0;

	if (tcgetattr(terminal->master, &inner) == 0 && (inner.c_lflag & ICANON) && poll(&slave, 1, 0) == 0)
		wrote = write(terminal->master, &inner.c_cc[VEOF], 1);
	(void)wrote; /* the next look tries again */
}

void terminal_end_input(struct terminal *terminal)
{
	terminal->has_no_input = true;
	keep_an_end_of_file(terminal);
}

static bool is_hung_up(const struct terminal *terminal)
{
	struct termios now;

	return tcgetattr(terminal->fd, &now) != 0 && errno == EIO;
}

static void look_again(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct terminal *terminal = timer->data;

	if (is_hung_up(terminal)) {
		terminal_close(terminal);
		return;
	}
	terminal_follow(terminal);
	if (terminal->has_no_input)
		keep_an_end_of_file(terminal);
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
	terminal->applied = terminal->saved;
}

void terminal_watch(struct terminal *terminal, struct ev_loop *loop)
{
	terminal->loop = loop;
	ev_io_init(&terminal->readable, keys_came, terminal->fd, EV_READ);
	ev_io_init(&terminal->writable, command_reads, terminal->master, EV_WRITE);
	ev_timer_init(&terminal->look, look_again, LOOK_SECONDS, LOOK_SECONDS);
	terminal->readable.data = terminal->writable.data = terminal->look.data = terminal;
	terminal_enter(terminal);
}

void terminal_enter(struct terminal *terminal)
{
	if (terminal->fd < 0)
		return;
	if (!terminal->entered && terminal_is_ours(terminal) &&
		tcgetattr(terminal->fd, &terminal->saved) == 0)
		terminal->applied = terminal->saved;
	terminal->entered = true;
	ev_timer_again(terminal->loop, &terminal->look);
	terminal_follow(terminal);
	rearm(terminal);
}

void terminal_leave(struct terminal *terminal)
{
	if (terminal->fd < 0 || !terminal->entered)
		return;
	terminal->entered = false;
	ev_timer_stop(terminal->loop, &terminal->look);
	rearm(terminal);
	apply(terminal, &terminal->saved);
}

void terminal_close(struct terminal *terminal)
{
	terminal_leave(terminal);
	fd_close(&terminal->fd);
	terminal->master = terminal->far_end = -1;
}

void terminal_signal(const struct terminal *terminal, int signo)
{
	if (terminal->fd >= 0)
		ioctl(terminal->master, TIOCSIG, signo);
}

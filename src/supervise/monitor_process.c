/* Plain poll, no library, nothing that could fail late. */
#include "supervise/monitor_process.h"

#include "base/clock.h"
#include "base/fd.h"
#include "supervise/child.h"
#include "supervise/process_name.h"
#include "supervise/process_tree.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What M saw longer ago than this was another signal than the one in question. */
#define SEEN_NS (CLOCK_SECOND_NS / 2)
/* A SIGCONT that comes just before a process stops itself is lost: it is sent again this often. */
#define WAKE_MS 10

struct watch {
	const struct monitor_duty *duty;
	pid_t supervisor, command;
	int signals, gate;
	int session_fd; /* the command's controlling terminal; -1: it has none of ours */
	int stopped_by; /* what the command was stopped by; 0: it runs */
	bool command_ended;
	uint32_t signals_done; /* of those that P ordered */
	bool supervisor_stops; /* it has stopped itself, or is just about to */
	struct {
		int sender;
		uint64_t when_ns; /* 0: not seen */
	} seen[NSIG];		  /* the last signal of each kind that M got */
};

static void report(const struct watch *watch, enum monitor_event event, int value, int pid)
{
	struct monitor_report packet = {
		.event = event, .value = value, .pid = pid, .signals = watch->signals_done
	};

	while (send(watch->duty->socket, &packet, sizeof(packet), MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
}

/* Reads how the exec went: the gate's end is success. */
static void report_start(struct watch *watch)
{
	int why = 0;
	ssize_t got;

	if (watch->gate < 0)
		return;
	do
		got = read(watch->gate, &why, sizeof(why));
	while (got < 0 && errno == EINTR);
	fd_close(&watch->gate);
	report(watch, MONITOR_STARTED, got == sizeof(why) ? why : 0, watch->command);
}

static void write_verdict(struct watch *watch, int wait_status, const struct rusage *usage)
{
	struct ring_control *control = watch->duty->control;

	control->wait_status = wait_status;
	control->usage = *usage;
	atomic_store_explicit(&control->verdict_state, VERDICT_ENDED, memory_order_release);
	watch->command_ended = true;
}

/* As session leader M's exit would hang up the foreground group: nobody but M may be in it by then, and our
 * slave must be closed, so that P can see whether a grandchild still holds one. */
static void leave_the_session(struct watch *watch)
{
	if (watch->session_fd >= 0)
		tcsetpgrp(watch->session_fd, getpid());
	fd_close(&watch->session_fd);
}

static void look_at_the_command(struct watch *watch)
{
	struct rusage usage;
	int status;

	while (!watch->command_ended &&
		wait4(watch->command, &status, WNOHANG | WUNTRACED | WCONTINUED, &usage) > 0) {
		watch->stopped_by = WIFSTOPPED(status) ? WSTOPSIG(status) : 0;
		if (WIFSTOPPED(status)) {
			report(watch, MONITOR_STOPPED, watch->stopped_by, watch->command);
		} else if (WIFCONTINUED(status)) {
			report(watch, MONITOR_CONTINUED, 0, watch->command);
		} else {
			write_verdict(watch, status, &usage);
			report_start(watch);
			leave_the_session(watch);
			report(watch, MONITOR_ENDED, 0, watch->command);
		}
	}
}

static void take_signals(struct watch *watch)
{
	struct signalfd_siginfo info;

	while (read(watch->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGCHLD)
			look_at_the_command(watch);
		if ((pid_t)info.ssi_pid == watch->supervisor)
			continue; /* to wake us, no more */
		watch->seen[info.ssi_signo].sender = (int)info.ssi_pid;
		watch->seen[info.ssi_signo].when_ns = clock_monotonic_ns();
	}
}

/* Read now, not when the loop comes to it: a signal to a group reaches all of it at once. */
static bool was_sent_to_everybody(struct watch *watch, int signo, int sender)
{
	uint64_t when;

	take_signals(watch);
	when = watch->seen[signo].when_ns;
	watch->seen[signo].when_ns = 0;
	return when && watch->seen[signo].sender == sender && clock_monotonic_ns() - when < SEEN_NS;
}

static void restore_terminal(const struct monitor_duty *duty)
{
	struct termios now;

	if (duty->terminal >= 0 && tcgetattr(duty->terminal, &now) == 0 &&
		(now.c_lflag != duty->restore->c_lflag || now.c_iflag != duty->restore->c_iflag ||
			now.c_oflag != duty->restore->c_oflag))
		tcsetattr(duty->terminal, TCSANOW, duty->restore);
}

/* A command may have left the group that it was given. */
static void kill_command(const struct watch *watch, int signo, bool wide)
{
	bool has_group = watch->duty->streams->session && getpgid(watch->command) == watch->command;

	if (!watch->command_ended)
		kill(wide && has_group ? -watch->command : watch->command, signo);
}

/* P was killed. What is done to progwrap is done to the command, if that has not just ended by itself. */
static _Noreturn void end_without_supervisor(struct watch *watch)
{
	struct rusage usage;
	int status;

	look_at_the_command(watch);
	if (!watch->command_ended) {
		kill_command(watch, SIGKILL, true);
		restore_terminal(watch->duty);
		while (wait4(watch->command, &status, 0, &usage) < 0)
			if (errno != EINTR)
				_exit(1);
		watch->duty->control->supervisor_died = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
		write_verdict(watch, status, &usage);
	}
	restore_terminal(watch->duty);
	_exit(0);
}

/* A SIGCONT that P has held must not undo a stop that came after it. P takes what we reported before for
 * undone, so such a stop is reported once more. */
static void pass_on(struct watch *watch, const struct monitor_order *order)
{
	bool has_it = was_sent_to_everybody(watch, order->signo, order->sender);
	bool stays =
		order->signo == SIGCONT && (has_it || order->was_held) && process_is_stopped(watch->command);

	watch->signals_done++;
	if (stays && watch->stopped_by)
		report(watch, MONITOR_STOPPED, watch->stopped_by, watch->command);
	else if (!stays && !has_it)
		kill_command(watch, order->signo, order->wide);
}

static void let_go(struct watch *watch)
{
	const struct monitor_duty *duty = watch->duty;
	ssize_t told;

	duty->control->command_pid = watch->command;
	atomic_store_explicit(&duty->control->verdict_state, VERDICT_RUNNING, memory_order_release);
	told = write(watch->gate, "", 1);
	(void)told; /* a command that was killed at the gate is seen by its end */
}

static void take_orders(struct watch *watch)
{
	struct monitor_order order;
	ssize_t got = recv(watch->duty->socket, &order, sizeof(order), MSG_DONTWAIT);

	if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
		end_without_supervisor(watch);
	if (got != sizeof(order))
		return;
	switch ((enum monitor_action)order.action) {
	case MONITOR_START:
		let_go(watch);
		break;
	case MONITOR_SIGNAL:
		pass_on(watch, &order);
		break;
	case MONITOR_PLACE:
		if (watch->session_fd >= 0)
			tcsetpgrp(watch->session_fd, order.wide ? watch->command : getpid());
		break;
	case MONITOR_STOPPING:
		watch->supervisor_stops = true;
		break;
	case MONITOR_GOES_ON:
		watch->supervisor_stops = false;
		break;
	}
}

/* The shell that continues progwrap need not be the one that continued or killed the command. */
static bool has_to_wake_supervisor(const struct watch *watch)
{
	return watch->supervisor_stops && !watch->stopped_by;
}

static _Noreturn void keep_watch(struct watch *watch)
{
	int ready;

	for (;;) {
		struct pollfd files[] = {
			{ .fd = watch->signals, .events = POLLIN },
			{ .fd = watch->gate, .events = POLLIN },
			{ .fd = watch->duty->socket, .events = POLLIN },
		};

		ready = poll(files, 3, has_to_wake_supervisor(watch) ? WAKE_MS : -1);
		if (ready < 0)
			continue;
		if (ready == 0)
			kill(watch->supervisor, SIGCONT);
		if (files[1].revents)
			report_start(watch);
		if (files[0].revents)
			take_signals(watch);
		if (files[2].revents)
			take_orders(watch);
	}
}

static void lead_a_session(struct watch *watch)
{
	const struct stream *session = watch->duty->streams->session;

	setsid();
	ioctl(session->far_end, TIOCSCTTY, 0);
	watch->session_fd = session->far_end;
}

static pid_t fork_command(struct watch *watch)
{
	struct child child = { .argv = watch->duty->argv,
		.streams = watch->duty->streams,
		.signals = watch->duty->signals,
		.monitor_pid = getpid() };
	int gate[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, gate) != 0)
		return -1;
	child.gate = gate[1];
	pid = fork();
	if (pid == 0)
		child_run(&child);
	close(gate[1]);
	watch->gate = gate[0];
	return pid;
}

_Noreturn void monitor_run(const struct monitor_duty *duty, pid_t supervisor)
{
	struct watch watch = { .duty = duty,
		.supervisor = supervisor,
		.signals = signals_open(duty->signals),
		.session_fd = -1 };
	int keep[5];

	if (duty->streams->session)
		lead_a_session(&watch);
	watch.command = fork_command(&watch);
	if (watch.command < 0 || watch.signals < 0)
		_exit(1);
	process_rename(duty->process_argv, "pw-monitor");
	if (watch.session_fd >= 0) {
		setpgid(watch.command, watch.command);
		if (duty->foreground)
			tcsetpgrp(watch.session_fd, watch.command);
	}
	for (int fd = 0; fd <= 2; fd++)
		fd_put_null(fd);
	memcpy(keep, (int[]){ watch.signals, watch.gate, watch.session_fd, duty->socket, duty->terminal },
		sizeof(keep));
	fd_close_all_but(keep, 5);
	keep_watch(&watch);
}

/* The monitor: plain poll, no library, nothing that could fail late. */
#include "supervise/monitor.h"

#include "base/clock.h"
#include "base/fd.h"
#include "supervise/child.h"
#include "supervise/process_name.h"

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

struct watch {
	const struct monitor_duty *duty;
	pid_t supervisor, command;
	int signals, gate;
	int session_fd; /* the command's controlling terminal; -1: it has none of ours */
	bool command_ended;
	struct {
		int sender;
		uint64_t when_ns; /* 0: not seen */
	} seen[NSIG];		  /* the last signal of each kind that M got */
};

static void report(const struct watch *watch, enum monitor_event event, int value, int pid)
{
	struct monitor_report packet = { .event = event, .value = value, .pid = pid };

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
		if (WIFSTOPPED(status)) {
			report(watch, MONITOR_STOPPED, WSTOPSIG(status), watch->command);
		} else if (WIFCONTINUED(status)) {
			report(watch, MONITOR_CONTINUED, 0, watch->command);
			kill(watch->supervisor,
				SIGCONT); /* it may have stopped itself along with the command */
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
		watch->seen[info.ssi_signo].sender = (int)info.ssi_pid;
		watch->seen[info.ssi_signo].when_ns = clock_monotonic_ns();
		if (info.ssi_signo == SIGCHLD)
			look_at_the_command(watch);
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

static void kill_command(const struct watch *watch, int signo, bool wide)
{
	if (!watch->command_ended)
		kill(wide && watch->duty->streams->session ? -watch->command : watch->command, signo);
}

/* P was killed. What is done to progwrap is done to the command. */
static _Noreturn void end_without_supervisor(struct watch *watch)
{
	struct rusage usage;
	int status;

	if (!watch->command_ended) {
		watch->duty->control->supervisor_died = 1;
		kill_command(watch, SIGKILL, true);
		restore_terminal(watch->duty);
		while (wait4(watch->command, &status, 0, &usage) < 0)
			if (errno != EINTR)
				_exit(1);
		write_verdict(watch, status, &usage);
	}
	restore_terminal(watch->duty);
	_exit(0);
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
		if (!was_sent_to_everybody(watch, order.signo, order.sender))
			kill_command(watch, order.signo, order.wide);
		break;
	case MONITOR_CONTINUE:
		if (watch->session_fd >= 0)
			tcsetpgrp(watch->session_fd, order.wide ? watch->command : getpid());
		kill_command(watch, SIGCONT, true);
		break;
	}
}

static _Noreturn void keep_watch(struct watch *watch)
{
	for (;;) {
		struct pollfd files[] = {
			{ .fd = watch->signals, .events = POLLIN },
			{ .fd = watch->gate, .events = POLLIN },
			{ .fd = watch->duty->socket, .events = POLLIN },
		};

		if (poll(files, 3, -1) < 0)
			continue;
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

static _Noreturn void run(const struct monitor_duty *duty, pid_t supervisor)
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

bool monitor_start(struct monitor *monitor, const struct monitor_duty *duty, struct error *err)
{
	struct monitor_duty here = *duty;
	pid_t supervisor = getpid();
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return error_errno(err, "cannot create a socket");
	monitor->pid = fork();
	if (monitor->pid == 0) {
		close(ends[0]);
		here.socket = ends[1];
		run(&here, supervisor);
	}
	close(ends[1]);
	monitor->socket = ends[0];
	return monitor->pid > 0 || error_errno(err, "cannot fork");
}

static void send_order(const struct monitor *monitor, const struct monitor_order *order)
{
	while (send(monitor->socket, order, sizeof(*order), MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
}

void monitor_order(const struct monitor *monitor, enum monitor_action action, bool wide)
{
	send_order(monitor, &(struct monitor_order){ .action = action, .wide = wide });
}

void monitor_signal(const struct monitor *monitor, int signo, bool wide, int sender)
{
	send_order(
		monitor, &(struct monitor_order){
				 .action = MONITOR_SIGNAL, .signo = signo, .wide = wide, .sender = sender });
}

int monitor_end(struct monitor *monitor)
{
	int status = 0;

	if (monitor->pid <= 0)
		return 0;
	/* By force: somebody may have stopped it. */
	kill(monitor->pid, SIGKILL);
	while (waitpid(monitor->pid, &status, 0) < 0 && errno == EINTR)
		;
	monitor->pid = 0;
	fd_close(&monitor->socket);
	return status;
}

int monitor_receive(const struct monitor *monitor, struct monitor_report *report)
{
	ssize_t got;

	do
		got = recv(monitor->socket, report, sizeof(*report), MSG_DONTWAIT);
	while (got < 0 && errno == EINTR);
	if (got == sizeof(*report))
		return 1;
	return got < 0 && errno == EAGAIN ? 0 : -1;
}

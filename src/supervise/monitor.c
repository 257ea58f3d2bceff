/* The supervisor's end of the socket. */
#include "supervise/monitor.h"

#include "base/fd.h"
#include "supervise/monitor_process.h"

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

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
		monitor_run(&here, supervisor);
	}
	close(ends[1]);
	monitor->socket = ends[0];
	return monitor->pid > 0 || error_errno(err, "cannot fork");
}

static bool send_order(const struct monitor *monitor, const struct monitor_order *order)
{
	ssize_t sent;

	do
		sent = send(monitor->socket, order, sizeof(*order), MSG_NOSIGNAL | MSG_DONTWAIT);
	while (sent < 0 && errno == EINTR);
	return sent > 0;
}

void monitor_order(const struct monitor *monitor, enum monitor_action action, bool wide)
{
	send_order(monitor, &(struct monitor_order){ .action = action, .wide = wide });
}

void monitor_signal(struct monitor *monitor, struct monitor_order order)
{
	order.action = MONITOR_SIGNAL;
	monitor->signals += send_order(monitor, &order);
	if (order.signo == SIGCONT)
		monitor->continued = monitor->signals;
	if (monitor->pid > 0)
		kill(monitor->pid, SIGCONT);
}

void monitor_keep_going(const struct monitor *monitor)
{
	siginfo_t stopped = { 0 };

	if (monitor->pid > 0 && waitid(P_PID, (id_t)monitor->pid, &stopped, WSTOPPED | WNOHANG) == 0 &&
		stopped.si_pid)
		kill(monitor->pid, SIGCONT);
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

bool monitor_is_behind(const struct monitor *monitor, const struct monitor_report *report)
{
	return (int32_t)(report->signals - monitor->continued) < 0;
}

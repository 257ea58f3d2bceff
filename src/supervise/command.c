/* The command's life, as the monitor reports it. */
#include "supervise/life.h"

#include "base/fd.h"
#include "supervise/process_tree.h"

#include <stdio.h>
#include <string.h>

void command_start(void)
{
	if (supervisor.life != LIFE_PREPARING)
		return;
	supervisor.life = LIFE_RUNNING;
	ev_timer_stop(supervisor.loop, &supervisor.ready_limit);
	monitor_order(&supervisor.monitor, MONITOR_START, false);
}

void command_ready_is_late(struct ev_loop *loop, ev_timer *timer, int events)
{
	command_start();
}

void command_resize(void)
{
	struct winsize size;
	struct frame_size frame;

	streams_size(&size);
	streams_resize(&supervisor.streams, &size);
	frame = (struct frame_size){ .rows = size.ws_row, .columns = size.ws_col };
	relay_put(&supervisor.relay, FRAME_SIZE, 0, &frame, sizeof(frame));
}

static void command_started(int pid, int exec_errno)
{
	struct frame_start start = { .pid = exec_errno ? 0 : pid, .exec_errno = exec_errno };

	supervisor.command = pid;
	supervisor.terminal.command = pid;
	supervisor.terminal.monitor = supervisor.monitor.pid;
	supervisor.command_fd = fd_of_process(pid);
	if (exec_errno)
		fprintf(stderr, "progwrap: cannot run '%s': %s\n", supervisor.options->argv[0],
			strerror(exec_errno));
	relay_put(&supervisor.relay, FRAME_START, 0, &start, sizeof(start));
	relay_start(&supervisor.relay);
}

/* In a session of its own the command has to be continued by us, in the background or the foreground as we
 * are. */
void command_was_continued(void)
{
	command_resize();
	terminal_enter(&supervisor.terminal);
	if (supervisor.streams.session && supervisor.life == LIFE_RUNNING)
		monitor_order(&supervisor.monitor, MONITOR_CONTINUE, terminal_is_ours(&supervisor.terminal));
}

/* The shell that started us has to see us stopped by the same signal. In a session of its own the command was
 * stopped alone, and everybody in our process group is stopped with us; else the terminal stopped them all.
 */
static void command_stopped(int signo)
{
	bool has_session = supervisor.streams.session != NULL;

	if (has_session && (signo == SIGTTIN || signo == SIGTTOU) && terminal_is_ours(&supervisor.terminal)) {
		monitor_order(&supervisor.monitor, MONITOR_CONTINUE, true);
		return;
	}
	held_signals_forget(&supervisor.held, SIGCONT);
	relay_catch_up(&supervisor.relay);
	relay_put(&supervisor.relay, FRAME_STOP, 0, NULL, 0);
	terminal_leave(&supervisor.terminal);
	if (!signals_stop_by(signo, has_session))
		command_was_continued();
}

void command_monitor_died(void)
{
	struct ring_control *control = supervisor.ring.control;
	struct rusage usage = { 0 };
	int status;

	ev_io_stop(supervisor.loop, &supervisor.monitored);
	if (supervisor.life > LIFE_RUNNING)
		return;
	status = monitor_end(&supervisor.monitor);
	if (atomic_load_explicit(&control->verdict_state, memory_order_acquire) == VERDICT_ENDED)
		ending_begin(control->wait_status, &control->usage);
	else
		ending_begin(status, &usage); /* the command died with it, by the same signal */
}

static void take_report(const struct monitor_report *report)
{
	switch ((enum monitor_event)report->event) {
	case MONITOR_STARTED:
		command_started(report->pid, report->value);
		break;
	case MONITOR_STOPPED:
		command_stopped(report->value);
		break;
	case MONITOR_CONTINUED:
		relay_put(&supervisor.relay, FRAME_CONT, 0, NULL, 0);
		break;
	case MONITOR_ENDED:
		ending_begin(supervisor.ring.control->wait_status, &supervisor.ring.control->usage);
		break;
	}
}

void command_monitor_ready(struct ev_loop *loop, ev_io *io, int events)
{
	struct monitor_report report;
	int got = 0;

	while (supervisor.life <= LIFE_RUNNING && (got = monitor_receive(&supervisor.monitor, &report)) > 0)
		take_report(&report);
	if (got < 0)
		command_monitor_died();
}

void command_signal(int signo, bool wide)
{
	if (supervisor.life == LIFE_RUNNING)
		monitor_signal(&supervisor.monitor, signo, wide, MONITOR_OWN_SIGNAL);
}

void command_grace_ended(struct ev_loop *loop, ev_timer *timer, int events)
{
	if (!supervisor.streams.session)
		process_tree_signal(supervisor.command, SIGKILL);
	command_signal(SIGKILL, true);
}

void command_cancel(void *ctx)
{
	if (supervisor.life == LIFE_PREPARING)
		ending_begin(SIGTERM, &(struct rusage){ 0 });
	if (supervisor.life != LIFE_RUNNING || ev_is_active(&supervisor.grace))
		return;
	if (!supervisor.streams.session)
		process_tree_signal(supervisor.command, SIGTERM);
	command_signal(SIGTERM, true);
	command_signal(SIGCONT, true); /* a stopped command can't follow a request */
	supervisor_set_timer(&supervisor.grace, supervisor.options->grace_seconds);
}

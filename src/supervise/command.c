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

static void take_back_the_terminal(void)
{
	if (supervisor.life > LIFE_RUNNING)
		return;
	command_resize();
	terminal_enter(&supervisor.terminal);
	if (supervisor.streams.session && supervisor.life == LIFE_RUNNING)
		monitor_order(&supervisor.monitor, MONITOR_PLACE,
			terminal_is_ours(&supervisor.terminal) || supervisor.terminal.has_no_input);
}

/* In a session of its own the command has to be continued by us, in the background or the foreground as we
 * are. */
void command_was_continued(void)
{
	supervisor.group_is_stopped = supervisor.group_has_stop = false;
	held_signals_forget(&supervisor.held, SIGTSTP);
	take_back_the_terminal();
	if (supervisor.streams.session)
		command_signal(SIGCONT, true);
}

void command_continue_group(void)
{
	if (supervisor.group_is_stopped)
		kill(0, SIGCONT);
	supervisor.group_is_stopped = false;
}

void command_goes_on(void)
{
	command_continue_group();
	take_back_the_terminal();
}

bool command_is_stopped(void)
{
	return supervisor.life == LIFE_RUNNING && process_is_stopped(supervisor.command);
}

/* The shell that started us has to see us stopped by the same signal. What stopped a command in a session of
 * its own meant our process group too, if that has not got it already, but for SIGSTOP, which means one
 * process; without a session the terminal has stopped all that it meant. Where no shell could ever continue
 * us the kernel would not have stopped the command, but told it that it cannot read. */
static void stop_as_the_command(int signo)
{
	bool has_session = supervisor.streams.session != NULL;
	bool wants_terminal = has_session && (signo == SIGTTIN || signo == SIGTTOU);
	enum stop_result result;

	if (wants_terminal && terminal_is_ours(&supervisor.terminal)) {
		monitor_order(&supervisor.monitor, MONITOR_PLACE, true);
		command_signal(SIGCONT, true);
		return;
	}
	held_signals_forget(&supervisor.held, SIGCONT);
	relay_catch_up(&supervisor.relay);
	relay_put(&supervisor.relay, FRAME_STOP, 0, NULL, 0);
	terminal_leave(&supervisor.terminal);
	monitor_order(&supervisor.monitor, MONITOR_STOPPING, false);
	supervisor.group_is_stopped =
		has_session && signo != SIGSTOP && !(signo == SIGTSTP && supervisor.group_has_stop);
	result = signals_stop_by(signo, supervisor.group_is_stopped);
	monitor_order(&supervisor.monitor, MONITOR_GOES_ON, false);
	supervisor.group_has_stop = false;
	if (result == STOP_TOOK_PLACE)
		return;
	if (result == STOP_WAS_UNDONE)
		command_continue_group();
	else if (wants_terminal)
		terminal_end_input(&supervisor.terminal);
	command_was_continued();
	if (result == STOP_WAS_UNDONE && !has_session)
		command_signal(SIGCONT, false);
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
		if (!monitor_is_behind(&supervisor.monitor, report))
			supervisor.stopped_by = report->value;
		break;
	case MONITOR_CONTINUED:
		supervisor.stopped_by = 0;
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
	if (supervisor.stopped_by && supervisor.life == LIFE_RUNNING)
		stop_as_the_command(supervisor.stopped_by);
	supervisor.stopped_by = 0;
}

void command_signal(int signo, bool wide)
{
	if (supervisor.life == LIFE_RUNNING)
		monitor_signal(&supervisor.monitor,
			(struct monitor_order){ .signo = signo, .wide = wide, .sender = MONITOR_OWN_SIGNAL });
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

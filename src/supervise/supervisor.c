/* Wires the process together: what comes from the monitor, the recorder, the terminal and by signal, and what
 * follows from it. */
#include "supervise/supervisor.h"

#include "base/clock.h"
#include "base/fd.h"
#include "supervise/child.h"
#include "supervise/held_signals.h"
#include "supervise/linger.h"
#include "supervise/monitor.h"
#include "supervise/notices.h"
#include "supervise/process_tree.h"
#include "supervise/recorder_process.h"
#include "supervise/relay.h"
#include "supervise/signals.h"
#include "supervise/terminal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define READY_SECONDS 3.	   /* the command waits this long for clean settings, at most */
#define FLUSH_MARGIN_SECONDS 1.	   /* the recorder keeps the time itself; this is for one that does not */
#define BLOCKED_READER_SECONDS 1.  /* after a signal a reader that takes nothing gets this long */
#define SIGNALLED_FLUSH_SECONDS 3. /* after a signal somebody is waiting for our end */

enum life {
	LIFE_PREPARING, /* the command is held back until the recorder is ready */
	LIFE_RUNNING,	/* it runs */
	LIFE_FLUSHING,	/* it has ended; slow readers get the rest of its output */
	LIFE_RECORDING, /* its output is delivered; the final row is on its way */
	LIFE_OVER,
};

struct supervisor {
	const struct supervise_options *options;
	enum life life;
	struct ev_loop *loop;
	struct signals signals;
	int signal_fd;
	struct ring ring;
	int reader_wake, writer_wake;
	struct streams streams;
	struct terminal terminal;
	struct monitor monitor;
	struct relay relay;
	struct recorder_process recorder;
	struct held_signals held;
	struct notices notices;
	pid_t command;
	int command_fd;	 /* its pidfd, -1 if it was dead too soon */
	int wait_status; /* how it ended */
	int asked;	 /* the first signal that asked for its end, or 0 */
	unsigned asked_count;
	bool is_refused;
	ev_io signalled, monitored;
	ev_timer ready_limit, reader_limit, final_limit, grace;
};

static struct supervisor supervisor; /* half a MiB of buffers, touched when needed */

/* --- the end --- */

static void set_timer(ev_timer *timer, double seconds)
{
	ev_timer_stop(supervisor.loop, timer);
	ev_timer_set(timer, seconds, 0.);
	ev_timer_start(supervisor.loop, timer);
}

static void be_over(void)
{
	supervisor.life = LIFE_OVER;
	ev_break(supervisor.loop, EVBREAK_ALL);
}

/* A reader of our output sees its end now; a terminal stays for what we may still have to say. */
static void close_outputs(void)
{
	for (unsigned i = 0; i < supervisor.relay.count; i++)
		if (!isatty(supervisor.relay.channels[i].sink.user_fd))
			sink_close(&supervisor.relay.channels[i].sink);
}

static void record_the_rest(void)
{
	if (supervisor.life != LIFE_FLUSHING || !relay_is_flushed(&supervisor.relay))
		return;
	linger_start(&supervisor.relay);
	close_outputs();
	supervisor.life = LIFE_RECORDING;
	if (supervisor.recorder.state >= RECORDER_REFUSED)
		be_over();
}

static void command_ended(int wait_status, const struct rusage *usage)
{
	struct frame_end end = { .wait_status = wait_status, .usage = *usage };
	double limit = supervisor.options->flush_seconds;

	if (supervisor.life > LIFE_RUNNING)
		return;
	end.asked = supervisor.asked ? supervisor.asked : supervisor.terminal.typed;
	supervisor.life = LIFE_FLUSHING;
	supervisor.wait_status = wait_status;
	ev_timer_stop(supervisor.loop, &supervisor.grace);
	relay_finish(&supervisor.relay);
	relay_put(&supervisor.relay, FRAME_END, 0, &end, sizeof(end));
	terminal_leave(&supervisor.terminal);
	ev_io_stop(supervisor.loop, &supervisor.monitored);
	monitor_end(&supervisor.monitor);
	if (supervisor.recorder.state < RECORDER_REFUSED)
		recorder_process_end(&supervisor.recorder);
	if (supervisor.asked) {
		recorder_process_hurry(&supervisor.recorder, "3");
		limit = limit < SIGNALLED_FLUSH_SECONDS ? limit : SIGNALLED_FLUSH_SECONDS;
		set_timer(&supervisor.reader_limit, BLOCKED_READER_SECONDS);
	}
	set_timer(&supervisor.final_limit, limit + FLUSH_MARGIN_SECONDS);
	record_the_rest();
}

static void reader_is_late(struct ev_loop *loop, ev_timer *timer, int events)
{
	relay_drop(&supervisor.relay);
	record_the_rest();
}

static void final_is_late(struct ev_loop *loop, ev_timer *timer, int events)
{
	supervisor.recorder.state = RECORDER_GONE;
	if (supervisor.life == LIFE_RECORDING)
		be_over();
}

/* A signal after the command's end: somebody wants us gone. */
static void hurry(void)
{
	relay_drop(&supervisor.relay);
	record_the_rest();
	if (supervisor.life == LIFE_OVER)
		return;
	if (supervisor.asked_count > 1) {
		recorder_process_hurry(&supervisor.recorder, "0");
		be_over();
		return;
	}
	recorder_process_hurry(&supervisor.recorder, "3");
	set_timer(&supervisor.final_limit, SIGNALLED_FLUSH_SECONDS);
}

/* --- the command --- */

static void start_command(void)
{
	if (supervisor.life != LIFE_PREPARING)
		return;
	supervisor.life = LIFE_RUNNING;
	ev_timer_stop(supervisor.loop, &supervisor.ready_limit);
	monitor_order(&supervisor.monitor, MONITOR_START, 0, false);
}

static void ready_is_late(struct ev_loop *loop, ev_timer *timer, int events)
{
	start_command();
}

static void put_size(void)
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
	supervisor.command_fd = fd_of_process(pid);
	if (exec_errno)
		fprintf(stderr, "progwrap: cannot run '%s': %s\n", supervisor.options->argv[0],
			strerror(exec_errno));
	relay_put(&supervisor.relay, FRAME_START, 0, &start, sizeof(start));
	relay_start(&supervisor.relay);
}

/* In a session of its own the command has to be continued by us, in the background or the foreground as we
 * are. */
static void was_continued(void)
{
	put_size();
	terminal_enter(&supervisor.terminal);
	if (supervisor.streams.session && supervisor.life == LIFE_RUNNING)
		monitor_order(
			&supervisor.monitor, MONITOR_CONTINUE, 0, terminal_is_ours(&supervisor.terminal));
}

/* The shell that started us has to see us stopped by the same signal. In a session of its own the command was
 * stopped alone, and everybody in our process group is stopped with us; else the terminal stopped them all.
 */
static void command_stopped(int signo)
{
	bool has_session = supervisor.streams.session != NULL;

	if (has_session && (signo == SIGTTIN || signo == SIGTTOU) && terminal_is_ours(&supervisor.terminal)) {
		monitor_order(&supervisor.monitor, MONITOR_CONTINUE, 0, true);
		return;
	}
	relay_catch_up(&supervisor.relay);
	relay_put(&supervisor.relay, FRAME_STOP, 0, NULL, 0);
	terminal_leave(&supervisor.terminal);
	if (!signals_stop_by(signo, has_session))
		was_continued();
}

static void monitor_died(void)
{
	struct ring_control *control = supervisor.ring.control;
	struct rusage usage = { 0 };
	int status;

	ev_io_stop(supervisor.loop, &supervisor.monitored);
	if (supervisor.life > LIFE_RUNNING)
		return;
	status = monitor_end(&supervisor.monitor);
	if (atomic_load_explicit(&control->verdict_state, memory_order_acquire) == VERDICT_ENDED)
		command_ended(control->wait_status, &control->usage);
	else
		command_ended(status, &usage); /* the command died with it, by the same signal */
}

static void take_report(const struct monitor_report *report)
{
	switch ((enum monitor_event)report->event) {
	case MONITOR_STARTED:
		command_started(report->pid, report->value);
		break;
	case MONITOR_SIGNALLED:
		held_signals_witnessed(&supervisor.held, report->value, report->pid);
		break;
	case MONITOR_STOPPED:
		command_stopped(report->value);
		break;
	case MONITOR_CONTINUED:
		relay_put(&supervisor.relay, FRAME_CONT, 0, NULL, 0);
		break;
	case MONITOR_ENDED:
		command_ended(supervisor.ring.control->wait_status, &supervisor.ring.control->usage);
		break;
	}
}

static void monitor_ready(struct ev_loop *loop, ev_io *io, int events)
{
	struct monitor_report report;
	int got = 0;

	while (supervisor.life <= LIFE_RUNNING && (got = monitor_receive(&supervisor.monitor, &report)) > 0)
		take_report(&report);
	if (got < 0)
		monitor_died();
}

/* --- signals --- */

static void send_to_command(int signo, bool wide)
{
	if (supervisor.life == LIFE_RUNNING)
		monitor_order(&supervisor.monitor, MONITOR_SIGNAL, signo, wide);
}

/* A signal that ends a job usually goes to the whole of it; in a session of its own the command's group would
 * not get what our group got. */
static void forward_signal(void *ctx, int signo)
{
	send_to_command(signo, signals_asks_for_the_end(signo));
}

static void end_was_asked(int signo)
{
	supervisor.asked_count++;
	if (!supervisor.asked && supervisor.life <= LIFE_RUNNING)
		supervisor.asked = signo;
	if (supervisor.life == LIFE_PREPARING)
		command_ended(signo, &(struct rusage){ 0 }); /* what it would have done */
	else if (supervisor.life > LIFE_RUNNING)
		hurry();
}

/* Typed at the terminal, or the terminal is gone. Without a session the command got it from the kernel too.
 */
static void kernel_signalled(int signo)
{
	if (!supervisor.streams.session)
		return;
	if (signo == SIGHUP) {
		send_to_command(signo, true);
		send_to_command(SIGCONT, true); /* as the kernel does, for those that are stopped */
	} else {
		terminal_signal(&supervisor.terminal, signo);
	}
}

static void children_died(void)
{
	siginfo_t info = { 0 };

	/* Looked at first, reaped by whom it concerns; as process 1 we also get children that are nobody's.
	 */
	while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid) {
		if (info.si_pid == supervisor.monitor.pid) {
			monitor_ready(supervisor.loop, &supervisor.monitored, EV_READ);
			if (supervisor.life <= LIFE_RUNNING)
				monitor_died();
		} else if (!recorder_process_died(&supervisor.recorder, info.si_pid)) {
			waitpid(info.si_pid, NULL, 0);
		}
		info.si_pid = 0;
	}
}

static void signal_caught(const struct signalfd_siginfo *info)
{
	int signo = (int)info->ssi_signo, sender = (int)info->ssi_pid;

	if (signo == SIGCHLD) {
		children_died();
	} else if (signo == SIGWINCH) {
		put_size();
	} else if (signo == SIGTTIN || signo == SIGTTOU) {
		return; /* ours alone, from touching the terminal in the background */
	} else if (info->ssi_code != SI_KERNEL && (sender == getpid() || sender == supervisor.monitor.pid ||
							  (sender && sender == supervisor.command))) {
		return; /* never back to where it came from */
	} else if (signo == SIGCONT && supervisor.streams.session) {
		was_continued();
	} else {
		if (signo == SIGCONT)
			was_continued();
		if (info->ssi_code == SI_KERNEL)
			kernel_signalled(signo);
		else
			held_signals_caught(&supervisor.held, signo, sender);
		if (signals_asks_for_the_end(signo))
			end_was_asked(signo);
	}
}

static void signals_ready(struct ev_loop *loop, ev_io *io, int events)
{
	struct signalfd_siginfo info;

	while (supervisor.life != LIFE_OVER &&
		read(supervisor.signal_fd, &info, sizeof(info)) == sizeof(info))
		signal_caught(&info);
}

/* --- the recorder --- */

static void recorder_changed(void *ctx)
{
	enum recorder_state state = supervisor.recorder.state;

	supervisor.relay.recorder_listens = state < RECORDER_REFUSED;
	if (state == RECORDER_REFUSED && supervisor.life == LIFE_PREPARING) {
		supervisor.is_refused = true;
		be_over();
	} else if (supervisor.life == LIFE_RECORDING && state >= RECORDER_REFUSED) {
		be_over();
	} else if (state != RECORDER_STARTING) {
		start_command();
	}
}

static void show_warning(void *ctx, const char *line)
{
	notices_add(&supervisor.notices, line);
}

/* What stops the command from starting is told to anybody who listens. */
static void show_complaint(void *ctx, const char *line)
{
	if (supervisor.life == LIFE_PREPARING)
		fprintf(stderr, "progwrap: %s\n", line);
	else
		notices_add(&supervisor.notices, line);
}

static void grace_ended(struct ev_loop *loop, ev_timer *timer, int events)
{
	if (!supervisor.streams.session)
		process_tree_signal(supervisor.command, SIGKILL);
	send_to_command(SIGKILL, true);
}

static void cancel_command(void *ctx)
{
	if (supervisor.life == LIFE_PREPARING)
		command_ended(SIGTERM, &(struct rusage){ 0 });
	if (supervisor.life != LIFE_RUNNING || ev_is_active(&supervisor.grace))
		return;
	if (!supervisor.streams.session)
		process_tree_signal(supervisor.command, SIGTERM);
	send_to_command(SIGTERM, true);
	send_to_command(SIGCONT, true); /* a stopped command can't follow a request */
	set_timer(&supervisor.grace, supervisor.options->grace_seconds);
}

/* --- the wiring --- */

static void output_flushed(void *ctx)
{
	record_the_rest();
}

/* Not by way of the monitor: the signal has to be there before the write fails. */
static void output_lost(void *ctx, int signo)
{
	if (signo && supervisor.life == LIFE_RUNNING && supervisor.command_fd >= 0)
		pidfd_send_signal(supervisor.command_fd, signo, NULL, 0);
}

static void terminal_gets_output(void *ctx)
{
	terminal_follow(&supervisor.terminal);
}

static void turn_ends(struct ev_loop *loop, ev_check *check, int events)
{
	notices_show(&supervisor.notices, &supervisor.relay, false);
}

static bool open_everything(struct error *err)
{
	struct monitor_duty duty = { .argv = supervisor.options->argv,
		.process_argv = supervisor.options->process_argv,
		.streams = &supervisor.streams,
		.signals = &supervisor.signals };

	supervisor.reader_wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	supervisor.writer_wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (supervisor.reader_wake < 0 || supervisor.writer_wake < 0)
		return error_errno(err, "cannot create an eventfd");
	if (!ring_create(&supervisor.ring, err) ||
		!streams_open(&supervisor.streams, supervisor.options->capture, err))
		return false;
	terminal_open(&supervisor.terminal, &supervisor.streams);
	duty.control = supervisor.ring.control;
	duty.terminal = supervisor.terminal.fd;
	duty.restore = &supervisor.terminal.saved;
	duty.foreground = terminal_is_ours(&supervisor.terminal);
	if (!monitor_start(&supervisor.monitor, &duty, err))
		return false;
	/* The command has them now. Keeping them would keep pipes open that somebody waits to see closed. */
	fd_close_inherited();
	fd_put_null(STDIN_FILENO);
	supervisor.signal_fd = signals_open(&supervisor.signals);
	supervisor.loop = ev_loop_new(EVFLAG_NOENV);
	return (supervisor.signal_fd >= 0 && supervisor.loop) ||
	       error_errno(err, "cannot create the event loop");
}

static void watch_everything(void)
{
	static ev_check turn_end;

	ev_io_init(&supervisor.signalled, signals_ready, supervisor.signal_fd, EV_READ);
	ev_io_init(&supervisor.monitored, monitor_ready, supervisor.monitor.socket, EV_READ);
	ev_timer_init(&supervisor.ready_limit, ready_is_late, 0., 0.);
	ev_timer_init(&supervisor.reader_limit, reader_is_late, 0., 0.);
	ev_timer_init(&supervisor.final_limit, final_is_late, 0., 0.);
	ev_timer_init(&supervisor.grace, grace_ended, 0., 0.);
	ev_check_init(&turn_end, turn_ends);
	/* Before the output of one turn comes what happened to the command. */
	ev_set_priority(&supervisor.monitored, 1);
	ev_io_start(supervisor.loop, &supervisor.signalled);
	ev_io_start(supervisor.loop, &supervisor.monitored);
	ev_set_priority(&turn_end, EV_MINPRI);
	ev_check_start(supervisor.loop, &turn_end);
}

static void wire_everything(void)
{
	supervisor.relay.loop = supervisor.held.loop = supervisor.recorder.loop = supervisor.loop;
	supervisor.relay.ring = supervisor.recorder.ring = &supervisor.ring;
	supervisor.relay.reader_wake = supervisor.recorder.reader_wake = supervisor.reader_wake;
	supervisor.relay.writer_wake = supervisor.recorder.writer_wake = supervisor.writer_wake;
	supervisor.relay.recorder_listens = true;
	supervisor.relay.before_terminal = terminal_gets_output;
	supervisor.relay.on_flushed = output_flushed;
	supervisor.relay.on_sink_gone = output_lost;
	supervisor.held.on_forward = forward_signal;
	supervisor.recorder.engine = supervisor.options->engine;
	supervisor.recorder.launch = supervisor.options->launch;
	supervisor.recorder.on_change = recorder_changed;
	supervisor.recorder.on_complaint = show_complaint;
	supervisor.recorder.on_warning = show_warning;
	supervisor.recorder.on_cancel = cancel_command;
	held_signals_init(&supervisor.held);
	relay_init(&supervisor.relay, &supervisor.streams);
	terminal_watch(&supervisor.terminal, supervisor.loop);
}

static int finish(void)
{
	terminal_leave(&supervisor.terminal);
	notices_show(&supervisor.notices, &supervisor.relay, true);
	if (supervisor.monitor.pid)
		monitor_end(&supervisor.monitor);
	if (supervisor.is_refused)
		return EXIT_OWN_FAILURE;
	/* What was typed on a raw terminal would have reached our whole job on a cooked one. */
	if (WIFSIGNALED(supervisor.wait_status) &&
		WTERMSIG(supervisor.wait_status) == supervisor.terminal.typed &&
		terminal_is_ours(&supervisor.terminal))
		kill(0, supervisor.terminal.typed);
	if (WIFSIGNALED(supervisor.wait_status))
		signals_die_by(WTERMSIG(supervisor.wait_status));
	return WEXITSTATUS(supervisor.wait_status);
}

int supervise(const struct supervise_options *options)
{
	struct error err = ERROR_INIT;

	supervisor.options = options;
	signals_take(&supervisor.signals);
	notices_init(&supervisor.notices, options->quiet);
	if (!open_everything(&err)) {
		fprintf(stderr, "progwrap: %s\n", err.message);
		return EXIT_OWN_FAILURE;
	}
	wire_everything();
	watch_everything();
	if (options->announcement)
		notices_add(&supervisor.notices, options->announcement);
	notices_show(&supervisor.notices, &supervisor.relay, false);
	put_size();
	if (options->waits_for_recorder)
		set_timer(&supervisor.ready_limit, READY_SECONDS);
	else
		start_command();
	recorder_process_start(&supervisor.recorder);
	while (supervisor.life != LIFE_OVER)
		ev_run(supervisor.loop, 0);
	return finish();
}

/* Wires the process together: what comes from the monitor, the recorder, the terminal and by signal, and what
 * follows from it. */
#include "supervise/supervisor.h"

#include "base/fd.h"
#include "supervise/life.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/pidfd.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define READY_SECONDS 3. /* the command waits this long for clean settings, at most */

struct supervisor supervisor; /* half a MiB of buffers, touched when needed */

void supervisor_set_timer(ev_timer *timer, double seconds)
{
	ev_timer_stop(supervisor.loop, timer);
	ev_timer_set(timer, seconds, 0.);
	ev_timer_start(supervisor.loop, timer);
}

void supervisor_is_over(void)
{
	supervisor.life = LIFE_OVER;
	ev_break(supervisor.loop, EVBREAK_ALL);
}

/* --- the recorder --- */

static void recorder_changed(void *ctx)
{
	enum recorder_state state = supervisor.recorder.state;

	supervisor.relay.recorder_listens = state < RECORDER_REFUSED;
	if (state == RECORDER_REFUSED && supervisor.life == LIFE_PREPARING) {
		supervisor.is_refused = true;
		supervisor_is_over();
	} else if (supervisor.life == LIFE_RECORDING && state >= RECORDER_REFUSED) {
		supervisor_is_over();
	} else if (state != RECORDER_STARTING) {
		command_start();
	}
}

static void show_warning(void *ctx, const char *line)
{
	notices_add(&supervisor.notices, line);
}

static void nobody_can_type(void *ctx, const char *line)
{
	notices_add(&supervisor.notices, line);
	recorder_process_note(&supervisor.recorder, line);
}

/* What stops the command from starting is told to anybody who listens. */
static void show_complaint(void *ctx, const char *line)
{
	if (supervisor.life == LIFE_PREPARING)
		fprintf(stderr, "progwrap: %s\n", line);
	else
		notices_add(&supervisor.notices, line);
}

/* --- the wiring --- */

static void output_flushed(void *ctx)
{
	ending_deliver();
}

/* Not by way of the monitor: the signal has to be there before the write fails. */
static void output_lost(void *ctx, int signo)
{
	if (signo && supervisor.life == LIFE_RUNNING && supervisor.command_fd >= 0)
		pidfd_send_signal(supervisor.command_fd, signo, NULL, 0);
}

static void source_closes(void *ctx, unsigned stream)
{
	streams_forget(&supervisor.streams, stream);
	if (supervisor.streams.session && supervisor.streams.session->number == stream)
		terminal_close(&supervisor.terminal);
}

static void terminal_gets_output(void *ctx)
{
	terminal_follow(&supervisor.terminal);
}

static void line_is_echoed(void *ctx)
{
	relay_catch_up(&supervisor.relay);
}

static void line_was_echoed(void *ctx)
{
	relay_skip_feed(&supervisor.relay);
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
	if (supervisor.streams.session)
		witness_start(&supervisor.witness, &supervisor.signals, supervisor.options->process_argv);
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

	ev_io_init(&supervisor.signalled, dispatch_ready, supervisor.signal_fd, EV_READ);
	ev_io_init(&supervisor.monitored, command_monitor_ready, supervisor.monitor.socket, EV_READ);
	ev_io_init(&supervisor.witnessed, dispatch_witnessed, supervisor.witness.reports, EV_READ);
	ev_timer_init(&supervisor.ready_limit, command_ready_is_late, 0., 0.);
	ev_timer_init(&supervisor.reader_limit, ending_reader_is_late, 0., 0.);
	ev_timer_init(&supervisor.final_limit, ending_final_is_late, 0., 0.);
	ev_timer_init(&supervisor.grace, command_grace_ended, 0., 0.);
	ev_check_init(&turn_end, turn_ends);
	/* Before the keys of one turn comes the new size that they were typed behind, before the output what
	 * happened to the command. */
	ev_set_priority(&supervisor.signalled, EV_MAXPRI);
	ev_set_priority(&supervisor.monitored, 1);
	ev_io_start(supervisor.loop, &supervisor.signalled);
	ev_io_start(supervisor.loop, &supervisor.monitored);
	if (supervisor.witness.pid)
		ev_io_start(supervisor.loop, &supervisor.witnessed);
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
	supervisor.relay.on_source_closes = source_closes;
	supervisor.held.on_forward = dispatch_forward;
	supervisor.terminal.before_echo = line_is_echoed;
	supervisor.terminal.after_echo = line_was_echoed;
	supervisor.recorder.engine = supervisor.options->engine;
	supervisor.recorder.launch = supervisor.options->launch;
	supervisor.recorder.on_change = recorder_changed;
	supervisor.recorder.on_complaint = show_complaint;
	supervisor.recorder.on_warning = show_warning;
	supervisor.recorder.on_cancel = command_cancel;
	supervisor.pager_watch.relay = &supervisor.relay;
	supervisor.pager_watch.on_waiting = nobody_can_type;
	held_signals_init(&supervisor.held);
	relay_init(&supervisor.relay, &supervisor.streams);
	pager_watch_start(&supervisor.pager_watch, supervisor.loop);
	terminal_watch(&supervisor.terminal, supervisor.loop);
}

static int finish(void)
{
	terminal_leave(&supervisor.terminal);
	notices_show(&supervisor.notices, &supervisor.relay, true);
	if (supervisor.monitor.pid)
		monitor_end(&supervisor.monitor);
	witness_end(&supervisor.witness);
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
	command_resize();
	if (options->waits_for_recorder)
		supervisor_set_timer(&supervisor.ready_limit, READY_SECONDS);
	else
		command_start();
	recorder_process_start(&supervisor.recorder);
	while (supervisor.life != LIFE_OVER)
		ev_run(supervisor.loop, 0);
	return finish();
}

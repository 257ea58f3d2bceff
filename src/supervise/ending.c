/* From the command's end to ours: its last bytes, its readers, its row. */
#include "supervise/life.h"

#include "supervise/linger.h"

#include <sys/wait.h>
#include <unistd.h>

#define FLUSH_MARGIN_SECONDS 1.	   /* the recorder keeps the time itself; this is for one that does not */
#define BLOCKED_READER_SECONDS 1.  /* a reader that takes nothing delays our end this long */
#define SIGNALLED_FLUSH_SECONDS 3. /* after a signal somebody is waiting for our end */

/* A reader of our output sees its end now; a terminal stays for what we may still have to say. */
static void close_outputs(void)
{
	for (unsigned i = 0; i < supervisor.relay.count; i++)
		if (!isatty(supervisor.relay.channels[i].sink.user_fd))
			sink_close(&supervisor.relay.channels[i].sink);
}

void ending_deliver(void)
{
	if (supervisor.life != LIFE_FLUSHING ||
		!relay_is_flushed(&supervisor.relay, supervisor.reader_is_late))
		return;
	linger_start(&supervisor.relay);
	relay_drop(&supervisor.relay);
	close_outputs();
	supervisor.life = LIFE_RECORDING;
	if (supervisor.recorder.state >= RECORDER_REFUSED)
		supervisor_is_over();
}

void ending_begin(int wait_status, const struct rusage *usage)
{
	struct frame_end end = { .wait_status = wait_status, .usage = *usage };
	double limit = supervisor.options->flush_seconds;

	if (supervisor.life > LIFE_RUNNING)
		return;
	end.asked = supervisor.asked ? supervisor.asked : supervisor.terminal.typed;
	supervisor.life = LIFE_FLUSHING;
	supervisor.wait_status = wait_status;
	ev_timer_stop(supervisor.loop, &supervisor.grace);
	command_continue_group();
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
	}
	supervisor_set_timer(&supervisor.reader_limit, BLOCKED_READER_SECONDS);
	supervisor_set_timer(&supervisor.final_limit, limit + FLUSH_MARGIN_SECONDS);
	ending_deliver();
}

/* The command died by what somebody sent: bare it would have written no more. */
static bool was_killed(void)
{
	return supervisor.asked ||
	       (WIFSIGNALED(supervisor.wait_status) && WTERMSIG(supervisor.wait_status) == supervisor.sent);
}

/* Bare, the command would be gone: a pipe's reader gets the rest from the linger. A terminal is waited for,
 * or the shell's prompt would come in between. */
void ending_reader_is_late(struct ev_loop *loop, ev_timer *timer, int events)
{
	supervisor.reader_is_late = true;
	if (was_killed())
		relay_drop(&supervisor.relay);
	ending_deliver();
}

void ending_final_is_late(struct ev_loop *loop, ev_timer *timer, int events)
{
	supervisor.recorder.state = RECORDER_GONE;
	if (supervisor.life == LIFE_RECORDING)
		supervisor_is_over();
}

void ending_hurry(void)
{
	relay_drop(&supervisor.relay);
	ending_deliver();
	if (supervisor.life == LIFE_OVER)
		return;
	if (supervisor.asked_count > 1) {
		recorder_process_hurry(&supervisor.recorder, "0");
		supervisor_is_over();
		return;
	}
	recorder_process_hurry(&supervisor.recorder, "3");
	supervisor_set_timer(&supervisor.final_limit, SIGNALLED_FLUSH_SECONDS);
}

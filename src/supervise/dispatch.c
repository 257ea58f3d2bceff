/* Signals: which mean us, which the command, which both. */
#include "supervise/life.h"

#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static void forward(struct monitor_order order)
{
	if (supervisor.life == LIFE_RUNNING)
		monitor_signal(&supervisor.monitor, order);
}

void dispatch_forward(void *ctx, int signo, int sender, bool group)
{
	supervisor.group_has_stop |= signo == SIGTSTP && group;
	forward((struct monitor_order){ .signo = signo, .sender = sender, .wide = group, .was_held = true });
}

void dispatch_witnessed(struct ev_loop *loop, ev_io *io, int events)
{
	struct sighting sighting;
	bool any = false;

	while (witness_receive(&supervisor.witness, &sighting)) {
		held_signals_witnessed(&supervisor.held, sighting.signo, sighting.sender);
		any = true;
	}
	if (!any)
		ev_io_stop(loop, io); /* it is dead */
}

static void end_was_asked(int signo)
{
	supervisor.asked_count++;
	if (!supervisor.asked && supervisor.life <= LIFE_RUNNING)
		supervisor.asked = signo;
	if (supervisor.life == LIFE_PREPARING)
		ending_begin(signo, &(struct rusage){ 0 }); /* what it would have done */
	else if (supervisor.life > LIFE_RUNNING)
		ending_hurry();
}

/* Typed at the terminal, or the terminal is gone. Without a session the command got it from the kernel too.
 */
static void kernel_signalled(int signo)
{
	if (!supervisor.streams.session)
		return;
	if (signo == SIGHUP) {
		command_signal(signo, true);
		command_signal(SIGCONT, true); /* as the kernel does, for those that are stopped */
	} else {
		supervisor.group_has_stop |= signo == SIGTSTP;
		terminal_signal(&supervisor.terminal, signo);
	}
}

static void sent_to_us(int signo, int sender)
{
	supervisor.sent = signo;
	if (signo == SIGCONT && command_is_stopped())
		forward((struct monitor_order){ .signo = signo, .sender = sender });
	else
		held_signals_caught(&supervisor.held, signo, sender);
}

static void children_changed(void)
{
	siginfo_t info = { 0 };

	monitor_keep_going(&supervisor.monitor);
	/* Looked at first, reaped by whom it concerns; as process 1 we also get children that are nobody's.
	 */
	while (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid) {
		if (info.si_pid == supervisor.monitor.pid) {
			command_monitor_ready(supervisor.loop, &supervisor.monitored, EV_READ);
			if (supervisor.life <= LIFE_RUNNING)
				command_monitor_died();
		} else if (info.si_pid == supervisor.witness.pid) {
			witness_end(&supervisor.witness);
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
		children_changed();
	} else if (signo == SIGWINCH) {
		command_resize();
	} else if (signo == SIGTTIN || signo == SIGTTOU) {
		return; /* ours alone, from touching the terminal in the background */
	} else if (signo == SIGCONT && sender == supervisor.monitor.pid) {
		command_goes_on();
	} else if (info->ssi_code != SI_KERNEL && (sender == getpid() || sender == supervisor.monitor.pid ||
							  (sender && sender == supervisor.command))) {
		return; /* never back to where it came from */
	} else if (signo == SIGCONT && supervisor.streams.session) {
		command_was_continued();
	} else {
		if (signo == SIGCONT)
			command_was_continued();
		if (info->ssi_code == SI_KERNEL)
			kernel_signalled(signo);
		else
			sent_to_us(signo, sender);
		if (signals_asks_for_the_end(&supervisor.signals, signo))
			end_was_asked(signo);
	}
}

void dispatch_ready(struct ev_loop *loop, ev_io *io, int events)
{
	struct signalfd_siginfo info;

	while (supervisor.life != LIFE_OVER &&
		read(supervisor.signal_fd, &info, sizeof(info)) == sizeof(info))
		signal_caught(&info);
}

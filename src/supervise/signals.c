/* Blocked and read from a signalfd, never handled: no handler can interrupt the wrong thing. */
#include "supervise/signals.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* Our own faults, and what we ignore: a sink that is gone is seen by the write. */
static const int never_caught[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS, SIGPIPE,
	SIGXFSZ };
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void choose_caught(sigset_t *caught)
{
	sigfillset(caught);
	for (size_t i = 0; i < COUNT(never_caught); i++)
		sigdelset(caught, never_caught[i]);
}

static void find_ignored(sigset_t *ignored)
{
	struct sigaction now;

	sigemptyset(ignored);
	for (int signo = 1; signo <= SIGRTMAX; signo++)
		if (sigaction(signo, NULL, &now) == 0 && now.sa_handler == SIG_IGN)
			sigaddset(ignored, signo);
}

void signals_take(struct signals *signals)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, normal = { .sa_handler = SIG_DFL };

	choose_caught(&signals->caught);
	find_ignored(&signals->ignored);
	sigprocmask(SIG_BLOCK, &signals->caught, &signals->mask_at_start);
	sigaction(SIGPIPE, &ignore, &signals->pipe_at_start);
	sigaction(SIGXFSZ, &ignore, &signals->file_size_at_start);
	/* Ignored, it would let the kernel reap our children before we see their status. */
	sigaction(SIGCHLD, &normal, &signals->child_at_start);
}

int signals_open(const struct signals *signals)
{
	return signalfd(-1, &signals->caught, SFD_NONBLOCK | SFD_CLOEXEC);
}

void signals_give_back(const struct signals *signals)
{
	sigaction(SIGPIPE, &signals->pipe_at_start, NULL);
	sigaction(SIGXFSZ, &signals->file_size_at_start, NULL);
	sigaction(SIGCHLD, &signals->child_at_start, NULL);
	sigprocmask(SIG_SETMASK, &signals->mask_at_start, NULL);
}

bool signals_asks_for_the_end(const struct signals *signals, int signo)
{
	return (signo == SIGINT || signo == SIGTERM || signo == SIGHUP || signo == SIGQUIT) &&
	       sigismember(&signals->ignored, signo) == 0;
}

bool signals_stop_by(int signo, bool group)
{
	sigset_t one, pending;

	sigemptyset(&one);
	sigaddset(&one, signo);
	kill(group ? 0 : getpid(), signo);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	sigprocmask(SIG_BLOCK, &one, NULL);
	return sigpending(&pending) == 0 && sigismember(&pending, SIGCONT);
}

_Noreturn void signals_die_by(int signo)
{
	struct sigaction normal = { .sa_handler = SIG_DFL };
	struct rlimit core;
	sigset_t one;

	if (getrlimit(RLIMIT_CORE, &core) == 0) {
		core.rlim_cur = 0;
		setrlimit(RLIMIT_CORE, &core);
	}
	prctl(PR_SET_DUMPABLE, 0); /* a core_pattern that is a pipe ignores the limit */
	sigaction(signo, &normal, NULL);
	sigemptyset(&one);
	sigaddset(&one, signo);
	kill(getpid(), signo);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	_exit(128 + signo);
}

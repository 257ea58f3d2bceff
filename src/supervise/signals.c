/* Blocked and read from a signalfd, so that no handler can interrupt the wrong thing. The one handler that
 * there is runs while a process stops itself, at no other time. */
#include "supervise/signals.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* Our own faults, and what we ignore: a sink that is gone is seen by the write. */
static const int never_caught[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS, SIGPIPE,
	SIGXFSZ };
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static volatile sig_atomic_t was_continued;

static void note_continuation(int signo)
{
	was_continued = 1;
}

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
	struct sigaction note = { .sa_handler = note_continuation };

	choose_caught(&signals->caught);
	find_ignored(&signals->ignored);
	sigprocmask(SIG_BLOCK, &signals->caught, &signals->mask_at_start);
	sigaction(SIGPIPE, &ignore, &signals->pipe_at_start);
	sigaction(SIGXFSZ, &ignore, &signals->file_size_at_start);
	/* Ignored, it would let the kernel reap our children before we see their status. */
	sigaction(SIGCHLD, &normal, &signals->child_at_start);
	sigaction(SIGCONT, &note, &signals->continue_at_start);
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
	sigaction(SIGCONT, &signals->continue_at_start, NULL);
	sigprocmask(SIG_SETMASK, &signals->mask_at_start, NULL);
}

bool signals_asks_for_the_end(const struct signals *signals, int signo)
{
	return (signo == SIGINT || signo == SIGTERM || signo == SIGHUP || signo == SIGQUIT) &&
	       sigismember(&signals->ignored, signo) == 0;
}

/* A signal that stops makes the kernel forget a SIGCONT that waits to be read, so that one is noted before;
 * one that comes later makes it forget the stop. */
static bool send_unless_continued(int signo, bool group)
{
	sigset_t one;

	sigemptyset(&one);
	sigaddset(&one, SIGCONT);
	was_continued = 0;
	if (signo != SIGSTOP) /* which stops us here */
		sigprocmask(SIG_UNBLOCK, &one, NULL);
	kill(group ? 0 : getpid(), signo);
	sigprocmask(SIG_BLOCK, &one, NULL);
	return !was_continued;
}

enum stop_result signals_stop_by(int signo, bool group)
{
	sigset_t one, pending;

	if (!send_unless_continued(signo, group))
		return STOP_WAS_UNDONE; /* what we sent ourselves is passed over when it is read */
	sigemptyset(&one);
	sigaddset(&one, signo);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	sigprocmask(SIG_BLOCK, &one, NULL);
	sigpending(&pending);
	return sigismember(&pending, SIGCONT) == 1 ? STOP_TOOK_PLACE : STOP_IS_IMPOSSIBLE;
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

/* Keeping a recorder alive. */
#include "supervise/recorder_process.h"

#include "base/fd.h"
#include "base/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BACKOFF_FIRST_SECONDS 0.1
#define BACKOFF_MOST_SECONDS 30.
#define FAILURES_MOST 3 /* in a row, before it was ready: then it can't be run */
#define WATCHDOG_SECONDS 1.
#define TICKS_MISSED_MOST 10
#define EXEC_FAILED 127

static void change(struct recorder_process *recorder, enum recorder_state state)
{
	recorder->state = state;
	recorder->on_change(recorder->ctx);
}

/* Its life goes on when the terminal's, the shell's and the command's end. */
static void detach_from_the_job(void)
{
	static const int ignored[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE,
		SIGUSR1, SIGUSR2 };
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct rlimit no_core = { 0, 0 }, file_size;
	sigset_t none;

	setsid();
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		sigaction(ignored[i], &ignore, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setrlimit(RLIMIT_CORE, &no_core);
	/* The command's files may be meant to be small, the user's database is not. */
	if (getrlimit(RLIMIT_FSIZE, &file_size) == 0) {
		file_size.rlim_cur = file_size.rlim_max;
		setrlimit(RLIMIT_FSIZE, &file_size);
	}
}

static bool hand_descriptors(const int handed[], int count)
{
	int above[HANDED_SUPERVISOR + 1];

	/* Out of the way first: a source may sit on another's number. */
	for (int i = 0; i < count; i++)
		if ((above[i] = fcntl(handed[i], F_DUPFD, HANDED_SUPERVISOR + 1)) < 0)
			return false;
	for (int i = 0; i < count; i++)
		dup2(above[i], HANDED_RING + i);
	for (int fd = 0; fd <= 2; fd++) {
		int null = open("/dev/null", O_RDWR);

		dup2(null, fd);
		if (null > HANDED_SUPERVISOR)
			close(null);
	}
	close_range(HANDED_SUPERVISOR + 1, ~0u, 0);
	return true;
}

static _Noreturn void exec_engine(const struct recorder_process *recorder, int socket)
{
	char name[] = "progwrap-engine", command[] = "record";
	char *argv[] = { name, command, NULL };
	const int handed[] = { recorder->ring->fd, socket, recorder->reader_wake, recorder->writer_wake,
		recorder->launch, recorder->checkpoint, recorder->supervisor_fd };

	detach_from_the_job();
	if (hand_descriptors(handed, sizeof(handed) / sizeof(handed[0])))
		execv(recorder->engine, argv);
	_exit(EXEC_FAILED);
}

static void give_up(struct recorder_process *recorder, const char *why)
{
	ev_timer_stop(recorder->loop, &recorder->watchdog);
	recorder->on_warning(recorder->ctx, why);
	change(recorder, RECORDER_GONE);
}

static void start_process(struct recorder_process *recorder)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
		give_up(recorder, "progress is not recorded: no socket for the recorder");
		return;
	}
	recorder->pid = fork();
	if (recorder->pid == 0)
		exec_engine(recorder, ends[1]);
	close(ends[1]);
	if (recorder->pid < 0) {
		close(ends[0]);
		recorder->pid = 0;
		give_up(recorder, "progress is not recorded: no process for the recorder");
		return;
	}
	recorder->socket = ends[0];
	recorder->ticks_missed = 0;
	ev_io_set(&recorder->readable, recorder->socket, EV_READ);
	ev_io_start(recorder->loop, &recorder->readable);
	ev_timer_again(recorder->loop, &recorder->watchdog);
}

static void take_message(struct recorder_process *recorder, const struct wire_message *message)
{
	switch ((enum wire_type)message->type) {
	case WIRE_COMPLAINT:
		recorder->on_complaint(recorder->ctx, message->text);
		break;
	case WIRE_WARN:
		recorder->on_warning(recorder->ctx, message->text);
		break;
	case WIRE_READY:
		recorder->was_ready = true;
		recorder->failures = 0;
		if (recorder->state == RECORDER_STARTING)
			change(recorder, RECORDER_READY);
		break;
	case WIRE_REFUSE:
		change(recorder, RECORDER_REFUSED);
		break;
	case WIRE_CANCEL:
		recorder->on_cancel(recorder->ctx);
		break;
	case WIRE_FINAL:
		change(recorder, RECORDER_FINAL);
		break;
	case WIRE_NOTE:
	case WIRE_HURRY:
		break;
	}
}

static void take_messages(struct recorder_process *recorder)
{
	struct wire_message message;
	int got;

	while ((got = wire_receive(recorder->socket, &message)) > 0)
		take_message(recorder, &message);
	if (got < 0)
		ev_io_stop(recorder->loop, &recorder->readable); /* it is ending: SIGCHLD will tell */
}

static void socket_ready(struct ev_loop *loop, ev_io *io, int events)
{
	take_messages(io->data);
}

static void forget_process(struct recorder_process *recorder)
{
	ev_io_stop(recorder->loop, &recorder->readable);
	ev_timer_stop(recorder->loop, &recorder->watchdog);
	fd_close(&recorder->socket);
	recorder->pid = 0;
}

static void restart_later(struct recorder_process *recorder)
{
	double delay = recorder->ending ? 0. : recorder->backoff;

	recorder->backoff =
		recorder->backoff * 2 < BACKOFF_MOST_SECONDS ? recorder->backoff * 2 : BACKOFF_MOST_SECONDS;
	ev_timer_stop(recorder->loop, &recorder->restart);
	ev_timer_set(&recorder->restart, delay, 0.);
	ev_timer_start(recorder->loop, &recorder->restart);
}

static void restart_due(struct ev_loop *loop, ev_timer *timer, int events)
{
	start_process(timer->data);
}

static void watch_ticks(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct recorder_process *recorder = timer->data;
	uint64_t ticks = atomic_load(&recorder->ring->control->reader_ticks);
	bool has_work = recorder->ending || ring_backlog(recorder->ring) > 0;

	recorder->ticks_missed = has_work && ticks == recorder->ticks_seen ? recorder->ticks_missed + 1 : 0;
	recorder->ticks_seen = ticks;
	if (recorder->ticks_missed >= TICKS_MISSED_MOST && recorder->pid)
		kill(recorder->pid, SIGKILL);
}

void recorder_process_start(struct recorder_process *recorder)
{
	recorder->state = RECORDER_STARTING;
	recorder->backoff = BACKOFF_FIRST_SECONDS;
	recorder->socket = -1;
	recorder->checkpoint = memfd_create("progwrap-checkpoint", MFD_CLOEXEC);
	recorder->supervisor_fd = fd_of_process(getpid());
	ev_io_init(&recorder->readable, socket_ready, -1, EV_READ);
	ev_timer_init(&recorder->restart, restart_due, 0., 0.);
	ev_timer_init(&recorder->watchdog, watch_ticks, 0., WATCHDOG_SECONDS);
	recorder->readable.data = recorder;
	recorder->restart.data = recorder->watchdog.data = recorder;
	if (recorder->ring->fd < 0 || recorder->launch < 0)
		give_up(recorder, "progress is not recorded: no memory to share; is 'ulimit -f' very low?");
	else
		start_process(recorder);
}

void recorder_process_end(struct recorder_process *recorder)
{
	recorder->ending = true;
	recorder->failures = FAILURES_MOST - 2; /* the first death may have been bad luck */
	if (recorder->state == RECORDER_GONE || recorder->pid)
		return;
	ev_timer_stop(recorder->loop, &recorder->restart);
	start_process(recorder);
}

void recorder_process_note(struct recorder_process *recorder, const char *line)
{
	if (recorder->pid)
		wire_send(recorder->socket, WIRE_NOTE, line);
}

void recorder_process_hurry(struct recorder_process *recorder, const char *seconds)
{
	if (recorder->pid)
		wire_send(recorder->socket, WIRE_HURRY, seconds);
}

bool recorder_process_died(struct recorder_process *recorder, pid_t pid)
{
	int status = 0;

	if (!recorder->pid || pid != recorder->pid)
		return false;
	waitpid(pid, &status, 0);
	take_messages(recorder); /* what it said last */
	forget_process(recorder);
	if (recorder->state == RECORDER_FINAL || recorder->state == RECORDER_REFUSED)
		return true;
	recorder->failures += !recorder->was_ready || recorder->ending;
	recorder->was_ready = false;
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXEC_FAILED)
		give_up(recorder, "progress is not recorded: progwrap-engine cannot be run");
	else if (recorder->failures >= FAILURES_MOST)
		give_up(recorder, "progress is not recorded any more: the recorder ends at once each time");
	else
		restart_later(recorder);
	return true;
}

/* Wires ring, pipeline, publisher and store on one libev loop. */
#include "record/recorder.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/ring.h"
#include "base/wire.h"
#include "record/advice.h"
#include "record/briefing.h"
#include "record/intake.h"
#include "record/publisher.h"
#include "record/warnings.h"

#include <ev.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/pidfd.h>

#define EXIT_REFUSED 125
#define ALIVE_SECONDS 0.5 /* the supervisor looks every second */
#define AWAY_FLUSH_SECONDS 1.0
#define ESTIMATE_SECONDS 2.0   /* between events the row moves at most this often */
#define VERDICT_WAIT_SECONDS 5 /* for the monitor, when the supervisor was killed */

struct recorder {
	struct ev_loop *loop;
	struct briefing briefing;
	const struct launch *launch; /* of the briefing */
	struct ring ring;
	struct checkpoint checkpoint;
	struct intake intake;
	struct publisher publisher;
	struct warnings warnings;
	struct advice advice;
	struct store *store;	    /* of the briefing */
	struct job_row row;	    /* the version that was published last */
	uint64_t published_version; /* of the tracker */
	bool store_is_away;
	double flush_seconds; /* how long the end may wait for the store */
	uint64_t verdict_until_ns;

	ev_io reader_wake, socket, supervisor;
	ev_timer look, estimate, alive, flush, verdict;
	ev_idle more; /* frames wait: take them when other watchers had their turn */
};

static void finish(struct recorder *recorder)
{
	wire_send(HANDED_SOCKET, WIRE_FINAL, NULL);
	ev_break(recorder->loop, EVBREAK_ALL);
}

/* --- publishing --- */

static void write_row(void *ctx)
{
	struct recorder *recorder = ctx;
	struct recorder_state *state = recorder->intake.state;
	uint64_t now_ns = clock_monotonic_ns();
	struct snapshot snapshot;

	recorder->published_version = tracker_version(&state->pipeline.tracker);
	tracker_snapshot(&state->pipeline.tracker, now_ns, &snapshot);
	state->job.seq++;
	/* before the store has it: a new recorder must never use this seq for something else */
	if (intake_save(&recorder->intake))
		eventfd_write(HANDED_WRITER_WAKE, 1);
	job_row_update(&recorder->row, &state->job, &snapshot, now_ns, clock_wall_ns());
	store_put(recorder->store, &recorder->row);
}

static void beat(void *ctx)
{
	struct recorder *recorder = ctx;
	uint64_t last_output_ns = recorder->intake.state->job.last_output_ns;

	/* a row that has news, be it only the time of the last output, is its own beat */
	if (last_output_ns && clock_monotonic_ns() - last_output_ns < JOB_HEARTBEAT_SECONDS * CLOCK_SECOND_NS)
		publisher_now(&recorder->publisher);
	else
		store_beat(recorder->store);
}

/* --- what the patterns did not find --- */

static void warn_of_pattern(void *ctx, const char *complaint)
{
	struct recorder *recorder = ctx;

	warnings_tell(&recorder->warnings, "%s", complaint);
}

static void estimate_due(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct recorder *recorder = timer->data;
	struct recorder_state *state = recorder->intake.state;
	struct snapshot snapshot;

	if (state->job.ended || state->job.stopped)
		return;
	advice_look(&recorder->advice, clock_monotonic_ns());
	tracker_snapshot(&state->pipeline.tracker, clock_monotonic_ns(), &snapshot);
	if (isfinite(snapshot.estimated_percentage) &&
		!(snapshot.estimated_percentage <= recorder->row.estimated_percentage))
		publisher_news(&recorder->publisher);
}

/* --- the end --- */

static void flush_over(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct recorder *recorder = timer->data;

	log_line("the end could not be written to %s in time", store_describe(recorder->store));
	/* once is enough for the user: that the store is away was told when it went */
	if (!recorder->store_is_away)
		warnings_tell(&recorder->warnings, "the end of job '%s' could not be written to %s in time",
			recorder->launch->job_id, store_describe(recorder->store));
	finish(recorder);
}

static void wait_for_store(struct recorder *recorder)
{
	ev_timer_stop(recorder->loop, &recorder->flush);
	ev_timer_set(&recorder->flush, recorder->flush_seconds, 0);
	ev_timer_start(recorder->loop, &recorder->flush);
}

/* A store that was away before the end, or that never answered at all, is not likely to be back just now. */
static void expect_little(struct recorder *recorder)
{
	recorder->flush_seconds = fmin(recorder->flush_seconds, AWAY_FLUSH_SECONDS);
}

static void job_ended(struct recorder *recorder)
{
	ev_timer_stop(recorder->loop, &recorder->estimate);
	ev_timer_stop(recorder->loop, &recorder->look);
	advice_end(&recorder->advice, clock_monotonic_ns());
	if (recorder->store_is_away)
		expect_little(recorder);
	wait_for_store(recorder);
	publisher_now(&recorder->publisher);
	publisher_stop(&recorder->publisher);
}

/* --- the ring --- */

static void schedule_look(struct recorder *recorder)
{
	uint64_t next = pipeline_next_look(&recorder->intake.pipeline), now_ns = clock_monotonic_ns();

	ev_timer_stop(recorder->loop, &recorder->look);
	if (!next || recorder->intake.state->job.ended)
		return;
	ev_timer_set(
		&recorder->look, next > now_ns ? (double)(next - now_ns) / (double)CLOCK_SECOND_NS : 0, 0);
	ev_timer_start(recorder->loop, &recorder->look);
}

static void tell_news(struct recorder *recorder)
{
	struct recorder_state *state = recorder->intake.state;

	if (recorder->intake.status_changed) {
		recorder->intake.status_changed = false;
		if (state->job.ended) {
			job_ended(recorder);
			return;
		}
		publisher_now(&recorder->publisher);
	} else if (tracker_version(&state->pipeline.tracker) != recorder->published_version) {
		publisher_news(&recorder->publisher);
	}
}

static void take_frames(struct recorder *recorder)
{
	bool wake_writer = false, more;

	more = intake_take(&recorder->intake, &wake_writer);
	if (wake_writer)
		eventfd_write(HANDED_WRITER_WAKE, 1);
	tell_news(recorder);
	if (recorder->intake.state->job.ended) {
		ev_idle_stop(recorder->loop, &recorder->more);
		return;
	}
	if (!more && ring_reader_sleeps(&recorder->ring, recorder->intake.position)) {
		ev_idle_stop(recorder->loop, &recorder->more);
		schedule_look(recorder);
	} else {
		ev_idle_start(recorder->loop, &recorder->more);
	}
}

static void reader_woken(struct ev_loop *loop, ev_io *io, int events)
{
	eventfd_t count;

	eventfd_read(HANDED_READER_WAKE, &count);
	take_frames(io->data);
}

static void more_frames(struct ev_loop *loop, ev_idle *idle, int events)
{
	take_frames(idle->data);
}

/* For the supervisor's watchdog: the loop turns, whether there is output or not. */
static void alive_due(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct recorder *recorder = timer->data;

	atomic_fetch_add(&recorder->ring.control->reader_ticks, 1);
}

static void look_due(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct recorder *recorder = timer->data;

	pipeline_quiet(&recorder->intake.pipeline, clock_monotonic_ns());
	tell_news(recorder);
	schedule_look(recorder);
}

/* --- the supervisor --- */

static void socket_ready(struct ev_loop *loop, ev_io *io, int events)
{
	struct recorder *recorder = io->data;
	struct wire_message message;
	int got;

	while ((got = wire_receive(HANDED_SOCKET, &message)) > 0) {
		if (message.type == WIRE_NOTE)
			log_line("%s", message.text);
		if (message.type != WIRE_HURRY)
			continue;
		recorder->flush_seconds = strtod(message.text, NULL);
		if (recorder->intake.state->job.ended)
			wait_for_store(recorder);
	}
	if (got < 0)
		ev_io_stop(loop, io);
}

/* The supervisor is dead. What it wrote is in the ring; how the command ended, the monitor says. */
static void supervisor_died(struct ev_loop *loop, ev_io *io, int events)
{
	struct recorder *recorder = io->data;

	ev_io_stop(loop, io);
	while (intake_take(&recorder->intake, &(bool){ false }))
		;
	if (recorder->intake.state->job.ended) {
		tell_news(recorder);
		return;
	}
	recorder->verdict_until_ns = clock_monotonic_ns() + VERDICT_WAIT_SECONDS * CLOCK_SECOND_NS;
	ev_timer_set(&recorder->verdict, 0, 0.05);
	ev_timer_start(loop, &recorder->verdict);
}

static void verdict_due(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct recorder *recorder = timer->data;
	const struct ring_control *control = recorder->ring.control;
	uint64_t now_ns = clock_monotonic_ns();

	if (atomic_load_explicit(&control->verdict_state, memory_order_acquire) != VERDICT_ENDED &&
		now_ns < recorder->verdict_until_ns)
		return;
	ev_timer_stop(loop, timer);
	intake_end_by_verdict(&recorder->intake, now_ns);
	tell_news(recorder);
}

/* --- the store --- */

static void row_stored(void *ctx, int64_t seq)
{
	struct recorder *recorder = ctx;

	log_debug("store", "seq %lld is committed", (long long)seq);
	if (recorder->intake.state->job.ended && seq >= recorder->intake.state->job.seq)
		finish(recorder);
}

static void attempt_claimed(void *ctx, int64_t attempt)
{
	struct recorder *recorder = ctx;

	log_debug("store", "%s: attempt %lld", store_describe(recorder->store), (long long)attempt);
	recorder->row.attempt = attempt;
}

static void store_trouble(void *ctx, const struct error *err)
{
	struct recorder *recorder = ctx;

	recorder->store_is_away = true;
	warnings_tell(&recorder->warnings, "%s", err->message);
	if (recorder->intake.state->job.ended && !recorder->row.attempt) {
		expect_little(recorder);
		wait_for_store(recorder);
	}
}

static void store_recovered(void *ctx)
{
	struct recorder *recorder = ctx;

	recorder->store_is_away = false;
	log_line("%s: writing again", store_describe(recorder->store));
}

static void cancel_requested(void *ctx, int64_t when_wall_ns)
{
	struct recorder *recorder = ctx;
	struct job_state *job = &recorder->intake.state->job;

	if (job->ended || job->cancel_requested_ns)
		return;
	job->cancel_requested_ns = when_wall_ns;
	log_line("somebody asked for the job to be cancelled");
	wire_send(HANDED_SOCKET, WIRE_CANCEL, NULL);
	if (job->stopped) /* so is the supervisor, and would not hear it */
		pidfd_send_signal(HANDED_SUPERVISOR, SIGCONT, NULL, 0);
	publisher_now(&recorder->publisher);
}

/* --- the start --- */

static void take_argv(struct recorder *recorder)
{
	char **argv = job_argv(recorder->launch);

	pipeline_argv(&recorder->intake.pipeline, recorder->briefing.patterns, argv);
	free(argv);
}

static bool attach(struct recorder *recorder, struct error *err)
{
	struct attempt_facts facts;
	const struct store_listener listener = { attempt_claimed, row_stored, store_trouble, store_recovered,
		cancel_requested, recorder };
	bool is_new;

	if (!ring_attach(&recorder->ring, HANDED_RING, err) ||
		!checkpoint_open(
			&recorder->checkpoint, HANDED_CHECKPOINT, sizeof(struct recorder_state), err))
		return false;
	intake_init(&recorder->intake, &recorder->ring, &recorder->checkpoint, recorder->briefing.patterns,
		&recorder->briefing.plan, recorder->launch->started_ns, &is_new);
	recorder->advice = (struct advice){ &recorder->warnings, recorder->briefing.patterns,
		&recorder->intake.state->pipeline, recorder->launch->started_ns, false };
	matcher_on_complaint(recorder->intake.pipeline.matcher, warn_of_pattern, recorder);
	if (is_new) {
		take_argv(recorder);
		intake_save(&recorder->intake); /* so that deaths on the very first bytes are counted too */
	}
	job_row_from_launch(&recorder->row, recorder->launch);
	attempt_facts_from_launch(&facts, recorder->launch);
	return store_open(recorder->store, recorder->loop, recorder->launch->job_id, &facts, &listener, err);
}

static void watch_io(
	struct recorder *recorder, ev_io *io, void (*callback)(struct ev_loop *, ev_io *, int), int fd)
{
	ev_io_init(io, callback, fd, EV_READ);
	io->data = recorder;
	ev_io_start(recorder->loop, io);
}

static void start_watching(struct recorder *recorder)
{
	watch_io(recorder, &recorder->reader_wake, reader_woken, HANDED_READER_WAKE);
	watch_io(recorder, &recorder->socket, socket_ready, HANDED_SOCKET);
	watch_io(recorder, &recorder->supervisor, supervisor_died, HANDED_SUPERVISOR);
	ev_timer_init(&recorder->look, look_due, 0, 0);
	ev_timer_init(&recorder->estimate, estimate_due, ESTIMATE_SECONDS, ESTIMATE_SECONDS);
	ev_timer_init(&recorder->alive, alive_due, 0, ALIVE_SECONDS);
	ev_timer_init(&recorder->flush, flush_over, 0, 0);
	ev_timer_init(&recorder->verdict, verdict_due, 0, 0);
	ev_idle_init(&recorder->more, more_frames);
	recorder->look.data = recorder->estimate.data = recorder->flush.data = recorder->verdict.data =
		recorder;
	recorder->alive.data = recorder->more.data = recorder;
	ev_timer_start(recorder->loop, &recorder->alive);
	ev_timer_start(recorder->loop, &recorder->estimate);
	ev_idle_start(recorder->loop, &recorder->more);
	publisher_init(&recorder->publisher, recorder->loop,
		recorder->launch->settings.publish_interval_ms / 1000, write_row, beat, recorder);
}

int recorder_run(void)
{
	struct recorder *recorder = mem_alloc(sizeof(*recorder));
	struct error err = ERROR_INIT;

	warnings_init(&recorder->warnings, HANDED_SOCKET);
	if (!briefing_take(&recorder->briefing)) {
		briefing_release(&recorder->briefing);
		free(recorder);
		return EXIT_REFUSED;
	}
	recorder->launch = &recorder->briefing.launch;
	recorder->store = recorder->briefing.store;
	recorder->flush_seconds = recorder->launch->settings.flush_timeout_seconds;
	recorder->loop = ev_default_loop(0);
	if (!attach(recorder, &err)) {
		log_line("%s", err.message);
		return 1;
	}
	start_watching(recorder);
	ev_run(recorder->loop, 0);
	store_free(recorder->store);
	return 0;
}

/* The hot path: read, write, commit. One turn takes up to a frame's worth from one stream. */
#include "supervise/relay.h"

#include "base/clock.h"
#include "base/fd.h"
#include "supervise/line_ends.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define MILLISECOND_NS 1000000ull
#define CR_WAIT_SECONDS 0.01

static void wake_recorder(struct relay *relay)
{
	uint64_t one = 1;
	ssize_t wrote = 0;

	if (ring_reader_needs_wake(relay->ring))
		wrote = write(relay->reader_wake, &one, sizeof(one));
	(void)wrote; /* a counter that is full wakes as well */
}

void relay_put(struct relay *relay, enum frame_type type, unsigned stream, const void *payload, size_t length)
{
	ring_put(relay->ring, type, stream, clock_monotonic_ns(), payload, length);
	wake_recorder(relay);
}

static bool may_read(const struct channel *channel)
{
	return channel->source >= 0 && !channel->relay->paused && !channel_waits(channel);
}

/* Watches for what the buffers now allow. */
static void rearm(struct channel *channel)
{
	struct ev_loop *loop = channel->relay->loop;

	if (may_read(channel))
		ev_io_start(loop, &channel->readable);
	else
		ev_io_stop(loop, &channel->readable);
	if (channel_waits(channel))
		ev_io_start(loop, &channel->writable);
	else
		ev_io_stop(loop, &channel->writable);
}

static void close_source(struct channel *channel)
{
	ev_io_stop(channel->relay->loop, &channel->readable);
	ev_timer_stop(channel->relay->loop, &channel->cr_timer);
	channel->relay->on_source_closes(channel->relay->ctx, channel->number);
	fd_close(&channel->source);
	fd_close(&channel->far_end);
}

/* What the write would have given the command, or 0. A pipe gives SIGPIPE by itself, to the process that
 * writes. */
static int signal_of(const struct channel *channel, int why)
{
	bool is_pty = channel->far_end >= 0;

	if (why == EFBIG)
		return SIGXFSZ;
	return why == EPIPE && is_pty ? SIGPIPE : 0;
}

/* The command must notice as it would have without us: its writes fail from now on. */
static void lose_sink(struct channel *channel, int why)
{
	struct relay *relay = channel->relay;

	ev_io_stop(relay->loop, &channel->writable);
	channel->aside_begin = channel->aside_end = 0;
	relay->on_sink_gone(relay->ctx, signal_of(channel, why));
	close_source(channel);
	sink_close(&channel->sink);
}

static void set_aside(struct channel *channel, const char *bytes, size_t length)
{
	size_t room = sizeof(channel->aside) - channel->aside_end;

	length = length < room ? length : room;
	memcpy(channel->aside + channel->aside_end, bytes, length);
	channel->aside_end += length;
}

static void send_to_user(struct channel *channel, const char *bytes, size_t length)
{
	ssize_t sent = 0;

	if (channel->sink.fd < 0 || length == 0)
		return;
	channel->at_line_start = bytes[length - 1] == '\n';
	if (!channel_waits(channel))
		sent = sink_write(&channel->sink, bytes, length);
	if (sent < 0)
		lose_sink(channel, errno);
	else if ((size_t)sent < length)
		set_aside(channel, bytes + sent, length - (size_t)sent);
}

/* Room for one read: in the ring, or beside it when that is full. NULL: wait for the recorder first. */
static char *find_room(struct relay *relay, bool *in_ring)
{
	char *room = ring_reserve(relay->ring);
	uint64_t now;

	*in_ring = room != NULL;
	if (room)
		return room;
	now = clock_monotonic_ns();
	if (now - relay->patience_since_ns > CLOCK_SECOND_NS) {
		relay->patience_since_ns = now;
		relay->patience_used_ns = 0;
	}
	if (!relay->recorder_listens || relay->patience_used_ns >= RELAY_PATIENCE_MS * MILLISECOND_NS)
		return relay->spill;
	if (!ring_writer_sleeps(relay->ring))
		return find_room(relay, in_ring);
	return NULL;
}

static void pause_reading(struct relay *relay)
{
	uint64_t left = RELAY_PATIENCE_MS * MILLISECOND_NS - relay->patience_used_ns;

	relay->paused = true;
	relay->pause_began_ns = clock_monotonic_ns();
	ev_timer_stop(relay->loop, &relay->patience);
	ev_timer_set(&relay->patience, (double)left / CLOCK_SECOND_NS, 0.);
	ev_timer_start(relay->loop, &relay->patience);
	for (unsigned i = 0; i < relay->count; i++)
		rearm(&relay->channels[i]);
}

static void resume_reading(struct relay *relay)
{
	if (!relay->paused)
		return;
	relay->paused = false;
	relay->patience_used_ns += clock_monotonic_ns() - relay->pause_began_ns;
	ev_timer_stop(relay->loop, &relay->patience);
	for (unsigned i = 0; i < relay->count; i++)
		rearm(&relay->channels[i]);
}

static void room_came(struct ev_loop *loop, ev_io *io, int events)
{
	struct relay *relay = io->data;
	uint64_t count;

	if (read(relay->writer_wake, &count, sizeof(count)) == sizeof(count))
		resume_reading(relay);
}

static void patience_ended(struct ev_loop *loop, ev_timer *timer, int events)
{
	resume_reading(timer->data);
}

static void tell_gap(struct channel *channel)
{
	struct frame_gap gap = { .bytes = channel->gap_bytes };

	if (channel->gap_bytes && ring_put(channel->relay->ring, FRAME_GAP, channel->number,
					  clock_monotonic_ns(), &gap, sizeof(gap)))
		channel->gap_bytes = 0;
}

/* Reads until the room is full or nothing more is there. -1: the stream is at its end. */
static ssize_t read_source(const struct channel *channel, char *room, size_t done)
{
	while (done < RING_PAYLOAD_MAX) {
		ssize_t got = read(channel->source, room + done, RING_PAYLOAD_MAX - done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			break;
		if (got <= 0) /* EIO: a pty whose other end nobody holds */
			return done ? (ssize_t)done : -1;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

ssize_t relay_read(struct channel *channel, char *room)
{
	size_t held = channel->holds_cr;
	ssize_t got;

	if (held)
		room[0] = '\r';
	got = read_source(channel, room, held);
	if (got < 0 || (size_t)got == held)
		return got < 0 ? -1 : 0;
	channel->holds_cr = false;
	if (channel->is_session && line_ends_have_cr(channel->source))
		got = (ssize_t)line_ends_drop_cr(room, (size_t)got, &channel->holds_cr);
	if (channel->skips_feed)
		got = (ssize_t)line_ends_drop_first(room, (size_t)got);
	channel->skips_feed = false;
	return got;
}

/* One read, sent and committed. Returns its bytes, 0 when there was nothing, -1 at the end. */
static ssize_t take(struct channel *channel, char *room, bool in_ring)
{
	struct relay *relay = channel->relay;
	ssize_t got = relay_read(channel, room);

	if (got <= 0)
		return got;
	if (channel->is_session)
		relay->before_terminal(relay->ctx);
	send_to_user(channel, room, (size_t)got);
	if (in_ring)
		ring_commit(relay->ring, FRAME_DATA, channel->number, clock_monotonic_ns(), (size_t)got);
	else
		channel->gap_bytes += (size_t)got;
	wake_recorder(relay);
	return got;
}

static void flush_cr(struct channel *channel)
{
	if (!channel->holds_cr)
		return;
	channel->holds_cr = false;
	send_to_user(channel, "\r", 1);
	relay_put(channel->relay, FRAME_DATA, channel->number, "\r", 1);
}

/* With more to read behind it, that read decides; a slow reader may have put it off. */
static void cr_waited(struct ev_loop *loop, ev_timer *timer, int events)
{
	struct channel *channel = timer->data;
	struct pollfd source = { .fd = channel->source, .events = POLLIN };

	if (poll(&source, 1, 0) == 0)
		flush_cr(channel);
}

/* After reads: watches for what comes next. */
static void settle(struct channel *channel)
{
	struct ev_loop *loop = channel->relay->loop;

	if (channel->holds_cr && !ev_is_active(&channel->cr_timer)) {
		ev_timer_set(&channel->cr_timer, CR_WAIT_SECONDS, 0.);
		ev_timer_start(loop, &channel->cr_timer);
	}
	rearm(channel);
}

/* A pipe may lead to the user's terminal, through `cat` or `tee`: what the command wrote to the terminal
 * before has to be there first, as it would without us. */
static void take_session_first(struct relay *relay)
{
	struct channel *session = &relay->channels[0];
	char *room;

	if (!session->is_session || !may_read(session))
		return;
	tell_gap(session);
	room = ring_reserve(relay->ring);
	if (room && take(session, room, true) > 0)
		settle(session);
}

static void source_ready(struct ev_loop *loop, ev_io *io, int events)
{
	struct channel *channel = io->data;
	bool in_ring;
	char *room;

	if (!channel->is_session)
		take_session_first(channel->relay);
	tell_gap(channel);
	room = find_room(channel->relay, &in_ring);
	if (!room) {
		pause_reading(channel->relay);
		return;
	}
	if (take(channel, room, in_ring) < 0) {
		flush_cr(channel);
		close_source(channel);
	}
	settle(channel);
}

static void sink_ready(struct ev_loop *loop, ev_io *io, int events)
{
	struct channel *channel = io->data;
	struct relay *relay = channel->relay;
	ssize_t sent = sink_write(&channel->sink, channel->aside + channel->aside_begin,
		channel->aside_end - channel->aside_begin);

	if (sent < 0)
		lose_sink(channel, errno);
	else
		channel->aside_begin += (size_t)sent;
	if (!channel_waits(channel)) {
		channel->aside_begin = channel->aside_end = 0;
		rearm(channel);
		relay->on_flushed(relay->ctx);
	}
}

static void add_channel(struct relay *relay, const struct stream *stream)
{
	struct channel *channel = &relay->channels[relay->count++];

	channel->relay = relay;
	channel->number = stream->number;
	channel->source = stream->source;
	channel->far_end = stream->far_end;
	channel->is_session = stream->is_session;
	channel->at_line_start = true;
	sink_open(&channel->sink, stream->sink);
	if (!stream->is_pty)
		fd_close(&channel->far_end);
	ev_io_init(&channel->readable, source_ready, channel->source, EV_READ);
	ev_io_init(&channel->writable, sink_ready, channel->sink.fd, EV_WRITE);
	ev_timer_init(&channel->cr_timer, cr_waited, CR_WAIT_SECONDS, 0.);
	channel->readable.data = channel->writable.data = channel->cr_timer.data = channel;
}

void relay_init(struct relay *relay, const struct streams *streams)
{
	for (unsigned i = 0; i < streams->count; i++)
		add_channel(relay, &streams->list[i]);
	ev_io_init(&relay->room, room_came, relay->writer_wake, EV_READ);
	ev_timer_init(&relay->patience, patience_ended, 0., 0.);
	relay->room.data = relay->patience.data = relay;
}

void relay_start(struct relay *relay)
{
	ev_io_start(relay->loop, &relay->room);
	for (unsigned i = 0; i < relay->count; i++)
		rearm(&relay->channels[i]);
}

/* Reads to EAGAIN; not more than `most`, for a writer that does not stop, and than there is room for aside.
 */
static ssize_t take_all(struct channel *channel, ssize_t most)
{
	ssize_t got = 0;

	while (channel->source >= 0 && most > 0 &&
		sizeof(channel->aside) - channel->aside_end >= RING_PAYLOAD_MAX) {
		char *room = ring_reserve(channel->relay->ring);

		got = take(channel, room ? room : channel->relay->spill, room != NULL);
		if (got <= 0)
			break;
		most -= got;
	}
	return got;
}

void relay_catch_up(struct relay *relay)
{
	for (unsigned i = 0; i < relay->count; i++) {
		take_all(&relay->channels[i], RING_PAYLOAD_MAX);
		settle(&relay->channels[i]);
	}
}

void relay_skip_feed(struct relay *relay)
{
	for (unsigned i = 0; i < relay->count; i++)
		relay->channels[i].skips_feed = relay->channels[i].is_session;
	relay_catch_up(relay);
	for (unsigned i = 0; i < relay->count; i++)
		if (!channel_waits(&relay->channels[i])) /* it was read, or there was none */
			relay->channels[i].skips_feed = false;
}

/* What the kernel still holds of a stream whose writer is dead is there at once: reading to EAGAIN gets it
 * all. A grandchild that goes on writing is bounded by what can have been there. */
static void drain(struct channel *channel)
{
	int pipe_bytes = fcntl(channel->source, F_GETPIPE_SZ);
	ssize_t got;

	fd_close(&channel->far_end);
	got = take_all(channel, pipe_bytes > (int)RING_PAYLOAD_MAX ? pipe_bytes : (int)RING_PAYLOAD_MAX);
	flush_cr(channel);
	channel->others_hold_it = channel->source >= 0 && got >= 0;
}

void relay_finish(struct relay *relay)
{
	relay->paused = true;
	ev_timer_stop(relay->loop, &relay->patience);
	for (unsigned i = 0; i < relay->count; i++) {
		struct channel *channel = &relay->channels[i];

		if (channel->source >= 0)
			drain(channel);
		tell_gap(channel);
		relay_put(relay, FRAME_EOF, channel->number, NULL, 0);
		rearm(channel);
	}
}

bool relay_is_flushed(const struct relay *relay, bool terminals_only)
{
	for (unsigned i = 0; i < relay->count; i++)
		if (channel_waits(&relay->channels[i]) &&
			(!terminals_only || isatty(relay->channels[i].sink.user_fd)))
			return false;
	return true;
}

void relay_drop(struct relay *relay)
{
	for (unsigned i = 0; i < relay->count; i++) {
		relay->channels[i].aside_begin = relay->channels[i].aside_end = 0;
		rearm(&relay->channels[i]);
	}
}

/* The one that the command's stderr is, alone or together with stdout. */
static struct channel *stderr_channel(struct relay *relay)
{
	for (unsigned i = 0; i < relay->count; i++)
		if (relay->channels[i].number == 2)
			return &relay->channels[i];
	return relay->count ? &relay->channels[0] : NULL;
}

bool relay_say(struct relay *relay, const char *line, bool force)
{
	struct channel *channel = stderr_channel(relay);

	if (!channel || channel->sink.fd < 0)
		return true;
	if (!force && (!channel->at_line_start || channel->holds_cr || channel_waits(channel)))
		return false;
	if (!channel->at_line_start)
		send_to_user(channel, "\n", 1);
	send_to_user(channel, line, strlen(line));
	return true;
}

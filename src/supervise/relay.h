/* Carries what the command prints from its ptys and pipes into the ring and to the user. Bytes are read into
 * the ring and written to the user from there; the copy aside is made only where a reader is slow.
 *
 * A user's end that blocks stops its own stream only. A full ring makes the command wait for the recorder at
 * most RELAY_PATIENCE_MS in a second, all streams together; then the ring misses bytes, which a GAP counts,
 * and the user still gets them. */
#pragma once

#include "base/ring.h"
#include "supervise/sink.h"
#include "supervise/streams.h"

#include <ev.h>
#include <stdbool.h>

#define RELAY_PATIENCE_MS 50
/* One read that a slow sink did not take, and what was left in the pty or pipe at the end. */
#define RELAY_ASIDE_BYTES (2 * RING_PAYLOAD_MAX)

struct relay;

struct channel {
	struct relay *relay;
	unsigned number; /* of the stream: 1 or 2 */
	int source;	 /* -1: nothing more will come */
	int far_end;	 /* a pty's slave, held so that the master sees neither EIO nor a hang-up; or -1 */
	bool is_session;
	bool holds_cr;	     /* the last read ended with a CR that may belong to the next line feed */
	bool skips_feed;     /* the next line feed is an echo that the user has seen already */
	bool others_hold_it; /* after the end: a grandchild can still write */
	bool at_line_start;  /* of what the user was sent */
	struct sink sink;
	ev_io readable, writable;
	ev_timer cr_timer;
	uint64_t gap_bytes; /* that the ring still has to be told of */
	size_t aside_begin, aside_end;
	char aside[RELAY_ASIDE_BYTES];
};

struct relay {
	struct ev_loop *loop;
	struct ring *ring;
	int reader_wake, writer_wake; /* eventfds */
	bool recorder_listens;	      /* somebody will free a full ring; set by the owner */
	bool paused;		      /* nothing is read: the ring is full and the recorder gets a moment */
	uint64_t patience_since_ns, patience_used_ns, pause_began_ns;
	ev_io room;
	ev_timer patience;
	struct channel channels[STREAMS_MAX];
	unsigned count;
	/* The user's end of a stream is gone: `signo` is what a write there would have given the command, or
	 * 0. */
	void (*on_sink_gone)(void *ctx, int signo);
	/* A stream's source and far end are about to be closed: their numbers may soon mean something else.
	 */
	void (*on_source_closes)(void *ctx, unsigned stream);
	void (*before_terminal)(void *ctx); /* output of the command's terminal is about to be shown */
	void (*on_flushed)(void *ctx);	    /* bytes that had to wait have all been sent */
	void *ctx;
	char spill[RING_PAYLOAD_MAX]; /* read into when the ring is full */
};

/* Its reader has not taken everything yet. */
static inline bool channel_waits(const struct channel *channel)
{
	return channel->aside_end > channel->aside_begin;
}

/* Takes the streams' sources and far ends; closes the pipes' far ends, which belong to the command alone.
 * relay->loop, ring, eventfds and callbacks are set by the owner before. */
void relay_init(struct relay *relay, const struct streams *streams);
void relay_start(struct relay *relay);
/* Puts a small frame into the ring and wakes the recorder. */
void relay_put(
	struct relay *relay, enum frame_type type, unsigned stream, const void *payload, size_t length);
/* Takes what is there now, without waiting. */
void relay_catch_up(struct relay *relay);
/* The first line feed that the command's terminal gives now is not the user's to see. */
void relay_skip_feed(struct relay *relay);
/* The command has ended: reads what it left, at most 64 KiB or a full pipe a stream, and puts EOF for each.
 */
void relay_finish(struct relay *relay);
/* One read of what is there now, as it has to be sent to the user: the bytes in `room` (RING_PAYLOAD_MAX), -1
 * at the stream's end. */
ssize_t relay_read(struct channel *channel, char *room);
bool relay_is_flushed(const struct relay *relay, bool terminals_only);
/* Forgets what slow readers have not taken. */
void relay_drop(struct relay *relay);
/* Writes a line of our own where the command's stderr goes, if that is at the start of a line now. */
bool relay_say(struct relay *relay, const char *line, bool force);

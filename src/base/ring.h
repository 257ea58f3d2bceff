/* The ring between the supervisor (one writer, P) and the recorder (one reader, R): frames in shared memory.
 *
 * One memfd: a control page that both may write, then RING_BYTES of data that only P writes. Each side maps
 * the data twice, back to back, so a frame is contiguous wherever it starts. Positions are absolute byte
 * offsets that only grow.
 *
 * P reserves, reads from a pty straight into the room, writes the user's descriptor from there, then commits;
 * the head is stored with release. R walks from its own position and moves the tail (which frees the room)
 * only when its state up to there is safe in a checkpoint. P never trusts the tail: one that makes no sense
 * counts as "ring full".
 *
 * Wake-ups: each side has an eventfd. A side sets its `_waits` flag, fences, looks once more and then sleeps;
 * the other side writes the eventfd only if it takes the flag away. All of this works from any process that
 * maps the memfd; nothing here allocates or blocks. */
#pragma once

#include "base/error.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

#define RING_BYTES (2u << 20)
#define RING_PAYLOAD_MAX (64u << 10) /* of one frame */

enum frame_type {
	FRAME_DATA,  /* bytes of a stream, as the command wrote them */
	FRAME_GAP,   /* struct frame_gap: bytes of a stream that the recorder will never see */
	FRAME_SIZE,  /* struct frame_size: the terminal's size now */
	FRAME_START, /* struct frame_start: the command runs (or could not be started) */
	FRAME_STOP,  /* the command is stopped (^Z); no payload */
	FRAME_CONT,  /* it runs again; no payload */
	FRAME_EOF,   /* the stream gives no more; no payload */
	FRAME_END,   /* struct frame_end: the last frame */
};

struct frame {
	uint32_t length; /* of the payload, which follows at once; the next frame begins at the next multiple
			    of 8 */
	uint8_t type;	 /* enum frame_type */
	uint8_t stream;	 /* 1 = stdout or both, 2 = stderr; 0 where it has no meaning */
	uint16_t unused;
	uint64_t when_ns; /* clock_monotonic_ns() */
};

struct frame_gap {
	uint64_t bytes;
};

struct frame_size {
	uint16_t rows, columns;
};

struct frame_start {
	int32_t pid;	    /* of the command; 0: it was not started */
	int32_t exec_errno; /* why not, else 0 */
};

/* How the command and everybody around it ended. `asked` is the first signal (INT TERM HUP QUIT) that came
 * through progwrap or was typed at its terminal while the command ran, 0 if none: it makes a non-zero end a
 * cancellation. */
struct frame_end {
	int32_t wait_status; /* as waitpid gives it */
	int32_t asked;
	struct rusage usage;
};

/* Written by the monitor before it tells anybody, so that the verdict outlives it and the supervisor. */
enum verdict_state { VERDICT_NONE, VERDICT_RUNNING, VERDICT_ENDED };

struct ring_control {
	_Atomic uint64_t head; /* P */
	_Atomic uint64_t tail; /* R */
	_Atomic uint32_t reader_waits, writer_waits;
	_Atomic uint64_t reader_ticks; /* R counts its loop turns: P's watchdog looks at them */

	_Atomic uint32_t verdict_state; /* enum verdict_state, stored with release after the fields below */
	int32_t command_pid;
	int32_t wait_status;
	int32_t supervisor_died; /* the monitor ended the command because the supervisor was killed */
	struct rusage usage;
};

struct ring {
	int fd; /* the memfd, close-on-exec */
	struct ring_control *control;
	unsigned char *data; /* 2 * RING_BYTES of address space, the second half a mirror of the first */
	uint64_t head;	     /* writer: of the next frame; kept here so that a wild reader can't move it */
};

/* P. Without shared memory (a hard limit on file sizes that is too low) it is a ring that nobody can attach:
 * ring->fd is -1, and the writer and the monitor work as ever. */
bool ring_create(struct ring *ring, struct error *err);
/* R: maps the memfd, ring->fd, that it was handed, the data read-only. Takes `fd`. */
bool ring_attach(struct ring *ring, int fd, struct error *err);
void ring_release(struct ring *ring); /* unmaps and closes; a zeroed ring is fine with fd -1 */

/* --- the writer --- */

/* Where the payload of the next frame goes; NULL when fewer than RING_PAYLOAD_MAX bytes and a header are
 * free. */
void *ring_reserve(struct ring *ring);
/* Makes a frame of the first `length` bytes there visible to the reader. */
void ring_commit(struct ring *ring, enum frame_type type, unsigned stream, uint64_t when_ns, size_t length);
/* Reserve, copy and commit for a small payload. False: no room. Control frames may use a reserve of 64 KiB
 * that data may not, so that END always fits behind a full ring. */
bool ring_put(struct ring *ring, enum frame_type type, unsigned stream, uint64_t when_ns, const void *payload,
	size_t length);
uint64_t ring_backlog(const struct ring *ring); /* bytes that the reader has not released */
/* True: the reader sleeps, and the caller must now write its eventfd. */
bool ring_reader_needs_wake(struct ring *ring);
/* Announces that the writer will sleep until there is room; false: there is room already, don't sleep. */
bool ring_writer_sleeps(struct ring *ring);

/* --- the reader --- */

/* The frame at *position, NULL if there is none yet; moves *position behind it. The frame stays valid until
 * ring_free_to() passes it. A frame that makes no sense (a writer gone mad) sets *position to the head. */
const struct frame *ring_next(const struct ring *ring, uint64_t *position);
static inline const unsigned char *frame_payload(const struct frame *frame)
{
	return (const unsigned char *)(frame + 1);
}
/* Moves the tail. True: the writer waits for room, and the caller must now write its eventfd. */
bool ring_free_to(struct ring *ring, uint64_t position);
/* Announces that the reader will sleep at `position`; false: something came, don't sleep. */
bool ring_reader_sleeps(struct ring *ring, uint64_t position);

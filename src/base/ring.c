/* One memfd, mapped so that the data follows itself in memory: no frame ever has to be cut at the ring's end.
 */
#include "base/ring.h"

#include "base/fd.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The control page comes first; 64 KiB so that the data behind it is page-aligned on every machine. */
#define CONTROL_BYTES (64u << 10)
/* What data may not fill, so that control frames fit behind a full ring, */
#define CONTROL_RESERVE (64u << 10)
/* and what other control frames may not fill, so that EOF and END do. */
#define END_RESERVE (4u << 10)

_Static_assert(sizeof(struct frame) % 8 == 0, "a payload begins at a multiple of 8");
_Static_assert(sizeof(struct ring_control) <= CONTROL_BYTES, "the control page holds the control struct");

static uint64_t frame_bytes(size_t length)
{
	return (sizeof(struct frame) + length + 7) & ~(uint64_t)7;
}

static bool map(struct ring *ring, int data_protection, struct error *err)
{
	void *control = mmap(NULL, CONTROL_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, ring->fd, 0);
	unsigned char *data;

	if (control == MAP_FAILED)
		return error_errno(err, "cannot map the ring's control page");
	ring->control = control;
	data = mmap(NULL, 2 * (size_t)RING_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (data == MAP_FAILED)
		return error_errno(err, "cannot reserve addresses for the ring");
	ring->data = data;
	for (int half = 0; half < 2; half++)
		if (mmap(data + half * (size_t)RING_BYTES, RING_BYTES, data_protection,
			    MAP_SHARED | MAP_FIXED, ring->fd, CONTROL_BYTES) == MAP_FAILED)
			return error_errno(err, "cannot map the ring's data");
	return true;
}

/* Nobody reads it: the data need not follow itself. */
static bool map_alone(struct ring *ring, struct error *err)
{
	unsigned char *memory = mmap(NULL, CONTROL_BYTES + 2 * (size_t)RING_BYTES, PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return error_errno(err, "cannot map memory");
	ring->control = (struct ring_control *)memory;
	ring->data = memory + CONTROL_BYTES;
	return true;
}

bool ring_create(struct ring *ring, struct error *err)
{
	*ring = (struct ring){ .fd = fd_memory("progwrap-ring", CONTROL_BYTES + RING_BYTES) };
	if (ring->fd < 0)
		return map_alone(ring, err);
	if (map(ring, PROT_READ | PROT_WRITE, err))
		return true;
	ring_release(ring);
	return false;
}

bool ring_attach(struct ring *ring, int fd, struct error *err)
{
	*ring = (struct ring){ .fd = fd };
	if (map(ring, PROT_READ, err)) {
		ring->head = atomic_load_explicit(&ring->control->head, memory_order_acquire);
		return true;
	}
	ring_release(ring);
	return false;
}

void ring_release(struct ring *ring)
{
	if (ring->control)
		munmap(ring->control, CONTROL_BYTES);
	if (ring->data)
		munmap(ring->data, 2 * (size_t)RING_BYTES);
	if (ring->fd >= 0)
		close(ring->fd);
	*ring = (struct ring){ .fd = -1 };
}

uint64_t ring_backlog(const struct ring *ring)
{
	uint64_t tail = atomic_load_explicit(&ring->control->tail, memory_order_acquire);

	return tail > ring->head || ring->head - tail > RING_BYTES ? RING_BYTES : ring->head - tail;
}

static bool has_room(const struct ring *ring, uint64_t bytes)
{
	return RING_BYTES - ring_backlog(ring) >= bytes;
}

static bool has_room_for_data(const struct ring *ring)
{
	return has_room(ring, frame_bytes(RING_PAYLOAD_MAX) + CONTROL_RESERVE);
}

static struct frame *frame_at(const struct ring *ring, uint64_t position)
{
	return (struct frame *)(ring->data + position % RING_BYTES);
}

void *ring_reserve(struct ring *ring)
{
	return has_room_for_data(ring) ? frame_at(ring, ring->head) + 1 : NULL;
}

void ring_commit(struct ring *ring, enum frame_type type, unsigned stream, uint64_t when_ns, size_t length)
{
	*frame_at(ring, ring->head) = (struct frame){ .length = (uint32_t)length,
		.type = (uint8_t)type,
		.stream = (uint8_t)stream,
		.when_ns = when_ns };
	ring->head += frame_bytes(length);
	atomic_store_explicit(&ring->control->head, ring->head, memory_order_release);
}

bool ring_put(struct ring *ring, enum frame_type type, unsigned stream, uint64_t when_ns, const void *payload,
	size_t length)
{
	bool is_last = type == FRAME_EOF || type == FRAME_END;

	if (!has_room(ring, frame_bytes(length) + (is_last ? 0 : END_RESERVE)))
		return false;
	if (length)
		memcpy(frame_at(ring, ring->head) + 1, payload, length);
	ring_commit(ring, type, stream, when_ns, length);
	return true;
}

/* Taking the flag away is what obliges the caller to write the eventfd, so one sleep costs one write. */
static bool take_flag(_Atomic uint32_t *waits)
{
	atomic_thread_fence(memory_order_seq_cst);
	return atomic_load_explicit(waits, memory_order_relaxed) && atomic_exchange(waits, 0);
}

bool ring_reader_needs_wake(struct ring *ring)
{
	return take_flag(&ring->control->reader_waits);
}

bool ring_writer_sleeps(struct ring *ring)
{
	atomic_store(&ring->control->writer_waits, 1);
	atomic_thread_fence(memory_order_seq_cst);
	if (!has_room_for_data(ring))
		return true;
	atomic_store(&ring->control->writer_waits, 0);
	return false;
}

const struct frame *ring_next(const struct ring *ring, uint64_t *position)
{
	uint64_t head = atomic_load_explicit(&ring->control->head, memory_order_acquire);
	uint64_t available = head - *position;
	const struct frame *frame = frame_at(ring, *position);

	if (!available)
		return NULL;
	if (*position % 8 || available > RING_BYTES || available < sizeof(*frame) ||
		frame->length > RING_PAYLOAD_MAX || frame_bytes(frame->length) > available) {
		*position = head;
		return NULL;
	}
	*position += frame_bytes(frame->length);
	return frame;
}

bool ring_free_to(struct ring *ring, uint64_t position)
{
	atomic_store_explicit(&ring->control->tail, position, memory_order_release);
	return take_flag(&ring->control->writer_waits);
}

bool ring_reader_sleeps(struct ring *ring, uint64_t position)
{
	atomic_store(&ring->control->reader_waits, 1);
	atomic_thread_fence(memory_order_seq_cst);
	if (atomic_load_explicit(&ring->control->head, memory_order_acquire) == position)
		return true;
	atomic_store(&ring->control->reader_waits, 0);
	return false;
}

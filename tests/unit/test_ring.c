/* base/ring: one writer, one reader, frames that are never cut and never overwritten. */
#include "base/ring.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

struct pair {
	struct ring writer, reader;
};

static int open_pair(void **state)
{
	struct pair *pair = calloc(1, sizeof(*pair));
	struct error err = ERROR_INIT;

	if (!pair || !ring_create(&pair->writer, &err) ||
		!ring_attach(&pair->reader, dup(pair->writer.fd), &err))
		return -1;
	*state = pair;
	return 0;
}

static int close_pair(void **state)
{
	struct pair *pair = *state;

	ring_release(&pair->writer);
	ring_release(&pair->reader);
	free(pair);
	return 0;
}

static void put_data(struct ring *ring, unsigned char fill, size_t length)
{
	void *room = ring_reserve(ring);

	assert_non_null(room);
	memset(room, fill, length);
	ring_commit(ring, FRAME_DATA, 1, 7, length);
}

static void a_frame_arrives_as_it_was_put(void **state)
{
	struct pair *pair = *state;
	struct frame_size size = { .rows = 24, .columns = 80 };
	uint64_t position = 0;
	const struct frame *frame;

	assert_null(ring_next(&pair->reader, &position));
	put_data(&pair->writer, 'x', 5);
	assert_true(ring_put(&pair->writer, FRAME_SIZE, 0, 8, &size, sizeof(size)));
	frame = ring_next(&pair->reader, &position);
	assert_non_null(frame);
	assert_int_equal(frame->type, FRAME_DATA);
	assert_int_equal(frame->stream, 1);
	assert_int_equal(frame->when_ns, 7);
	assert_int_equal(frame->length, 5);
	assert_memory_equal(frame_payload(frame), "xxxxx", 5);
	frame = ring_next(&pair->reader, &position);
	assert_int_equal(frame->type, FRAME_SIZE);
	assert_memory_equal(frame_payload(frame), &size, sizeof(size));
	assert_null(ring_next(&pair->reader, &position));
}

/* Odd lengths, so that frames begin everywhere and lie across the end of the ring. */
static void no_frame_is_cut_at_the_end_of_the_ring(void **state)
{
	struct pair *pair = *state;
	uint64_t position = 0;

	for (unsigned round = 0; round < 400; round++) {
		size_t length = RING_PAYLOAD_MAX - round * 13;
		const struct frame *frame;

		put_data(&pair->writer, (unsigned char)round, length);
		frame = ring_next(&pair->reader, &position);
		assert_non_null(frame);
		assert_int_equal(frame->length, length);
		assert_int_equal(frame_payload(frame)[0], (unsigned char)round);
		assert_int_equal(frame_payload(frame)[length - 1], (unsigned char)round);
		ring_free_to(&pair->reader, position);
	}
}

static void a_full_ring_refuses_data_and_still_takes_the_end(void **state)
{
	struct pair *pair = *state;
	struct frame_end end = { .wait_status = 256 };
	unsigned controls = 0;

	while (ring_reserve(&pair->writer))
		put_data(&pair->writer, 'x', RING_PAYLOAD_MAX);
	while (ring_put(&pair->writer, FRAME_STOP, 0, 0, NULL, 0))
		controls++;
	assert_true(controls > 1000);
	assert_true(ring_put(&pair->writer, FRAME_EOF, 1, 0, NULL, 0));
	assert_true(ring_put(&pair->writer, FRAME_EOF, 2, 0, NULL, 0));
	assert_true(ring_put(&pair->writer, FRAME_END, 0, 0, &end, sizeof(end)));
	assert_true(ring_backlog(&pair->writer) <= RING_BYTES);
}

static void room_comes_back_when_the_reader_frees_it(void **state)
{
	struct pair *pair = *state;
	uint64_t position = 0;

	while (ring_reserve(&pair->writer))
		put_data(&pair->writer, 'x', RING_PAYLOAD_MAX);
	assert_true(ring_writer_sleeps(&pair->writer));
	ring_next(&pair->reader, &position);
	ring_next(&pair->reader, &position);
	assert_true(ring_free_to(&pair->reader, position));
	assert_non_null(ring_reserve(&pair->writer));
	assert_false(ring_free_to(&pair->reader, position));
}

static void a_wild_tail_counts_as_full(void **state)
{
	struct pair *pair = *state;

	put_data(&pair->writer, 'x', 100);
	atomic_store(&pair->reader.control->tail, 1ull << 40);
	assert_null(ring_reserve(&pair->writer));
	assert_int_equal(ring_backlog(&pair->writer), RING_BYTES);
}

static void a_wild_frame_is_skipped_to_the_head(void **state)
{
	struct pair *pair = *state;
	uint64_t position = 0;

	put_data(&pair->writer, 'x', 100);
	((struct frame *)pair->writer.data)->length = RING_PAYLOAD_MAX + 1;
	assert_null(ring_next(&pair->reader, &position));
	assert_int_equal(position, pair->writer.head);
	put_data(&pair->writer, 'y', 1);
	assert_non_null(ring_next(&pair->reader, &position));
}

static void a_sleeping_reader_is_woken_once(void **state)
{
	struct pair *pair = *state;
	uint64_t position = 0;

	assert_false(ring_reader_needs_wake(&pair->writer));
	assert_true(ring_reader_sleeps(&pair->reader, position));
	put_data(&pair->writer, 'x', 1);
	assert_true(ring_reader_needs_wake(&pair->writer));
	assert_false(ring_reader_needs_wake(&pair->writer));
	assert_false(ring_reader_sleeps(&pair->reader, position));
}

/* The reader maps the data read-only: what it can't write, it can't spoil. */
static void the_reader_cannot_write_the_data(void **state)
{
	struct pair *pair = *state;
	int status;
	pid_t child = fork();

	if (child == 0) {
		signal(SIGSEGV, SIG_DFL); /* cmocka's handler would go on with the next test */
		*(volatile unsigned char *)pair->reader.data = 1;
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
}

int main(void)
{
#define RING_TEST(name) cmocka_unit_test_setup_teardown(name, open_pair, close_pair)
	const struct CMUnitTest tests[] = {
		RING_TEST(a_frame_arrives_as_it_was_put),
		RING_TEST(no_frame_is_cut_at_the_end_of_the_ring),
		RING_TEST(a_full_ring_refuses_data_and_still_takes_the_end),
		RING_TEST(room_comes_back_when_the_reader_frees_it),
		RING_TEST(a_wild_tail_counts_as_full),
		RING_TEST(a_wild_frame_is_skipped_to_the_head),
		RING_TEST(a_sleeping_reader_is_woken_once),
		RING_TEST(the_reader_cannot_write_the_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

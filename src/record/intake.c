/* One function a frame type. */
#include "record/intake.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"

#include <signal.h>
#include <stdlib.h>

/* A state that kills its reader twice at one place must not do it for ever: what is in the ring then is
 * passed over. */
#define RESTARTS_AT_ONE_PLACE 2

static void pass_over(struct intake *intake)
{
	uint64_t head = atomic_load_explicit(&intake->ring->control->head, memory_order_acquire);
	const struct frame *frame;

	while (intake->position < head && (frame = ring_next(intake->ring, &intake->position))) {
		if (frame->type == FRAME_DATA) {
			intake->state->job.dropped_bytes += frame->length;
		} else if (frame->type == FRAME_END) {
			intake->position -= (sizeof(*frame) + frame->length + 7) & ~(uint64_t)7;
			break;
		}
	}
	pipeline_gap(&intake->pipeline, 1);
	pipeline_gap(&intake->pipeline, 2);
}

void intake_init(struct intake *intake, struct ring *ring, struct checkpoint *checkpoint,
	const struct pattern_set *set, const struct plan *plan, uint64_t started_ns, bool *is_new)
{
	unsigned restarts = 0;
	const void *saved;

	*intake = (struct intake){ .ring = ring, .checkpoint = checkpoint };
	intake->state = mem_alloc(sizeof(*intake->state));
	pipeline_init(&intake->pipeline, set, &intake->state->pipeline);
	saved = checkpoint_newest(checkpoint, &intake->position, &restarts);
	*is_new = !saved;
	if (saved)
		memcpy(intake->state, saved, sizeof(*intake->state));
	else
		pipeline_state_init(&intake->state->pipeline, plan, started_ns);
	intake->saved = intake->position;
	if (restarts >= RESTARTS_AT_ONE_PLACE) {
		log_line("the recorder died %u times at one place: passing over it", restarts);
		pass_over(intake);
	}
}

void intake_release(struct intake *intake)
{
	pipeline_release(&intake->pipeline);
	free(intake->state);
	*intake = (struct intake){ 0 };
}

static void take_start(struct intake *intake, const struct frame *frame)
{
	struct frame_start start;

	memcpy(&start, frame_payload(frame), sizeof(start));
	intake->state->job.started = true;
	intake->state->job.facts.exec_errno = start.exec_errno;
	intake->status_changed = true;
}

static void take_gap(struct intake *intake, const struct frame *frame)
{
	struct frame_gap gap;

	memcpy(&gap, frame_payload(frame), sizeof(gap));
	intake->state->job.dropped_bytes += (int64_t)gap.bytes;
	pipeline_gap(&intake->pipeline, frame->stream);
}

static void end_now(struct intake *intake, uint64_t when_ns)
{
	struct job_state *job = &intake->state->job;
	struct outcome outcome;

	job->facts.cancel_requested = job->cancel_requested_ns != 0;
	outcome_of(&outcome, &job->facts);
	pipeline_end(&intake->pipeline, outcome.ending, when_ns);
	job->finished_wall_ns = clock_wall_ns() - (int64_t)(clock_monotonic_ns() - when_ns);
	job->ended = true;
	job->stopped = false;
	intake->status_changed = true;
}

static void take_end(struct intake *intake, const struct frame *frame)
{
	struct frame_end end;

	memcpy(&end, frame_payload(frame), sizeof(end));
	intake->state->job.facts.wait_status = end.wait_status;
	intake->state->job.facts.asked = end.asked;
	end_now(intake, frame->when_ns);
}

static void take_stopped(struct intake *intake, bool stopped)
{
	intake->state->job.stopped = stopped;
	intake->status_changed = true;
}

static void take_frame(struct intake *intake, const struct frame *frame)
{
	switch ((enum frame_type)frame->type) {
	case FRAME_DATA:
		intake->state->job.last_output_ns = frame->when_ns;
		pipeline_bytes(&intake->pipeline, frame->stream, (const char *)frame_payload(frame),
			frame->length, frame->when_ns);
		break;
	case FRAME_GAP:
		take_gap(intake, frame);
		break;
	case FRAME_START:
		take_start(intake, frame);
		break;
	case FRAME_STOP:
	case FRAME_CONT:
		take_stopped(intake, frame->type == FRAME_STOP);
		break;
	case FRAME_EOF:
		pipeline_eof(&intake->pipeline, frame->stream, frame->when_ns);
		break;
	case FRAME_END:
		take_end(intake, frame);
		break;
	case FRAME_SIZE: /* records do not depend on the terminal's size */
		break;
	}
}

bool intake_save(struct intake *intake)
{
	checkpoint_save(intake->checkpoint, intake->state, intake->position);
	intake->saved = intake->position;
	return ring_free_to(intake->ring, intake->position);
}

bool intake_take(struct intake *intake, bool *wake_writer)
{
	uint64_t until = intake->position + RING_BYTES / 4;
	const struct frame *frame;

	while (intake->position < until && !intake->state->job.ended) {
		frame = ring_next(intake->ring, &intake->position);
		if (!frame)
			break;
		take_frame(intake, frame);
		if (intake->position - intake->saved >= RING_BYTES / 4)
			*wake_writer |= intake_save(intake);
	}
	return intake->position >= until;
}

void intake_end_by_verdict(struct intake *intake, uint64_t now_ns)
{
	const struct ring_control *control = intake->ring->control;
	struct ending_facts *facts = &intake->state->job.facts;
	bool known = atomic_load_explicit(&control->verdict_state, memory_order_acquire) == VERDICT_ENDED;

	/* no verdict: the monitor was killed too, and the command with it */
	facts->wait_status = known ? control->wait_status : SIGKILL;
	facts->supervisor_died = !known || control->supervisor_died;
	end_now(intake, now_ns);
}

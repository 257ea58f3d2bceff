/* screen -> matcher -> tracker, two streams into one state. */
#include "record/pipeline.h"

void pipeline_init(struct pipeline *pipeline, const struct pattern_set *set, struct pipeline_state *state)
{
	pipeline->matcher = matcher_new(set);
	pipeline->state = state;
	pipeline->shows_bar = false;
}

void pipeline_release(struct pipeline *pipeline)
{
	matcher_free(pipeline->matcher);
	*pipeline = (struct pipeline){ 0 };
}

void pipeline_state_init(struct pipeline_state *state, const struct plan *plan, uint64_t started_ns)
{
	memset(state, 0, sizeof(*state));
	for (unsigned i = 0; i < PIPELINE_STREAMS; i++)
		screen_init(&state->screens[i], i + 1);
	matcher_state_init(&state->matcher);
	tracker_init(&state->tracker, plan, started_ns);
}

static void take_reading(void *ctx, const struct reading *reading)
{
	struct pipeline *pipeline = ctx;

	if (tracker_take(&pipeline->state->tracker, reading))
		pipeline->shows_bar |= reading->is_bar || !isnan(reading->items_done);
}

static void take_record(void *ctx, const struct record *record)
{
	struct pipeline *pipeline = ctx;

	pipeline->shows_bar = false;
	matcher_feed(pipeline->matcher, &pipeline->state->matcher, record, take_reading, pipeline);
	if (!pipeline->shows_bar && !record->paused && !record->osc)
		tracker_line(&pipeline->state->tracker, record->stream, record->row);
}

void pipeline_argv(struct pipeline *pipeline, const struct pattern_set *set, char *const *argv)
{
	pattern_set_argv(set, argv, take_reading, pipeline);
}

static void look(struct pipeline *pipeline, unsigned index)
{
	struct pipeline_state *state = pipeline->state;

	state->looked[index] = true;
	screen_pause(&state->screens[index], state->last_output_ns[index] + PIPELINE_PAUSE_NS, take_record,
		pipeline);
}

static bool pause_is_over(const struct pipeline_state *state, unsigned index, uint64_t now_ns)
{
	return state->last_output_ns[index] && !state->looked[index] &&
	       now_ns >= state->last_output_ns[index] + PIPELINE_PAUSE_NS;
}

void pipeline_bytes(
	struct pipeline *pipeline, unsigned stream, const char *bytes, size_t count, uint64_t when_ns)
{
	struct pipeline_state *state = pipeline->state;
	unsigned index = stream == 2;

	/* By the bytes' own times, so that a recorder that is late sees the pauses that there were. */
	if (pause_is_over(state, index, when_ns))
		look(pipeline, index);
	state->last_output_ns[index] = when_ns;
	state->looked[index] = false;
	screen_feed(&state->screens[index], bytes, count, when_ns, take_record, pipeline);
}

void pipeline_gap(struct pipeline *pipeline, unsigned stream)
{
	screen_gap(&pipeline->state->screens[stream == 2]);
}

void pipeline_quiet(struct pipeline *pipeline, uint64_t now_ns)
{
	for (unsigned i = 0; i < PIPELINE_STREAMS; i++)
		if (pause_is_over(pipeline->state, i, now_ns))
			look(pipeline, i);
}

void pipeline_eof(struct pipeline *pipeline, unsigned stream, uint64_t when_ns)
{
	unsigned index = stream == 2;

	pipeline->state->looked[index] = true;
	screen_end(&pipeline->state->screens[index], when_ns, take_record, pipeline);
}

void pipeline_end(struct pipeline *pipeline, enum ending ending, uint64_t when_ns)
{
	for (unsigned stream = 1; stream <= PIPELINE_STREAMS; stream++)
		pipeline_eof(pipeline, stream, when_ns);
	matcher_end(pipeline->matcher, &pipeline->state->matcher, when_ns, take_reading, pipeline);
	tracker_end(&pipeline->state->tracker, ending, when_ns);
}

uint64_t pipeline_next_look(const struct pipeline *pipeline)
{
	uint64_t next = 0;

	for (unsigned i = 0; i < PIPELINE_STREAMS; i++) {
		uint64_t due = pipeline->state->last_output_ns[i] + PIPELINE_PAUSE_NS;

		if (pipeline->state->last_output_ns[i] && !pipeline->state->looked[i] &&
			(!next || due < next))
			next = due;
	}
	return next;
}

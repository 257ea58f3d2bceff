/* Shows a tracker's state as the columns of the row. */
#include "progress/snapshot.h"

#include "progress/estimate.h"
#include "progress/message.h"
#include "progress/tracker_state.h"

#include <stdio.h>
#include <string.h>

#define PERCENTAGE_BEFORE_END 99.99

static int64_t whole_or_unknown(double number)
{
	return number >= 0 && number < 9e15 ? (int64_t)number : -1;
}

static void copy_text(char *to, size_t size, const char *from)
{
	span_copy(span_of(from), to, size);
}

/* --- percentage and time --- */

static double shown_percentage(const struct tracker *tracker, double percentage)
{
	if (tracker->ending == ENDING_WELL)
		return 100;
	return isnan(percentage) ? NAN : fmin(two_decimals(percentage), PERCENTAGE_BEFORE_END);
}

static void show_percentage(const struct tracker *tracker, uint64_t now_ns, struct snapshot *snapshot)
{
	double percentage = tracker->overall.fraction * 100;
	bool running = tracker->ending == ENDING_RUNNING;

	double estimate = fmax(estimate_percentage(&tracker->eta, percentage, now_ns), tracker->estimated);

	snapshot->percentage = shown_percentage(tracker, percentage);
	snapshot->estimated_percentage = shown_percentage(tracker, running ? estimate : percentage);
	snapshot->eta_seconds = running ? eta_seconds(&tracker->eta, percentage, now_ns)
				: tracker->ending == ENDING_WELL ? 0
								 : NAN;
	snapshot->last_progress_ns = tracker->last_progress_ns;
}

/* --- levels --- */

static void show_level(const struct levels *levels, const struct open_level *level, struct snapshot *snapshot)
{
	struct snapshot_level *shown = &snapshot->levels[snapshot->level_count];

	if (snapshot->level_count == SNAPSHOT_LEVELS_MAX)
		return;
	snapshot->level_count++;
	copy_text(shown->tool, sizeof(shown->tool), level->tool_name);
	copy_text(shown->name, sizeof(shown->name), message_word(level));
	shown->done = level->place == PLACE_STACKED ? counter_position(&level->counter) : level->bar.drawn;
	shown->total = levels_total(levels, level);
}

static void show_levels(const struct tracker *tracker, struct snapshot *snapshot)
{
	const struct levels *levels = &tracker->levels;
	struct level_stack stack = levels_stack(levels);
	const struct open_level *outermost = stack.count ? &levels->slots[stack.at[0]] : NULL;
	const struct open_level *innermost = stack.count ? &levels->slots[stack.at[stack.count - 1]] : NULL;

	for (unsigned i = 0; i < stack.count; i++)
		show_level(levels, &levels->slots[stack.at[i]], snapshot);
	for (unsigned i = 0; i < LEVELS_MAX; i++)
		if (level_is_beside(&levels->slots[i]))
			show_level(levels, &levels->slots[i], snapshot);
	if (levels_part(levels)) {
		snapshot->current_iteration = whole_or_unknown(outermost->bar.part);
		snapshot->iterations_done = whole_or_unknown(outermost->bar.part - 1);
		snapshot->total_iterations = whole_or_unknown(levels_parts_total(levels, outermost));
		outermost = NULL; /* the bar tells the items */
	} else if (outermost && !outermost->in_percent) {
		snapshot->current_iteration = whole_or_unknown(counter_number(&outermost->counter));
		snapshot->iterations_done = whole_or_unknown(counter_position(&outermost->counter));
		snapshot->total_iterations = whole_or_unknown(levels_total(levels, outermost));
	}
	if (innermost && innermost != outermost && !innermost->in_percent) {
		snapshot->items_done = whole_or_unknown(counter_number(&innermost->counter));
		snapshot->total_items = whole_or_unknown(levels_total(levels, innermost));
	}
	if (innermost)
		snapshot->items_per_second = innermost->per_second;
}

/* --- steps --- */

/* While nothing counts yet, a download is what the job is at. */
static const struct open_level *side_bar(const struct levels *levels)
{
	const struct open_level *latest = NULL;

	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		const struct open_level *bar = &levels->slots[i];

		if (bar->id && bar->open && bar->place == PLACE_SIDE &&
			(!latest || bar->grew_tick > latest->grew_tick))
			latest = bar;
	}
	return latest;
}

static void show_planned_step(const struct tracker *tracker, struct snapshot *snapshot)
{
	const struct steps *steps = &tracker->steps;
	bool complete = tracker->ending == ENDING_WELL;

	copy_text(snapshot->current_step, sizeof(snapshot->current_step),
		complete ? "Complete" : steps->plan.steps[steps->current].name);
	snapshot->total_steps = steps->plan.step_count;
	snapshot->step_number = complete ? snapshot->total_steps : (int32_t)steps->current + 1;
	if (steps->current_done)
		snapshot->step_percentage = 100;
}

static void show_own_step(const struct tracker *tracker, struct snapshot *snapshot)
{
	const struct steps *steps = &tracker->steps;
	const struct levels *levels = &tracker->levels;
	struct level_stack stack = levels_stack(levels);
	const struct open_level *at = stack.count ? &levels->slots[stack.at[0]] : side_bar(levels);

	snapshot->total_steps = steps->total;
	if (steps->named > 0) {
		copy_text(snapshot->current_step, sizeof(snapshot->current_step), steps->name);
		snapshot->step_number = steps->number >= 0 ? steps->number : steps->named;
	} else if (at) {
		copy_text(snapshot->current_step, sizeof(snapshot->current_step), at->name);
		snapshot->step_number = levels->steps;
	}
	if (at && at->place == PLACE_SIDE)
		snapshot->step_percentage =
			fmin(two_decimals(100 * at->bar.drawn / at->counter.total), PERCENTAGE_BEFORE_END);
}

static void show_step(const struct tracker *tracker, struct snapshot *snapshot)
{
	snapshot->step_percentage = shown_percentage(tracker, tracker->step.fraction * 100);
	if (steps_planned(&tracker->steps))
		show_planned_step(tracker, snapshot);
	else
		show_own_step(tracker, snapshot);
}

/* --- texts --- */

static bool ended_early(const struct tracker *tracker, const struct snapshot *snapshot)
{
	return tracker->ending == ENDING_WELL && snapshot->current_iteration > 0 &&
	       snapshot->current_iteration < snapshot->total_iterations;
}

static void show_message(const struct tracker *tracker, struct snapshot *snapshot)
{
	const struct open_level *side = side_bar(&tracker->levels);
	char *message = snapshot->message;
	size_t size = sizeof(snapshot->message);

	if (tracker->message[0])
		copy_text(message, size, tracker->message);
	else
		message_of_levels(&tracker->levels, message, size);
	if (!message[0] && side)
		message_of_level(&tracker->levels, side, message, size);
	if (!message[0])
		copy_text(message, size, snapshot->current_step);
	if (ended_early(tracker, snapshot))
		copy_text(message + strlen(message), size - strlen(message), " (ended early)");
}

static void show_scores(const struct scores *scores, struct snapshot *snapshot)
{
	snapshot->best_score = scores->best;
	snapshot->current_score = scores->current;
	snapshot->score_direction = scores->direction;
	copy_text(snapshot->score_name, sizeof(snapshot->score_name), scores->name);
	copy_text(snapshot->best_params, sizeof(snapshot->best_params), scores->best_params);
	memcpy(snapshot->metrics, scores->metrics, sizeof(snapshot->metrics));
	snapshot->metric_count = scores->metric_count;
}

void tracker_snapshot(const struct tracker *tracker, uint64_t now_ns, struct snapshot *snapshot)
{
	memset(snapshot, 0, sizeof(*snapshot));
	snapshot->step_number = snapshot->total_steps = -1;
	snapshot->current_iteration = snapshot->iterations_done = snapshot->total_iterations = -1;
	snapshot->items_done = snapshot->total_items = -1;
	snapshot->items_per_second = NAN;
	snapshot->events_seen = tracker->events_seen;
	show_percentage(tracker, now_ns, snapshot);
	show_levels(tracker, snapshot);
	show_step(tracker, snapshot);
	show_scores(&tracker->scores, snapshot);
	show_message(tracker, snapshot);
	copy_text(snapshot->error_message, sizeof(snapshot->error_message), tracker->error);
	memcpy(snapshot->tools, tracker->tools, sizeof(snapshot->tools));
	snapshot->tool_count = tracker->tool_count;
}

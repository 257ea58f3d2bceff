#include "progress/tracker.h"

#include "progress/estimate.h"
#include "progress/nesting.h"
#include "progress/tracker_state.h"

#include <ctype.h>
#include <string.h>

/* --- texts --- */

static void note_tool(struct tracker *tracker, const char *name)
{
	unsigned i;

	for (i = 0; i < tracker->tool_count; i++)
		if (!strncmp(tracker->tools[i], name, sizeof(tracker->tools[i]) - 1))
			return;
	if (i < SNAPSHOT_TOOLS_MAX)
		span_copy(span_of(name), tracker->tools[tracker->tool_count++], sizeof(tracker->tools[i]));
}

static void take_texts(struct tracker *tracker, const struct reading *reading, bool moved)
{
	if (reading->tool_name)
		note_tool(tracker, reading->tool_name);
	if (reading->error.text)
		span_copy(reading->error, tracker->error, sizeof(tracker->error));
	if (reading->message.text)
		span_copy(reading->message, tracker->message, sizeof(tracker->message));
	else if (moved)
		tracker->message[0] = '\0';
}

/* --- counters --- */

static bool has_iterations(const struct reading *reading)
{
	return reading->counted >= 0 || !isnan(reading->current_iteration) ||
	       !isnan(reading->iterations_done) || !isnan(reading->total_iterations);
}

/* "epoch 3: 40%": how many epochs there are is not said. */
static bool is_bar_of_part(const struct reading *reading)
{
	return reading->is_bar && reading->from_first && isnan(reading->iterations_done) &&
	       isnan(reading->total_iterations) && reading->counted < 0;
}

static bool has_items(const struct reading *reading)
{
	return !isnan(reading->items_done) || !isnan(reading->total_items);
}

static bool is_argv_total(const struct reading *reading)
{
	return reading->firmness == TOTAL_ARGV && !isnan(reading->total_iterations) && reading->counted < 0 &&
	       isnan(reading->current_iteration) && isnan(reading->iterations_done);
}

/* What no tool's file knows may count several things at one level, seeds around windows: each by its word. */
static uint64_t counter_identity(const struct reading *reading)
{
	uint64_t hash = 0;

	if (reading->class != CLASS_GENERIC || reading->level != LEVEL_SEARCH)
		return LEVEL_OWN;
	for (size_t i = 0; i < reading->unit.length; i++)
		hash = (hash ^ (uint64_t)tolower((unsigned char)reading->unit.text[i])) * 1099511628211ULL;
	return hash ? hash | 2 : LEVEL_OWN;
}

/* The tool's own counter of this level: of what the event counted, or of what its bar shows. */
static struct open_level *take_iterations(struct tracker *tracker, const struct reading *reading)
{
	struct level_event event = {
		.reading = reading,
		.kind = reading->level,
		.identity = counter_identity(reading),
		.done = reading->iterations_done,
		.running = reading->current_iteration,
		.from_first = reading->from_first,
		.total = reading->total_iterations,
		.opens = reading->opens,
		.finishes = reading->finishes && !reading->step.text,
		.unit = reading->unit,
	};

	if (reading->is_estimate_of_level) {
		bars_recognise(&tracker->levels, reading);
		event.done = reading->bar_done;
		event.total = reading->bar_total;
	} else if (isnan(event.done) && reading->counted >= 0) {
		event.done = reading->counted;
	} else if (!has_iterations(reading) && has_items(reading)) {
		event.done = reading->items_done;
		event.total = reading->total_items;
	} else if (!has_iterations(reading) && !reading->is_bar && !isnan(reading->percentage)) {
		event.done = reading->percentage;
		event.total = 100;
	}
	return nesting_take(&tracker->levels, &event);
}

/* "Episode 10/20 · Candle 7,300/10,000": the items in the event of an iteration are inside it. */
static struct open_level *take_items(struct tracker *tracker, const struct reading *reading)
{
	struct level_event event = {
		.reading = reading,
		.kind = LEVEL_LOOP,
		.identity = reading->level == LEVEL_LOOP ? LEVEL_ITEMS : LEVEL_OWN,
		.done = reading->items_done,
		.running = NAN,
		.total = reading->total_items,
		.declared = true,
		.unit = reading->item_unit,
	};

	return nesting_take(&tracker->levels, &event);
}

/* A rank that lags: what is inside of its epoch says nothing about the one that runs. */
static bool is_of_an_earlier_one(const struct reading *reading, const struct open_level *own)
{
	double number = reading->current_iteration + own->from_zero;

	if (reading->from_first && own->from_one)
		number--;
	return number < own->counter.running;
}

struct moved {
	struct open_level *own;	  /* what the event is about; NULL: a side phase, or no counter at all */
	struct open_level *inner; /* what it tells about the inside */
};

static struct moved take_counters(struct tracker *tracker, const struct reading *reading)
{
	struct levels *levels = &tracker->levels;
	struct moved moved = { NULL, NULL };
	bool bar_alone = (reading->is_bar || reading->generic_counter) && !reading->is_estimate_of_level &&
			 (!has_iterations(reading) || is_bar_of_part(reading)) && !reading->opens;

	if (reading->level == LEVEL_NONE && !reading->is_bar && !reading->generic_counter)
		return moved;
	if (bar_alone) {
		moved.own = bars_take(levels, reading, false);
		return moved;
	}
	if (has_iterations(reading) && has_items(reading))
		bars_become_items(levels, reading);
	moved.own = take_iterations(tracker, reading);
	if (!moved.own || is_of_an_earlier_one(reading, moved.own))
		return moved;
	if (has_iterations(reading) && has_items(reading))
		moved.inner = take_items(tracker, reading);
	else if (reading->is_bar && !reading->is_estimate_of_level)
		moved.inner = bars_take(levels, reading, true);
	return moved;
}

static void take_speed(struct moved moved, const struct reading *reading)
{
	struct open_level *level = moved.inner ? moved.inner : moved.own;

	if (level && reading->items_per_second >= 0 && isfinite(reading->items_per_second))
		level->per_second = reading->items_per_second;
}

/* --- the percentage --- */

enum basis { BASIS_STEPS = 1, BASIS_TOLD, BASIS_LEVELS };

/* Of an epoch's own bar how much of the epoch it is nobody said: a second one may follow. */
static double fraction_of_levels(const struct levels *levels)
{
	const struct open_level *part = levels_part(levels);

	if (part)
		return (part->bar.part - 1) / levels_parts_total(levels, part);
	return levels->sequence > 1 ? NAN : levels_fraction(levels);
}

/* Of the present round alone; the round itself may be one of an unknown number. */
static double overall_fraction(const struct tracker *tracker, enum basis basis)
{
	double told = tracker->told_percentage / 100;
	double fraction = isnan(told) ? fraction_of_levels(&tracker->levels) : told;

	if (basis == BASIS_STEPS)
		return steps_fraction(&tracker->steps, fraction);
	/* "Step 2/4" without weights: what a step is worth nobody said */
	return basis == BASIS_LEVELS && steps_have_no_weight(&tracker->steps) ? NAN : fraction;
}

/* What runs now is one of nobody knows how many, or a step without a weight. */
static bool is_part_of_unknown(const struct tracker *tracker)
{
	return isnan(tracker->overall.fraction) &&
	       (tracker->levels.sequence > 1 || steps_have_no_weight(&tracker->steps) ||
		       levels_part(&tracker->levels));
}

/* The next event may say less than was estimated until now. */
static void keep_estimate(struct tracker *tracker, uint64_t now_ns)
{
	tracker->estimated = fmax(tracker->estimated,
		estimate_percentage(&tracker->eta, tracker->overall.fraction * 100, now_ns));
}

static void take_percentage(
	struct tracker *tracker, const struct reading *reading, const struct open_level *own)
{
	struct level_stack stack = levels_stack(&tracker->levels);
	enum basis basis = steps_planned(&tracker->steps)     ? BASIS_STEPS
			   : !isnan(tracker->told_percentage) ? BASIS_TOLD
							      : BASIS_LEVELS;
	uint64_t identity = basis | (basis == BASIS_LEVELS ? (uint64_t)tracker->levels.phase << 8 : 0);
	uint64_t step_identity = (uint64_t)tracker->levels.phase << 8 | tracker->steps.current;
	double before = tracker->overall.fraction;
	bool own_is_basis = basis == BASIS_TOLD ||
			    (basis == BASIS_LEVELS && own && level_depth(&tracker->levels, &stack, own) == 0);

	keep_estimate(tracker, reading->when_ns);
	if (gauge_take(&tracker->overall, identity, overall_fraction(tracker, basis))) {
		eta_begin(&tracker->eta);
		tracker->estimated = NAN;
	}
	gauge_take(&tracker->step, step_identity, levels_fraction(&tracker->levels));
	eta_take(&tracker->eta, tracker->overall.fraction * 100, reading->when_ns);
	if (own_is_basis && !is_part_of_unknown(tracker) &&
		(!isnan(reading->eta_seconds) || tracker->overall.fraction > before))
		eta_tell(&tracker->eta, reading->eta_seconds, reading->when_ns);
}

/* --- all together --- */

static uint64_t score_owner(unsigned tool, enum level level)
{
	return (uint64_t)(tool + 1) << 8 | level;
}

/* Whose score it is may have come to stand inside another level since. */
static void place_score_owner(struct tracker *tracker, const struct level_stack *stack)
{
	for (unsigned i = 0; i < stack->count; i++) {
		const struct open_level *level = &tracker->levels.slots[stack->at[i]];

		if (score_owner(level->tool, level->kind) == tracker->scores.owner) {
			tracker->scores.place = i;
			return;
		}
	}
}

static void take_scores(struct tracker *tracker, const struct reading *reading, const struct open_level *own)
{
	struct level_stack stack = levels_stack(&tracker->levels);
	bool counts = reading->level != LEVEL_NONE || reading->is_bar;
	int depth = own ? level_depth(&tracker->levels, &stack, own) : -1;

	place_score_owner(tracker, &stack);
	if (counts && !own)
		scores_take_metrics(&tracker->scores, reading);
	else
		scores_take(&tracker->scores, reading, score_owner(reading->tool, reading->level),
			depth >= 0 ? (uint32_t)depth : LEVELS_MAX);
}

/* Rule 3: a row that may still grow moves a bar that is known, and nothing else. */
static void take_paused(struct tracker *tracker, const struct reading *reading)
{
	uint32_t tick = tracker->levels.tick;

	if (!reading->is_bar || reading->is_estimate_of_level ||
		(has_iterations(reading) && !is_bar_of_part(reading)))
		return;
	bars_take(&tracker->levels, reading, false);
	take_percentage(tracker, reading, NULL);
	if (tracker->levels.tick == tick)
		return;
	tracker->last_progress_ns = reading->when_ns;
	tracker->version++;
}

void tracker_init(struct tracker *tracker, const struct plan *plan, uint64_t started_ns)
{
	memset(tracker, 0, sizeof(*tracker));
	levels_init(&tracker->levels, plan->total);
	steps_init(&tracker->steps, plan);
	scores_init(&tracker->scores);
	eta_begin(&tracker->eta);
	tracker->told_percentage = tracker->overall.fraction = tracker->step.fraction = tracker->estimated =
		NAN;
	/* declared steps begin at nothing done; whatever else may be the basis has to show itself */
	if (steps_planned(&tracker->steps)) {
		gauge_take(&tracker->overall, BASIS_STEPS, 0);
		eta_take(&tracker->eta, 0, started_ns);
	}
}

bool tracker_take(struct tracker *tracker, const struct reading *reading)
{
	struct levels *levels = &tracker->levels;
	uint32_t tick = levels->tick;
	unsigned sequence = levels->sequence, steps = levels->steps;
	uint32_t top = levels->top;
	double told = tracker->told_percentage;
	struct moved moved;

	if (reading->paused) {
		take_paused(tracker, reading);
		return true;
	}
	tracker->events_seen++;
	tracker->version++;
	if (is_argv_total(reading)) {
		nesting_expect(levels, reading);
		return true;
	}
	if (reading->generic_counter && !candidates_prove(&tracker->candidates, reading))
		return false;
	if (steps_take(&tracker->steps, reading)) {
		levels_close(levels);
		tracker->told_percentage = told = steps_planned(&tracker->steps) ? NAN : told;
		sequence = 0;
	}
	if (reading->level == LEVEL_NONE && !reading->is_bar && !reading->generic_counter &&
		reading->percentage >= 0 && reading->percentage <= 100)
		tracker->told_percentage = fmax(told, reading->percentage);
	moved = take_counters(tracker, reading);
	take_speed(moved, reading);
	if (!levels->top_is_bar && ((levels->sequence > sequence && levels->sequence > 1) ||
					   (levels->steps > steps && levels->top == top)))
		scores_begin(&tracker->scores);
	take_scores(tracker, reading, moved.own);
	take_texts(tracker, reading, levels->tick != tick);
	take_percentage(tracker, reading, moved.own);
	if (levels->tick != tick || tracker->told_percentage != told)
		tracker->last_progress_ns = reading->when_ns;
	return true;
}

void tracker_line(struct tracker *tracker, unsigned stream, int row)
{
	bars_push(&tracker->levels, stream, row);
}

void tracker_end(struct tracker *tracker, enum ending ending, uint64_t when_ns)
{
	tracker->ending = ending;
	tracker->version++;
}

uint64_t tracker_version(const struct tracker *tracker)
{
	return tracker->version;
}

#include "progress/nesting.h"

#include "base/clock.h"

#include <string.h>

/* --- moving --- */

#define SPEED_SPAN_SECONDS 1.0 /* measured over at least this */
#define SPEED_NEW_SHARE 0.3    /* of a new measurement in the moving average */

static void measure_speed(struct open_level *level, uint64_t when_ns)
{
	double position = counter_position(&level->counter);
	double seconds =
		when_ns > level->anchor_ns ? (double)(when_ns - level->anchor_ns) / CLOCK_SECOND_NS : 0;
	double now;

	if (level->anchor_ns && seconds < SPEED_SPAN_SECONDS && position >= level->anchor_done)
		return;
	if (level->anchor_ns && position > level->anchor_done) {
		now = (position - level->anchor_done) / seconds;
		level->per_second = isnan(level->per_second)
					    ? now
					    : level->per_second + SPEED_NEW_SHARE * (now - level->per_second);
	}
	level->anchor_ns = when_ns;
	level->anchor_done = position;
}

enum counter_change nesting_move(
	struct levels *levels, struct open_level *level, double done, double running, uint64_t when_ns)
{
	double before = floor(counter_position(&level->counter));
	enum counter_change change = counter_take(&level->counter, done, running);
	struct level_stack stack = levels_stack(levels);

	if (change == COUNTER_FELL)
		return change;
	if (level->counter.counts && level->rounds == 0) {
		level->rounds = 1;
		/* one that goes on from higher up was not begun anew by the level around it */
		if (counter_number(&level->counter) <= 1)
			level->round_tick = ++levels->tick;
	}
	if (level->counter.counts && level_depth(levels, &stack, level) == 0)
		levels->top_counted = true;
	if (change == COUNTER_GREW) {
		level->grew_tick = ++levels->tick;
		measure_speed(level, when_ns);
		if (floor(counter_position(&level->counter)) > before)
			nesting_begin_inside(levels, level, true);
	}
	return change;
}

/* --- rounds --- */

/* The bar that went on when the level began again is around it. */
static bool put_bar_around(struct levels *levels, struct open_level *level)
{
	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		struct open_level *bar = &levels->slots[i];

		if (!bar->id || !bar->open || bar->place != PLACE_UNDECIDED ||
			bar->bar.doubted_for != level->id || bar->grew_tick <= level->round_tick)
			continue;
		bar->place = PLACE_STACKED;
		bar->around = true;
		bar->rank = level->rank;
		bar->order = level->order;
		bar->bar.at_advance = NAN;
		bar->counter.done = fmax(bar->counter.done, bar->bar.drawn);
		bar->counter.counts = true;
		bar->rounds = 1;
		nesting_pass_doubts_on(levels, level->id, bar->id);
		return true;
	}
	return false;
}

static bool is_same_counter(const struct open_level *a, const struct open_level *b)
{
	return a->tool == b->tool && (a->identity <= LEVEL_ITEMS || b->identity <= LEVEL_ITEMS);
}

/* Of two tools of one kind the one that went on is outer, whichever spoke first: Optuna may be silent until
 * its first trial has ended, and the fits of scikit-learn inside it open first. */
static bool put_peer_around(struct levels *levels, struct open_level *level)
{
	struct level_stack stack = levels_stack(levels);
	unsigned depth = level_depth(levels, &stack, level) + 1;
	struct open_level *peer = depth < stack.count ? level_at(levels, &stack, depth) : NULL;
	uint32_t order = level->order;

	if (!peer || level->is_bar || peer->is_bar || peer->rank != level->rank ||
		is_same_counter(peer, level) || peer->round_tick >= level->round_tick ||
		peer->grew_tick <= level->round_tick)
		return false;
	level->order = peer->order;
	peer->order = order;
	return true;
}

/* A round that another follows may have ended early, or still run in another worker. */
static double round_reached(const struct open_level *level)
{
	const struct counter *counter = &level->counter;

	return counter_number(counter) < counter->total ? counter_position(counter) / counter->total : 1;
}

void nesting_begin_round(struct levels *levels, struct open_level *level)
{
	struct level_stack stack = levels_stack(levels);
	bool outermost = level_depth(levels, &stack, level) == 0;

	if (level->spans)
		levels->phase++;
	level->spans = false;

	if (put_bar_around(levels, level) || put_peer_around(levels, level)) {
		level->rounds = 1;
		level->rounds_done = level->share_rounds = 0;
		if (outermost)
			nesting_top_changed(levels);
	} else {
		if (level->rounds++ > 0)
			level->rounds_done += round_reached(level);
		if (outermost)
			nesting_begin_top(levels, level);
	}
	nesting_begin_inside(levels, level, false);
	counter_begin(&level->counter);
	level->finished = false;
	level->anchor_ns = 0;
	level->round_tick = ++levels->tick;
}

static bool seen_round(struct levels *levels, uint64_t name)
{
	for (unsigned i = 0; i < levels->rounds_seen_count && i < LEVEL_ROUNDS_SEEN; i++)
		if (levels->rounds_seen[i] == name)
			return true;
	levels->rounds_seen[levels->rounds_seen_count++ % LEVEL_ROUNDS_SEEN] = name;
	return false;
}

/* --- events --- */

/* Rule 11: an event that opens a round does so unless it is an echo. */
static void open_round(
	struct levels *levels, struct open_level *level, const struct level_event *event, bool just_opened)
{
	const struct reading *reading = event->reading;
	bool echo = reading->round.text
			    ? seen_round(levels, span_hash(reading->round))
			    : !level->counter.counts &&
				      (isnan(event->total) || event->total == level->counter.total);

	if (echo && !just_opened)
		return;
	if (!just_opened) {
		nesting_begin_round(levels, level);
		counter_clear(&level->counter);
		counter_take_total(&level->counter, level->argv_total, TOTAL_ARGV);
	}
	span_copy(reading->round, level->name, sizeof(level->name));
}

/* Whose fall to the first value is believed. A bar that covers the trials of the lines beside it lags one
 * behind them and is drawn again at 0 or 1 meanwhile: it is somebody else. */
static uint64_t source_of(const struct reading *reading)
{
	return reading->worker * 8 + reading->stream * 2 + reading->is_bar;
}

/* Of a bar a fall counts only if it was complete or the next draw goes on from it (rule 10). */
static bool bar_begins(struct open_level *level, double done)
{
	double fell_to = level->bar.fell_to;
	bool fallen = done < counter_position(&level->counter);

	level->bar.fell_to = fallen && done <= 1 ? done : NAN;
	return fallen && ((done <= 1 && level_complete(level)) || done > fell_to);
}

/* Rule 14: validation runs when the level around it is complete, or shows another total than the first
 * counter of this iteration did. */
static bool is_side_phase(struct levels *levels, const struct open_level *level, double total)
{
	struct level_stack stack = levels_stack(levels);
	int depth = level_depth(levels, &stack, level);

	if (depth <= 0)
		return false;
	return level_complete(level_at(levels, &stack, depth - 1)) ||
	       (!isnan(level->first_total) && !isnan(total) && total != level->first_total);
}

/* A search is through, and a training begins that is longer or shorter than those in its trials: no refit,
 * but what the best parameters were looked for. */
static bool is_what_follows(
	struct levels *levels, const struct open_level *level, const struct level_event *event)
{
	struct level_stack stack = levels_stack(levels);
	int depth = level_depth(levels, &stack, level);
	const struct open_level *around = depth == 1 ? level_at(levels, &stack, 0) : NULL;

	return around && around->kind == LEVEL_SEARCH && level->kind == LEVEL_TRAINING &&
	       !event->reading->is_bar && level_complete(around) && fmin(event->running, event->done) <= 1 &&
	       event->total != level->counter.total && event->total > 0 && level->counter.total > 0;
}

/* "Epoch 1/1" once more after its batches are through: a fit after a fit. */
static bool told_again(struct levels *levels, const struct open_level *level, double running)
{
	struct level_stack stack = levels_stack(levels);
	int depth = level_depth(levels, &stack, level);
	const struct open_level *inner =
		depth >= 0 && depth + 1 < (int)stack.count ? level_at(levels, &stack, depth + 1) : NULL;

	return level->counter.total == 1 && running == 1 && inner && inner->tool == level->tool &&
	       level_complete(inner);
}

/* XGBoost counts its rounds from zero, in R from one: the first that it shows tells. */
static double from_first(struct open_level *level, const struct level_event *event, double number)
{
	if (!event->from_first || isnan(number))
		return number;
	if (number == 1 || !level->counter.counts)
		level->from_one = number != 1;
	return level->from_one ? number - 1 : number;
}

/* Whoever runs "Epoch 0/9" counts from zero, and prints the last index (a tutorial of PyTorch) or, as often,
 * how many there are: 9/9 tells. Of finished ones a 0 may be none. */
static void find_zero(struct open_level *level, const struct level_event *event)
{
	if (event->running == 0 && event->total >= 1)
		level->from_zero = true;
	else if (event->running == 1 && counter_number(&level->counter) > 2)
		level->from_zero = level->to_total = false; /* a new round that counts from one */
	if (level->from_zero && event->running == event->total)
		level->to_total = true;
}

#define EPOCH_PARTS 1e6 /* 0.28 of 1,875 are 525, whatever a double makes of it */

static bool has_bar(const struct levels *levels, const struct open_level *level)
{
	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		const struct open_level *bar = &levels->slots[i];

		if (bar->id && bar->open && bar->place == PLACE_COUNTER && bar->bar.beside == level->id)
			return true;
	}
	return false;
}

/* "{'loss': 0.5, 'epoch': 0.53}" of 3 epochs and 1,875 steps: steps, where no bar counts them better. Fewer
 * than are known to be done say nothing: the number of epochs was rounded up. */
static double done_by_epochs(
	const struct levels *levels, const struct open_level *level, const struct reading *reading)
{
	double steps = reading->epochs_done * level->counter.total / level->total_epochs;
	bool says = steps >= level->counter.done && level->total_epochs > 0 && isfinite(steps);

	return says && !has_bar(levels, level) ? round(steps * EPOCH_PARTS) / EPOCH_PARTS : NAN;
}

static void move_or_begin(struct levels *levels, struct open_level *level, const struct level_event *event)
{
	double done = isnan(event->done) ? done_by_epochs(levels, level, event->reading)
					 : from_first(level, event, event->done);
	double running = from_first(level, event, event->running) + level->from_zero;
	uint64_t source = source_of(event->reading);
	uint64_t when_ns = event->reading->when_ns;
	bool again = told_again(levels, level, running);
	enum counter_change change = nesting_move(levels, level, done, running, when_ns);
	bool begins = event->reading->is_bar && isnan(event->running) ? bar_begins(level, done)
								      : again || change == COUNTER_FELL;

	if (begins && source == level->source) {
		nesting_begin_round(levels, level);
		change = nesting_move(levels, level, done, running, when_ns);
	}
	if (change == COUNTER_GREW)
		level->source = source;
}

/* "Epoch 2/5: 9/40" after "Epoch 1/5: 8/40": one bar for all epochs, named after the one that it is in. */
static void find_span(struct levels *levels, struct open_level *level, const struct level_event *event)
{
	bool went_on = event->done > level->left_at;

	if (event->done != level->left_at)
		level->left_at = NAN;
	if (!went_on || !event->declared || event->total != level->counter.total)
		return;
	level->spans = true;
	levels->phase++; /* the percentage begins anew */
}

static struct open_level *find_or_new(
	struct levels *levels, const struct reading *reading, enum level kind, uint64_t identity)
{
	struct open_level *level = levels_find(levels, reading->tool, kind, identity);

	return level ? level : levels_new(levels, reading, kind, identity);
}

/* joblib's lines may be those of something inside: the forest in a fit says "Done 20 out of 20" of its trees
 * while the search announced 12 fits. */
static bool is_foreign(const struct open_level *level, const struct level_event *event)
{
	if (!level->open || event->reading->firmness != TOTAL_SOFT || level->counter.firmness != TOTAL_FIRM)
		return false;
	if (isnan(event->total))
		return level->by_events || event->done > level->counter.total;
	return event->total > level->counter.total ||
	       (event->finishes && event->total < level->counter.total);
}

/* The bar has the announced total by chance, if it is complete when the level itself tells of its first: it
 * is what one iteration does. */
static void doubt_announced_bar(struct levels *levels, struct open_level *level, double done)
{
	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		struct open_level *bar = &levels->slots[i];

		if (!bar->id || bar->place != PLACE_COUNTER || !bar->bar.announced ||
			bar->bar.beside != level->id ||
			!(done <= 1 && bar->bar.drawn >= bar->counter.total && bar->bar.drawn > 1))
			continue;
		bar->place = PLACE_STACKED;
		bar->open = bar->bar.announced = false;
		bar->bar.inside = true;
		counter_begin(&level->counter);
		nesting_top_changed(levels);
	}
}

struct open_level *nesting_take(struct levels *levels, const struct level_event *event)
{
	const struct reading *reading = event->reading;
	struct open_level *level = find_or_new(levels, reading, event->kind, event->identity);
	enum firmness firmness = reading->firmness == TOTAL_UNKNOWN ? TOTAL_FIRM : reading->firmness;
	bool just_opened = !level->open;

	if (is_foreign(level, event))
		return NULL;
	if (level->open && is_what_follows(levels, level, event)) {
		nesting_close(levels);
		just_opened = true;
	}
	level->by_events |= reading->counted >= 0;
	if (just_opened || reading->weak < level->weak)
		level->weak = reading->weak;
	if (just_opened && !nesting_open(levels, level, event->done >= 1 || event->running > 1))
		return NULL;
	if (!reading->is_bar)
		doubt_announced_bar(levels, level, event->done);
	if (is_side_phase(levels, level, firmness == TOTAL_FIRM ? event->total : NAN))
		return NULL;
	level->declared = event->declared;
	if (event->unit.text)
		span_copy(event->unit, level->unit, sizeof(level->unit));
	if (just_opened)
		counter_take_total(&level->counter, level->argv_total, TOTAL_ARGV);
	if (event->opens)
		open_round(levels, level, event, just_opened);
	find_zero(level, event);
	find_span(levels, level, event);
	if (firmness == TOTAL_FIRM && level->counter.firmness == TOTAL_FIRM &&
		event->total > level->counter.total && levels->top == level->id)
		levels->phase++; /* the percentage begins anew */
	counter_take_total(&level->counter, event->total + level->to_total, firmness);
	if (reading->total_epochs > 0)
		level->total_epochs = reading->total_epochs;
	if (isnan(level->first_total) && firmness == TOTAL_FIRM)
		level->first_total = event->total;
	move_or_begin(levels, level, event);
	if (event->finishes)
		level->finished = true;
	return level;
}

void nesting_expect(struct levels *levels, const struct reading *reading)
{
	struct open_level *level = find_or_new(levels, reading, reading->level, LEVEL_OWN);

	level->argv_total = reading->total_iterations;
	if (level->open)
		counter_take_total(&level->counter, level->argv_total, TOTAL_ARGV);
	else
		level->order = 0; /* what opens before it is around it */
}

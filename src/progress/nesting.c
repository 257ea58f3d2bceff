#include "progress/nesting.h"

#include "base/clock.h"

#include <string.h>

static struct open_level *at(struct levels *levels, const struct level_stack *stack, unsigned depth)
{
	return &levels->slots[stack->at[depth]];
}

/* --- what a level's advance does to the others --- */

/* A bar that is not proven to be inside leaves the stack: its next draw shows whether it started again. */
static void reset_inside(struct open_level *level)
{
	if (level->is_bar && !level->bar.inside && !level->declared)
		level->open = false;
	level->finished = false;
	level->rounds = 0;
	level->aside_done = 0;
	level->first_total = NAN;
	counter_begin(&level->counter);
}

static void ask_bars(struct levels *levels, const struct open_level *advanced, unsigned further_out)
{
	struct level_stack stack = levels_stack(levels);

	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		struct open_level *bar = &levels->slots[i];
		int depth = level_depth(levels, &stack, bar);

		if (!bar->id || !bar->is_bar || bar == advanced || bar->place > PLACE_BASIS ||
			(depth >= 0 && depth < (int)further_out))
			continue;
		if (isnan(bar->bar.at_advance))
			bar->bar.at_advance = bar->bar.drawn;
		bar->bar.beside = advanced->id;
	}
}

static void learn_shares(struct levels *levels, const struct open_level *level, struct open_level *inner)
{
	if (inner && inner->rounds > inner->share_rounds) {
		inner->share_rounds = inner->rounds;
		inner->share_of = level->id;
	}
	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		struct open_level *other = &levels->slots[i];

		if (other->id && other->share_rounds > 0 && other->share_of == level->id &&
			other->rounds == 0)
			other->unsteady = true;
	}
}

/* Rule 9. How many rounds of the next inner level made up the iteration is what `learn` finds out. */
static void begin_inside(struct levels *levels, struct open_level *level, bool learn)
{
	struct level_stack stack = levels_stack(levels);
	int depth = level_depth(levels, &stack, level);

	if (depth < 0)
		return;
	level->aside_done = 0;
	ask_bars(levels, level, depth);
	if (learn)
		learn_shares(
			levels, level, depth + 1 < (int)stack.count ? at(levels, &stack, depth + 1) : NULL);
	for (unsigned i = depth + 1; i < stack.count; i++)
		reset_inside(at(levels, &stack, i));
}

/* --- opening --- */

void nesting_top_changed(struct levels *levels)
{
	struct level_stack stack = levels_stack(levels);
	const struct open_level *top = at(levels, &stack, 0);

	levels->phase++;
	levels->sequence = 1;
	levels->top = top->id;
	levels->top_rank = top->rank;
	levels->top_is_bar = top->is_bar;
	levels->top_counted = top->counter.counts;
}

/* Outermost, and nothing around it: one more of the same sort means that nobody knows how many follow. A
 * level after a bar is no more of the same: the bar was a prologue. */
static void begin_top(struct levels *levels, const struct open_level *level)
{
	bool one_more =
		levels->top_counted && level->rank == levels->top_rank && level->is_bar >= levels->top_is_bar;

	levels->sequence = one_more ? levels->sequence + 1 : 1;
	levels->phase++;
	levels->steps++;
	levels->top_before = levels->top;
	levels->top = level->id;
	levels->top_rank = level->rank;
	levels->top_is_bar = level->is_bar;
	levels->top_counted = false;
}

static void close_stack(struct levels *levels)
{
	struct level_stack stack = levels_stack(levels);

	for (unsigned i = 0; i < stack.count; i++) {
		struct open_level *level = at(levels, &stack, i);

		level->open = level->finished = level->around = level->unsteady = false;
		level->order = 0;
		level->rounds = level->share_rounds = 0;
		level->aside_done = level->aside_total = 0;
		level->first_total = NAN;
		counter_begin(&level->counter);
	}
}

/* What may be around the one may be around the other, which is further out. */
static void pass_doubts_on(struct levels *levels, uint32_t from, uint32_t to)
{
	for (unsigned i = 0; i < LEVELS_MAX; i++)
		if (levels->slots[i].id && levels->slots[i].bar.doubted_for == from)
			levels->slots[i].bar.doubted_for = to;
}

/* A bar that was open before this level may well be around it. */
static void doubt_earlier_bars(struct levels *levels, const struct open_level *level)
{
	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		struct open_level *bar = &levels->slots[i];

		if (bar->id && bar->open && bar->is_bar && bar->place == PLACE_STACKED && !bar->bar.inside &&
			!bar->declared && !bar->around && bar->rank >= level->rank && !level_complete(bar)) {
			bar->place = PLACE_UNDECIDED;
			bar->bar.doubted_for = level->id;
		}
	}
}

/* Of bars that all stand at nothing the upper one is outer, in whatever order they were first drawn. */
static void put_above_lower_bars(struct levels *levels, struct open_level *bar)
{
	struct level_stack stack = levels_stack(levels);
	uint32_t newest = bar->order;
	unsigned i = 0;

	while (i < stack.count) {
		const struct open_level *lower = at(levels, &stack, i);

		if (lower != bar && lower->is_bar && lower->tool == bar->tool && lower->rank == bar->rank &&
			lower->bar.row > bar->bar.row && lower->bar.drawn == 0)
			break;
		i++;
	}
	for (; i < stack.count && at(levels, &stack, i) != bar; i++) {
		struct open_level *lower = at(levels, &stack, i);
		struct open_level *next = i + 1 < stack.count ? at(levels, &stack, i + 1) : bar;

		if (bar->order == newest)
			bar->order = lower->order;
		lower->order = next == bar ? newest : next->order;
	}
}

/* True: what is outermost is over, and the level comes after it, not inside it. */
static bool follows(const struct open_level *top, const struct open_level *level)
{
	return level_complete(top) && (level->rank <= top->rank || (top->is_bar && !level->is_bar));
}

bool nesting_open(struct levels *levels, struct open_level *level, bool advanced)
{
	struct level_stack stack = levels_stack(levels);
	bool after_weak = stack.count > 0 && at(levels, &stack, 0)->weak;
	int depth;

	if (stack.count > 0 && follows(at(levels, &stack, 0), level))
		close_stack(levels);
	level->open = true;
	level->place = PLACE_STACKED;
	if (level->order == 0)
		level->order = ++levels->next_id;
	if (level->is_bar)
		put_above_lower_bars(levels, level);
	stack = levels_stack(levels);
	depth = level_depth(levels, &stack, level);
	if (depth > 0 && level_complete(at(levels, &stack, depth - 1))) {
		level->open = false;
		return false;
	}
	level->round_tick = ++levels->tick;
	if (depth < 0)
		return true;
	if (depth == 0 && (stack.count > 1 || after_weak)) {
		nesting_top_changed(levels);
		levels->top_counted = false;
		/* it was there before the weak one told of the same round: nobody knows how many follow */
		if (after_weak && level->id == levels->top_before)
			levels->sequence = 2;
	} else if (depth == 0) {
		begin_top(levels, level);
	} else if (level->id == levels->top_before && levels->sequence > 1) {
		/* what came before the outermost level comes again inside it: it was inside all the time */
		nesting_top_changed(levels);
	}
	if (!level->is_bar)
		doubt_earlier_bars(levels, level);
	if (depth + 1 < (int)stack.count && at(levels, &stack, depth + 1)->tool == level->tool)
		pass_doubts_on(levels, at(levels, &stack, depth + 1)->id, level->id);
	begin_inside(levels, level, advanced);
	return true;
}

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
			begin_inside(levels, level, true);
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
		pass_doubts_on(levels, level->id, bar->id);
		return true;
	}
	return false;
}

/* Of two tools of one kind the one that went on is outer, whichever spoke first: Optuna may be silent until
 * its first trial has ended, and the fits of scikit-learn inside it open first. */
static bool put_peer_around(struct levels *levels, struct open_level *level)
{
	struct level_stack stack = levels_stack(levels);
	unsigned depth = level_depth(levels, &stack, level) + 1;
	struct open_level *peer = depth < stack.count ? at(levels, &stack, depth) : NULL;
	uint32_t order = level->order;

	if (!peer || level->is_bar || peer->is_bar || peer->rank != level->rank ||
		peer->tool == level->tool || peer->round_tick >= level->round_tick ||
		peer->grew_tick <= level->round_tick)
		return false;
	level->order = peer->order;
	peer->order = order;
	return true;
}

void nesting_begin_round(struct levels *levels, struct open_level *level)
{
	struct level_stack stack = levels_stack(levels);
	bool outermost = level_depth(levels, &stack, level) == 0;

	if (put_bar_around(levels, level) || put_peer_around(levels, level)) {
		level->rounds = 1;
		level->share_rounds = 0;
		if (outermost)
			nesting_top_changed(levels);
	} else if (outermost) {
		level->rounds++;
		begin_top(levels, level);
	} else {
		level->rounds++;
	}
	begin_inside(levels, level, false);
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
	return level_complete(at(levels, &stack, depth - 1)) ||
	       (!isnan(level->first_total) && !isnan(total) && total != level->first_total);
}

static void move_or_begin(struct levels *levels, struct open_level *level, const struct level_event *event)
{
	uint64_t source = source_of(event->reading);
	uint64_t when_ns = event->reading->when_ns;
	enum counter_change change = nesting_move(levels, level, event->done, event->running, when_ns);
	bool begins = event->reading->is_bar && isnan(event->running) ? bar_begins(level, event->done)
								      : change == COUNTER_FELL;

	if (begins && source == level->source) {
		nesting_begin_round(levels, level);
		change = nesting_move(levels, level, event->done, event->running, when_ns);
	}
	if (change == COUNTER_GREW)
		level->source = source;
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
		return level->by_events;
	return event->total > level->counter.total ||
	       (event->finishes && event->total < level->counter.total);
}

struct open_level *nesting_take(struct levels *levels, const struct level_event *event)
{
	const struct reading *reading = event->reading;
	struct open_level *level = find_or_new(levels, reading, event->kind, event->identity);
	enum firmness firmness = reading->firmness == TOTAL_UNKNOWN ? TOTAL_FIRM : reading->firmness;
	bool just_opened = !level->open;

	if (is_foreign(level, event))
		return NULL;
	level->by_events |= reading->counted >= 0;
	if (just_opened || reading->weak < level->weak)
		level->weak = reading->weak;
	if (just_opened && !nesting_open(levels, level, event->done >= 1 || event->running > 1))
		return NULL;
	if (is_side_phase(levels, level, firmness == TOTAL_FIRM ? event->total : NAN))
		return NULL;
	level->declared = event->declared;
	if (event->unit.text)
		span_copy(event->unit, level->unit, sizeof(level->unit));
	if (just_opened)
		counter_take_total(&level->counter, level->argv_total, TOTAL_ARGV);
	if (event->opens)
		open_round(levels, level, event, just_opened);
	counter_take_total(&level->counter, event->total, firmness);
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
}

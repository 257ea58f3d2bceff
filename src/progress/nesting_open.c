#include "progress/nesting_open.h"

#include <math.h>

/* --- what a level's advance does to the others --- */

/* A bar that is not proven to be inside leaves the stack: its next draw shows whether it started again. */
static void reset_inside(struct open_level *level)
{
	level->left_at = level->counter.done > 1 && !level_complete(level) ? level->counter.done : NAN;
	if (level->is_bar && !level->bar.inside && !level->declared)
		level->open = false;
	level->finished = false;
	level->rounds = 0;
	level->rounds_done = level->aside_done = 0;
	level->first_total = NAN;
	counter_begin(&level->counter);
}

/* Asked by somebody else already, or known to be inside somebody else: a twin has nothing to ask it. */
static bool is_settled(const struct open_level *bar, const struct open_level *twin)
{
	return !isnan(bar->bar.at_advance) || (bar->bar.inside && bar->bar.inside_of != twin->id);
}

static void ask_bars(struct levels *levels, const struct open_level *advanced, unsigned further_out)
{
	struct level_stack stack = levels_stack(levels);

	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		struct open_level *bar = &levels->slots[i];
		int depth = level_depth(levels, &stack, bar);

		if (!bar->id || !bar->is_bar || bar == advanced || bar->place > PLACE_BASIS ||
			(depth >= 0 && depth < (int)further_out) ||
			(bar->identity == advanced->identity && is_settled(bar, advanced)))
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
void nesting_begin_inside(struct levels *levels, struct open_level *level, bool learn)
{
	struct level_stack stack = levels_stack(levels);
	int depth = level_depth(levels, &stack, level);

	if (depth < 0)
		return;
	level->aside_done = 0;
	ask_bars(levels, level, depth);
	if (learn)
		learn_shares(levels, level,
			depth + 1 < (int)stack.count ? level_at(levels, &stack, depth + 1) : NULL);
	for (unsigned i = depth + 1; i < stack.count; i++)
		if (i > (unsigned)depth + 1 || !level_at(levels, &stack, i)->spans)
			reset_inside(level_at(levels, &stack, i));
}

/* --- opening --- */

void nesting_top_changed(struct levels *levels)
{
	struct level_stack stack = levels_stack(levels);
	const struct open_level *top = level_at(levels, &stack, 0);

	levels->phase++;
	levels->sequence = 1;
	levels->top = top->id;
	levels->top_rank = top->rank;
	levels->top_is_bar = top->is_bar;
	levels->top_counted = top->counter.counts;
}

/* Outermost, and nothing around it: one more of the same sort means that nobody knows how many follow. A
 * level after a bar is no more of the same: the bar was a prologue. */
void nesting_begin_top(struct levels *levels, const struct open_level *level)
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

void nesting_close(struct levels *levels)
{
	struct level_stack stack = levels_stack(levels);

	for (unsigned i = 0; i < stack.count; i++) {
		struct open_level *level = level_at(levels, &stack, i);

		level->open = level->finished = level->around = level->unsteady = false;
		level->order = 0;
		level->rounds = level->share_rounds = 0;
		level->rounds_done = 0;
		level->aside_done = level->aside_total = 0;
		level->first_total = level->left_at = NAN;
		level->spans = false;
		counter_begin(&level->counter);
	}
}

/* What may be around the one may be around the other, which is further out. */
void nesting_pass_doubts_on(struct levels *levels, uint32_t from, uint32_t to)
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
		const struct open_level *lower = level_at(levels, &stack, i);

		if (lower != bar && lower->is_bar && lower->tool == bar->tool && lower->rank == bar->rank &&
			lower->bar.row > bar->bar.row && lower->bar.drawn == 0)
			break;
		i++;
	}
	for (; i < stack.count && level_at(levels, &stack, i) != bar; i++) {
		struct open_level *lower = level_at(levels, &stack, i);
		struct open_level *next = i + 1 < stack.count ? level_at(levels, &stack, i + 1) : bar;

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

/* "Iteration 1/4", and then the first epoch: what has only begun and holds the epochs is no loop inside them.
 */
static void put_heading_around(struct levels *levels, const struct open_level *level)
{
	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		struct open_level *heading = &levels->slots[i];

		if (!heading->id || !heading->open || heading->is_bar || heading->kind != LEVEL_LOOP ||
			heading->class != CLASS_GENERIC || heading->identity != LEVEL_OWN ||
			heading->counter.running != 1 || heading->counter.done > 0)
			continue;
		heading->rank = level->rank;
		heading->order = level->order;
		heading->around = true;
	}
}

bool nesting_open(struct levels *levels, struct open_level *level, bool advanced)
{
	struct level_stack stack = levels_stack(levels);
	bool after_weak = stack.count > 0 && level_at(levels, &stack, 0)->weak;
	int depth;

	if (stack.count > 0 && follows(level_at(levels, &stack, 0), level))
		nesting_close(levels);
	level->open = true;
	level->place = PLACE_STACKED;
	if (level->order == 0)
		level->order = ++levels->next_id;
	if (level->is_bar)
		put_above_lower_bars(levels, level);
	else if (level->kind == LEVEL_TRAINING)
		put_heading_around(levels, level);
	stack = levels_stack(levels);
	depth = level_depth(levels, &stack, level);
	if (depth > 0 && level_complete(level_at(levels, &stack, depth - 1))) {
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
		nesting_begin_top(levels, level);
	} else if (level->id == levels->top_before && levels->sequence > 1) {
		/* what came before the outermost level comes again inside it: it was inside all the time */
		nesting_top_changed(levels);
	}
	if (!level->is_bar)
		doubt_earlier_bars(levels, level);
	if (depth + 1 < (int)stack.count && level_at(levels, &stack, depth + 1)->tool == level->tool)
		nesting_pass_doubts_on(levels, level_at(levels, &stack, depth + 1)->id, level->id);
	nesting_begin_inside(levels, level, advanced);
	return true;
}

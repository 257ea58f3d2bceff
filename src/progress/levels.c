#include "progress/levels.h"

#include <string.h>

void levels_init(struct levels *levels, double plan_total)
{
	memset(levels, 0, sizeof(*levels));
	levels->plan_total = plan_total;
}

static void forget_bar(struct open_level *level)
{
	level->bar.drawn = level->bar.fell_to = level->bar.at_advance = NAN;
	level->bar.part = NAN;
	level->bar.counts_parts = false;
	level->bar.survived = 0;
	level->bar.out_of_step = level->bar.inside = level->bar.twins = false;
	level->bar.inside_of = 0;
}

static void close_level(struct open_level *level)
{
	level->open = level->finished = level->around = level->unsteady = false;
	level->from_zero = level->to_total = false;
	level->rounds = level->share_rounds = 0;
	level->rounds_done = 0;
	level->aside_done = level->aside_total = 0;
	level->first_total = level->left_at = level->total_epochs = NAN;
	level->spans = false;
	counter_clear(&level->counter);
	forget_bar(level);
}

void levels_close(struct levels *levels)
{
	for (unsigned i = 0; i < LEVELS_MAX; i++)
		close_level(&levels->slots[i]);
	levels->sequence = 0;
	levels->top_counted = false;
	levels->phase++;
}

static bool is_further_out(const struct open_level *a, const struct open_level *b)
{
	if (a->rank != b->rank)
		return a->rank < b->rank;
	if (a->order != b->order)
		return a->order < b->order;
	return a->around != b->around ? a->around : a->id < b->id;
}

/* To one that was complete before it began a weak level doesn't give way: that was a prologue. Nor does one
 * that counts towards a total that was printed: the bar with this total feeds it. */
static bool gives_way(const struct levels *levels, const struct open_level *level)
{
	if (level->weak == WEAK && level->counter.counts && level->counter.firmness == TOTAL_FIRM)
		return false;
	for (unsigned i = 0; i < levels->slots_used; i++) {
		const struct open_level *other = &levels->slots[i];

		if (other->id && other->open && !other->weak && other->place != PLACE_SIDE &&
			other->place != PLACE_COUNTER &&
			(level->weak == WEAK ? other->rank >= level->rank : other->rank == level->rank) &&
			(!level_complete(other) || other->grew_tick > level->round_tick))
			return true;
	}
	return false;
}

struct level_stack levels_stack(const struct levels *levels)
{
	struct level_stack stack = { .count = 0 };

	for (unsigned i = 0; i < levels->slots_used; i++) {
		const struct open_level *level = &levels->slots[i];
		unsigned at = stack.count;

		if (!level->id || !level->open || level->place != PLACE_STACKED ||
			(level->weak && gives_way(levels, level)))
			continue;
		for (; at > 0 && is_further_out(level, &levels->slots[stack.at[at - 1]]); at--)
			stack.at[at] = stack.at[at - 1];
		stack.at[at] = i;
		stack.count++;
	}
	return stack;
}

int level_depth(const struct levels *levels, const struct level_stack *stack, const struct open_level *level)
{
	for (unsigned i = 0; i < stack->count; i++)
		if (&levels->slots[stack->at[i]] == level)
			return i;
	return -1;
}

struct open_level *levels_find(struct levels *levels, unsigned tool, enum level kind, uint64_t identity)
{
	bool is_word = identity > LEVEL_ITEMS;

	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		struct open_level *level = &levels->slots[i];

		if (level->id && !level->is_bar && (level->tool == tool || is_word) && level->kind == kind &&
			level->identity == identity)
			return level;
	}
	return NULL;
}

static bool gives_way_before(const struct open_level *a, const struct open_level *b)
{
	if (!a->id || !b->id)
		return !a->id && b->id;
	if (a->open != b->open)
		return !a->open;
	if (a->is_bar != b->is_bar)
		return a->is_bar;
	return a->grew_tick < b->grew_tick;
}

struct open_level *levels_new(
	struct levels *levels, const struct reading *reading, enum level kind, uint64_t identity)
{
	struct open_level *level = &levels->slots[0];

	for (unsigned i = 1; i < LEVELS_MAX; i++)
		if (gives_way_before(&levels->slots[i], level))
			level = &levels->slots[i];
	if (levels->slots_used <= (unsigned)(level - levels->slots))
		levels->slots_used = (unsigned)(level - levels->slots) + 1;
	memset(level, 0, sizeof(*level));
	level->id = level->order = ++levels->next_id;
	level->kind = kind;
	level->class = reading->class;
	level->tool = reading->tool;
	level->identity = identity;
	level->rank = kind == LEVEL_NONE ? LEVEL_LOOP : kind;
	level->argv_total = level->per_second = NAN;
	level->grew_tick = ++levels->tick;
	close_level(level);
	span_copy(span_of(reading->tool_name), level->tool_name, sizeof(level->tool_name));
	return level;
}

bool level_complete(const struct open_level *level)
{
	return level->finished || counter_complete(&level->counter);
}

static bool is_outermost(const struct levels *levels, const struct open_level *level)
{
	struct level_stack stack = levels_stack(levels);

	return level_depth(levels, &stack, level) == 0;
}

double levels_total(const struct levels *levels, const struct open_level *level)
{
	if (level->counter.firmness <= TOTAL_ARGV && levels->plan_total >= counter_number(&level->counter) &&
		is_outermost(levels, level))
		return levels->plan_total;
	return level->counter.total;
}

/* One tool that declares two levels nests them: an epoch of Keras has its batches inside. */
static unsigned share_rounds(const struct open_level *level, const struct open_level *around)
{
	bool known = level->declared || (level->class != CLASS_GENERIC && level->tool == around->tool &&
						level->kind != around->kind);

	if (known)
		return level->share_rounds == 0 ? 1 : level->share_rounds;
	return level->unsteady ? 0 : level->share_rounds;
}

static double counter_fraction(const struct counter *counter)
{
	return fmin(1, counter->done / counter->total);
}

static double bar_fraction(const struct open_level *level)
{
	return fmin(1, level->bar.drawn / level->counter.total);
}

/* Of workers side by side the one that is least far tells. */
static double least_of_twins(const struct levels *levels, const struct open_level *bar, double fraction)
{
	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		const struct open_level *twin = &levels->slots[i];

		if (twin->id && twin->open && twin->place == PLACE_TWIN && twin->identity == bar->identity)
			fraction = fmin(fraction, bar_fraction(twin));
	}
	return fraction;
}

/* Of "Epoch 0/9" ten, until the last one or the end shows that it was nine: what the printed number means is
 * not known before. */
static double most_there_may_be(const struct levels *levels, const struct open_level *level)
{
	double total = levels_total(levels, level);

	return level->from_zero && !level->to_total ? total + 1 : total;
}

static double fraction_at(const struct levels *levels, const struct level_stack *stack, unsigned depth);

/* What the inner level's rounds, and the bars that run beside them (a validation, item by item worth as
 * much), make up of one iteration. */
static double part_inside(const struct levels *levels, const struct level_stack *stack, unsigned depth)
{
	const struct open_level *level = &levels->slots[stack->at[depth]];
	const struct open_level *inner = &levels->slots[stack->at[depth + 1]];
	/* more than were learnt: then at least as many make an iteration */
	unsigned rounds = share_rounds(inner, level) == 0 || share_rounds(inner, level) > inner->rounds
				  ? share_rounds(inner, level)
				  : inner->rounds;
	double fraction = fraction_at(levels, stack, depth + 1);
	double items = rounds * inner->counter.total;
	double aside = isnan(items) ? 0 : fmin(level->aside_total, items);
	double inside;

	if (rounds == 0 || inner->rounds == 0)
		return 0;
	inside = fmin(1, (inner->rounds_done + (isnan(fraction) ? 0 : fraction)) / rounds);
	return aside > 0 ? (inside * items + fmin(level->aside_done, aside)) / (items + aside) : inside;
}

/* How far a level of the stack is, with all that runs inside it; the parts of one iteration that its rounds
 * make up add to the level around it. */
static double fraction_at(const struct levels *levels, const struct level_stack *stack, unsigned depth)
{
	const struct open_level *level = &levels->slots[stack->at[depth]];
	double total = most_there_may_be(levels, level);
	double done = floor(counter_position(&level->counter));
	double part = counter_position(&level->counter) - done;

	if (isnan(total))
		return NAN;
	if (level->finished)
		return 1;
	if (depth + 1 < stack->count && levels->slots[stack->at[depth + 1]].spans)
		return counter_fraction(&levels->slots[stack->at[depth + 1]].counter);
	if (depth + 1 < stack->count && !level->in_percent) /* one per cent is no iteration */
		part = fmax(part, part_inside(levels, stack, depth));
	part = fmin(1, (done + part) / total);
	return level->is_bar ? least_of_twins(levels, level, part) : part;
}

const struct open_level *levels_part(const struct levels *levels)
{
	struct level_stack stack = levels_stack(levels);
	const struct open_level *outermost = stack.count ? &levels->slots[stack.at[0]] : NULL;

	return outermost && !isnan(outermost->bar.part) && !outermost->bar.counts_parts ? outermost : NULL;
}

double levels_parts_total(const struct levels *levels, const struct open_level *part)
{
	const struct open_level *expected = NULL;
	double total = levels->plan_total;

	for (unsigned i = 0; i < LEVELS_MAX && !expected; i++)
		if (levels->slots[i].id && !levels->slots[i].is_bar && levels->slots[i].tool == part->tool)
			expected = &levels->slots[i];
	if (isnan(total) && expected)
		total = expected->argv_total;
	return total >= part->bar.part ? total : NAN;
}

double levels_fraction(const struct levels *levels)
{
	struct level_stack stack = levels_stack(levels);
	double fraction = stack.count ? fraction_at(levels, &stack, 0) : NAN;

	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		const struct open_level *level = &levels->slots[i];

		if (level->id && level->open && level->place == PLACE_BASIS)
			return bar_fraction(level);
		if (level->id && level->open && level->place == PLACE_UNDECIDED && !isnan(fraction))
			fraction = fmin(fraction, bar_fraction(level));
	}
	return fraction;
}

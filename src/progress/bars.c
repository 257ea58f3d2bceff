#include "progress/bars.h"

#include "progress/bar_identity.h"
#include "progress/nesting.h"

#include <string.h>

#define ADVANCES_TO_PROVE 3 /* of a level, over which a bar stayed open and grew */
#define RISES_TO_PROVE 3    /* values of a bare counter */

/* A level whose total a header announced, that counts by nothing else and has nothing inside yet, is what
 * this bar counts. */
static struct open_level *announced(struct levels *levels, double total)
{
	struct level_stack stack = levels_stack(levels);
	struct open_level *level = stack.count ? &levels->slots[stack.at[stack.count - 1]] : NULL;

	if (!level || level->is_bar || level->counter.counts || level->counter.firmness != TOTAL_FIRM ||
		level->counter.total != total)
		return NULL;
	return level;
}

static struct open_level *new_bar(struct levels *levels, const struct reading *reading)
{
	struct open_level *bar = levels_new(levels, reading, reading->level, bar_identity(reading));
	struct open_level *counted = reading->side ? NULL : announced(levels, bar_total(reading));

	bar->is_bar = true;
	if (reading->side) {
		bar->place = PLACE_SIDE;
		bar->open = true;
		levels->steps += levels_stack(levels).count == 0;
	} else if (counted) {
		bar->place = PLACE_COUNTER;
		bar->bar.announced = true;
		bar->bar.beside = counted->id;
		bar->open = true;
	}
	return bar;
}

/* --- what a draw means --- */

enum draw {
	DRAW_NOTHING, /* the same, lower without meaning, or a fall that the next draw has to confirm */
	DRAW_GREW,
	DRAW_BEGAN, /* it started again */
};

static enum draw judge(struct open_level *level, double value)
{
	struct bar_evidence *bar = &level->bar;

	if (isnan(bar->drawn))
		return DRAW_GREW;
	if (!isnan(bar->fell_to) && value > bar->fell_to && value < bar->drawn)
		return DRAW_BEGAN;
	if (value >= bar->drawn) {
		bar->fell_to = NAN;
		return value > bar->drawn ? DRAW_GREW : DRAW_NOTHING;
	}
	if (value > 1 && value > level->counter.first && isnan(bar->at_advance))
		return DRAW_NOTHING;
	if (bar->drawn >= level->counter.total)
		return DRAW_BEGAN;
	bar->fell_to = value;
	return DRAW_NOTHING;
}

/* Where only a bar's last draw is to be seen, as in a log, a side phase of the next iteration looks like that
 * of this one: what ran between them tells. */
static bool side_ran_again(const struct levels *levels, const struct open_level *bar, double value)
{
	struct level_stack stack = levels_stack(levels);
	const struct open_level *inner = stack.count ? &levels->slots[stack.at[stack.count - 1]] : NULL;

	return bar->place == PLACE_SIDE && value == bar->bar.drawn && value >= bar->counter.total && inner &&
	       inner->grew_tick > bar->grew_tick;
}

/* --- the consequences --- */

static struct open_level *level_of(struct levels *levels, uint32_t id)
{
	for (unsigned i = 0; i < LEVELS_MAX; i++)
		if (levels->slots[i].id == id && levels->slots[i].open)
			return &levels->slots[i];
	return NULL;
}

/* Open over three advances of a level: around it, or its counter if it kept step. Beside another bar it only
 * holds back: which of two bars is the whole is not to be seen. */
static void settle(struct levels *levels, struct open_level *bar)
{
	struct open_level *level = level_of(levels, bar->bar.beside);
	double total = bar->counter.total;

	if (!level || level->is_bar || isnan(total) || level->rounds > 1)
		return;
	if (!bar->bar.out_of_step && (isnan(level->counter.total) || level->counter.total == total)) {
		counter_take_total(&level->counter, total, TOTAL_FIRM);
		bar->place = PLACE_COUNTER;
	} else {
		bar->place = PLACE_BASIS;
		nesting_top_changed(levels);
	}
}

static void survive(struct levels *levels, struct open_level *bar)
{
	struct open_level *level = level_of(levels, bar->bar.beside);
	double behind = level ? counter_position(&level->counter) - bar->bar.drawn : NAN;

	if (!(behind >= 0 && behind <= 1))
		bar->bar.out_of_step = true;
	bar->bar.at_advance = NAN;
	bar->open = true;
	if (bar->bar.twins) {
		bar->place = PLACE_TWIN;
		return;
	}
	if (bar->place == PLACE_STACKED) {
		bar->place = PLACE_UNDECIDED;
		bar->bar.doubted_for = bar->bar.beside;
	}
	if (++bar->bar.survived >= ADVANCES_TO_PROVE && bar->place == PLACE_UNDECIDED)
		settle(levels, bar);
}

static void feed(struct levels *levels, const struct open_level *bar, uint64_t when_ns)
{
	struct open_level *level = level_of(levels, bar->bar.beside);

	if (level)
		nesting_move(levels, level, bar->bar.drawn, NAN, when_ns);
}

/* A bar of the same name and total that stands open in another row, and is not around this one. */
static struct open_level *find_twin(struct levels *levels, const struct open_level *bar)
{
	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		struct open_level *other = &levels->slots[i];

		if (other != bar && other->id && other->is_bar && other->open &&
			other->identity == bar->identity && other->bar.row != bar->bar.row &&
			other->place <= PLACE_TWIN && !level_complete(other) &&
			bar->bar.inside_of != other->id)
			return other;
	}
	return NULL;
}

/* Of workers side by side one stands in the stack. */
static bool open_bar(struct levels *levels, struct open_level *bar)
{
	struct open_level *twin = find_twin(levels, bar);

	if (!twin) {
		bar->bar.twins = false;
		return nesting_open(levels, bar, false);
	}
	bar->open = true;
	bar->place = PLACE_TWIN;
	bar->bar.twins = twin->bar.twins = true;
	return false;
}

/* A side phase is part of the iteration in which it runs, beside the innermost level. */
static void count_aside(struct levels *levels, double items)
{
	struct level_stack stack = levels_stack(levels);
	struct open_level *around = stack.count > 1 ? &levels->slots[stack.at[stack.count - 2]] : NULL;

	if (!around || isnan(items))
		return;
	around->aside_done += items;
	around->aside_total = fmax(around->aside_total, around->aside_done);
}

static void grow(struct levels *levels, struct open_level *bar, const struct reading *reading)
{
	bool asked = !isnan(bar->bar.at_advance);
	double before = isnan(bar->bar.drawn) ? 0 : bar->bar.drawn;

	if (asked && (bar->bar.inside || bar->declared))
		return; /* a late draw of the last iteration */
	bar->bar.drawn = bar_value(reading);
	if (asked)
		survive(levels, bar);
	bar->grew_tick = ++levels->tick;
	if (bar->place == PLACE_COUNTER)
		feed(levels, bar, reading->when_ns);
	else if (bar->place <= PLACE_TWIN && bar->place != PLACE_STACKED &&
		 bar->bar.drawn >= bar->counter.total)
		bar->open = false;
	else if (bar->place == PLACE_STACKED && (bar->open || open_bar(levels, bar)))
		nesting_move(levels, bar, bar->bar.drawn, NAN, reading->when_ns);
	else if (!bar->open || bar->place == PLACE_SIDE)
		count_aside(levels, bar->bar.drawn - before);
}

static void begin(struct levels *levels, struct open_level *bar, const struct reading *reading)
{
	bool asked = !isnan(bar->bar.at_advance);
	bool was_open = bar->open && bar->place == PLACE_STACKED;

	bar->bar.drawn = bar_value(reading);
	bar->bar.fell_to = bar->bar.at_advance = NAN;
	bar->grew_tick = ++levels->tick;
	if (bar->place == PLACE_SIDE)
		count_aside(levels, bar->bar.drawn);
	if (bar->place == PLACE_SIDE || bar->place == PLACE_COUNTER)
		return;
	if (bar->place == PLACE_BASIS)
		levels->phase++;
	bar->bar.survived = 0;
	if (asked || bar->place == PLACE_TWIN) {
		const struct open_level *twin = asked ? NULL : find_twin(levels, bar);

		/* of two that looked alike the one that starts again is inside the other */
		bar->bar.inside = true;
		bar->bar.inside_of = twin ? twin->id : bar->bar.beside;
	}
	if (!was_open && !open_bar(levels, bar)) {
		if (!bar->open)
			count_aside(levels, bar->bar.drawn);
		return;
	}
	if (was_open && !asked)
		nesting_begin_round(levels, bar);
	nesting_move(levels, bar, bar->bar.drawn, NAN, reading->when_ns);
}

/* "epoch 3: 40%" is what is inside the third, unless the description follows the bar's own count. */
static void take_part(struct bar_evidence *bar, const struct reading *reading)
{
	double part = reading->current_iteration, value = bar_value(reading);

	if (isnan(part) || !reading->from_first)
		return;
	if (isnan(bar->part))
		bar->part_from_one = part > 1;
	if (bar->part_from_one)
		part--;
	if (part > bar->part && value > bar->drawn_at_part)
		bar->counts_parts = fabs(value - part) <= 1 || fabs(value + 1 - part) <= 1;
	if (part == bar->part)
		return;
	bar->part = part;
	bar->drawn_at_part = value;
}

static void name_bar(struct open_level *bar, const struct reading *reading)
{
	struct span unit = bar->declared ? reading->item_unit : reading->unit;

	if (reading->bar_name.text)
		span_copy(reading->bar_name, bar->name, sizeof(bar->name));
	if (unit.text)
		span_copy(unit, bar->unit, sizeof(bar->unit));
	bar->in_percent = isnan(reading->bar_done);
	bar->bar.row = reading->row;
	bar->bar.stream = reading->stream;
}

struct open_level *bars_take(struct levels *levels, const struct reading *reading, bool declared)
{
	struct open_level *bar = bar_find(levels, reading);
	enum draw draw;

	if (isnan(bar_value(reading)) || (!bar && reading->paused))
		return NULL;
	if (!bar)
		bar = new_bar(levels, reading);
	bar->declared = declared;
	name_bar(bar, reading);
	take_part(&bar->bar, reading);
	counter_take_total(&bar->counter, bar_total(reading), TOTAL_FIRM);
	draw = side_ran_again(levels, bar, bar_value(reading)) ? DRAW_BEGAN : judge(bar, bar_value(reading));
	if (draw == DRAW_GREW)
		grow(levels, bar, reading);
	else if (draw == DRAW_BEGAN)
		begin(levels, bar, reading);
	return bar->open && bar->place != PLACE_SIDE ? bar : NULL;
}

static bool stands_on(const struct open_level *level, unsigned stream)
{
	return level->id && level->is_bar && level->bar.stream == stream;
}

void bars_push(struct levels *levels, unsigned stream, int row)
{
	bool pushes = false;

	for (unsigned i = 0; i < levels->slots_used; i++)
		pushes |= stands_on(&levels->slots[i], stream) && levels->slots[i].bar.row == row;
	for (unsigned i = 0; pushes && i < levels->slots_used; i++)
		if (stands_on(&levels->slots[i], stream) && levels->slots[i].bar.row >= row)
			levels->slots[i].bar.row++;
}

void bars_recognise(struct levels *levels, const struct reading *reading)
{
	for (unsigned i = 0; i < levels->slots_used; i++) {
		struct open_level *bar = &levels->slots[i];

		if (stands_on(bar, reading->stream) && bar->bar.row == reading->row &&
			bar->class < reading->class && bar->counter.total == reading->bar_total)
			memset(bar, 0, sizeof(*bar));
	}
}

void bars_become_items(struct levels *levels, const struct reading *reading)
{
	for (unsigned i = 0; i < levels->slots_used; i++) {
		struct open_level *bar = &levels->slots[i];

		if (stands_on(bar, reading->stream) && bar->bar.row == reading->row && !level_complete(bar) &&
			bar->counter.total == reading->total_items)
			memset(bar, 0, sizeof(*bar));
	}
}

/* --- bare counters --- */

bool candidates_prove(struct candidates *candidates, const struct reading *reading)
{
	uint64_t identity = bar_identity(reading);
	double value = bar_value(reading);
	unsigned i;

	for (i = 0; i < CANDIDATES_MAX; i++)
		if (candidates->slots[i].identity == identity)
			break;
	if (i == CANDIDATES_MAX) {
		i = candidates->next++ % CANDIDATES_MAX;
		candidates->slots[i].identity = identity;
		candidates->slots[i].rises = 0;
		candidates->slots[i].value = -1;
	}
	if (candidates->slots[i].rises >= RISES_TO_PROVE)
		return true;
	if (value > candidates->slots[i].value)
		candidates->slots[i].rises++;
	else if (value < candidates->slots[i].value)
		candidates->slots[i].rises = 1;
	candidates->slots[i].value = value;
	return candidates->slots[i].rises >= RISES_TO_PROVE;
}

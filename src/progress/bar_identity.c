/* Name with digits masked, stream, tool and total; the row and the name itself tell equal ones apart. */
#include "progress/bar_identity.h"

#include <string.h>

static uint64_t mix(uint64_t hash, uint64_t value)
{
	return (hash ^ value) * 1099511628211ULL;
}

static uint64_t masked_hash(struct span name)
{
	uint64_t hash = 14695981039346656037ULL;
	bool in_number = false;

	for (size_t i = 0; i < name.length; i++) {
		bool digit = name.text[i] >= '0' && name.text[i] <= '9';

		if (!digit || !in_number)
			hash = mix(hash, digit ? '#' : (unsigned char)name.text[i]);
		in_number = digit;
	}
	return hash;
}

uint64_t bar_identity(const struct reading *reading)
{
	uint64_t hash = masked_hash(reading->bar_name);

	hash = mix(hash, reading->stream);
	hash = mix(hash, reading->tool);
	hash = mix(hash, isnan(reading->bar_total) ? 0 : (uint64_t)(reading->bar_total * 1000));
	return hash | 2; /* never LEVEL_OWN or LEVEL_ITEMS */
}

/* "60%|▌| 60/10": a narrow terminal cut the total off. */
static bool is_cut(const struct reading *reading)
{
	return reading->percentage + 2 < 100 * reading->bar_done / reading->bar_total;
}

double bar_value(const struct reading *reading)
{
	if (is_cut(reading))
		return NAN;
	return isnan(reading->bar_done) ? reading->percentage : reading->bar_done;
}

double bar_total(const struct reading *reading)
{
	return isnan(reading->bar_done) ? 100 : reading->bar_total;
}

/* A bar goes on in another row when something was printed above it; two open ones of one name differ by it.
 */
static bool may_be(const struct open_level *bar, const struct reading *reading)
{
	double value = bar_value(reading);

	if (bar->bar.row == reading->row || level_complete(bar) || bar->bar.drawn >= bar->counter.total)
		return true;
	return (value >= bar->bar.drawn && value > 0) || !isnan(bar->bar.at_advance);
}

/* Digits are masked in the identity: of "fold 1" and "fold 2", side by side, the name tells which is meant,
 * of two bars of one name the row. */
static int likeness(const struct open_level *bar, const struct reading *reading)
{
	return 2 * span_is(reading->bar_name, bar->name) + (bar->bar.row == reading->row);
}

/* "Epoch 3" becomes "Epoch 3, loss: 0.25"; a bar without a description may get any. */
static bool begins_with_its_name(const struct open_level *bar, const struct reading *reading)
{
	size_t length = strlen(bar->name);

	return reading->bar_name.length >= length && !memcmp(reading->bar_name.text, bar->name, length);
}

static bool may_be_renamed(const struct open_level *bar, const struct reading *reading)
{
	double value = bar_value(reading);

	return bar->id && bar->is_bar && bar->open && bar->tool == reading->tool &&
	       bar->bar.row == reading->row && bar->bar.stream == reading->stream &&
	       (bar->place == PLACE_SIDE) == reading->side && bar->in_percent == isnan(reading->bar_done) &&
	       bar->bar.drawn < bar->counter.total && value >= bar->bar.drawn &&
	       (value > 0 || begins_with_its_name(bar, reading));
}

/* A bar whose description names what it is at, or whose total grows, goes on in its row under another
 * identity. */
static struct open_level *find_renamed(struct levels *levels, const struct reading *reading)
{
	uint64_t name = masked_hash(reading->bar_name);

	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		struct open_level *bar = &levels->slots[i];

		if (!may_be_renamed(bar, reading))
			continue;
		if (bar->counter.total == bar_total(reading))
			return bar;
		if (masked_hash(span_of(bar->name)) == name && bar_total(reading) > bar->counter.total) {
			levels->phase++; /* the percentage begins anew */
			return bar;
		}
	}
	return NULL;
}

/* What stands in this row is nearer than a bar above that once had this description. */
static struct open_level *nearer(
	struct levels *levels, const struct reading *reading, struct open_level *above)
{
	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		struct open_level *bar = &levels->slots[i];

		if (may_be_renamed(bar, reading) && bar->counter.total == bar_total(reading) &&
			begins_with_its_name(bar, reading))
			return bar;
	}
	return above;
}

struct open_level *bar_find(struct levels *levels, const struct reading *reading)
{
	uint64_t identity = bar_identity(reading);
	struct open_level *found = NULL;

	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		struct open_level *bar = &levels->slots[i];

		if (!bar->id || !bar->is_bar || bar->identity != identity || !may_be(bar, reading))
			continue;
		if (!found || likeness(bar, reading) > likeness(found, reading))
			found = bar;
	}
	if (found && found->bar.row != reading->row)
		found = nearer(levels, reading, found);
	else if (!found)
		found = find_renamed(levels, reading);
	if (found)
		found->identity = identity;
	return found;
}

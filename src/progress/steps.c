#include "progress/steps.h"

#include <string.h>
#include <strings.h>

void steps_init(struct steps *steps, const struct plan *plan)
{
	memset(steps, 0, sizeof(*steps));
	steps->plan = *plan;
	steps->number = steps->total = -1;
}

bool steps_planned(const struct steps *steps)
{
	return steps->plan.step_count > 0;
}

static bool names_step(const char *name, struct span text)
{
	return strlen(name) == text.length && strncasecmp(name, text.text, text.length) == 0;
}

/* Place in the plan, step_count if the plan does not know it. */
static unsigned find_step(const struct steps *steps, const struct reading *reading)
{
	unsigned count = steps->plan.step_count;

	for (unsigned i = 0; reading->step.text && i < count; i++)
		if (names_step(steps->plan.steps[i].name, reading->step))
			return i;
	if (!reading->step.text && reading->step_number >= 1 && reading->step_number <= count)
		return (unsigned)reading->step_number - 1;
	return count;
}

static bool take_planned(struct steps *steps, const struct reading *reading)
{
	unsigned step = find_step(steps, reading);

	if (step == steps->plan.step_count || step < steps->current)
		return false;
	if (step == steps->current) {
		steps->current_done |= reading->finishes;
		return false;
	}
	steps->current = step;
	steps->current_done = reading->finishes;
	return true;
}

static int32_t printed(double number)
{
	return number >= 0 && number <= 1000000 ? (int32_t)number : -1;
}

static bool take_named(struct steps *steps, const struct reading *reading)
{
	bool same = reading->step.text ? names_step(steps->name, reading->step)
				       : printed(reading->step_number) == steps->number;

	steps->number = printed(reading->step_number);
	if (!isnan(reading->total_steps))
		steps->total = printed(reading->total_steps);
	if (reading->finishes || same)
		return false;
	if (reading->step.text)
		span_copy(reading->step, steps->name, sizeof(steps->name));
	steps->named++;
	return true;
}

bool steps_take(struct steps *steps, const struct reading *reading)
{
	if (!reading->step.text && isnan(reading->step_number))
		return false;
	return steps_planned(steps) ? take_planned(steps, reading) : take_named(steps, reading);
}

bool steps_have_no_weight(const struct steps *steps)
{
	return !steps_planned(steps) && (steps->total > 1 || (steps->number >= 1 && steps->total < 0));
}

double steps_fraction(const struct steps *steps, double fraction)
{
	double whole = 0, done = 0;

	for (unsigned i = 0; i < steps->plan.step_count; i++) {
		double weight = steps->plan.steps[i].weight;

		whole += weight;
		if (i < steps->current)
			done += weight;
		else if (i == steps->current)
			done += weight * (steps->current_done ? 1 : isnan(fraction) ? 0 : fraction);
	}
	return done / whole;
}

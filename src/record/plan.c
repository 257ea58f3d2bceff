/* Reads the list of weighted steps. */
#include "record/plan.h"

#include "base/span.h"
#include "parse/literal.h"

#include <math.h>

static struct span trim(struct span span)
{
	while (span.length && span.text[0] == ' ')
		span.text++, span.length--;
	while (span.length && span.text[span.length - 1] == ' ')
		span.length--;
	return span;
}

static bool add_step(struct plan *plan, struct span part, struct error *err)
{
	const char *equals = memrchr(part.text, '=', part.length);
	struct span name, weight;
	double value;

	if (plan->step_count == PLAN_STEPS_MAX)
		return error_set(err, ERROR_USAGE, "steps: more than %d steps", PLAN_STEPS_MAX);
	if (!equals)
		return error_set(
			err, ERROR_USAGE, "steps: '%.*s' is no NAME=WEIGHT", (int)part.length, part.text);
	name = trim((struct span){ part.text, (size_t)(equals - part.text) });
	weight = trim((struct span){ equals + 1, part.length - (size_t)(equals + 1 - part.text) });
	if (!name.length || name.length >= sizeof(plan->steps[0].name))
		return error_set(err, ERROR_USAGE, "steps: a step's name has 1 to %zu bytes, not '%.*s'",
			sizeof(plan->steps[0].name) - 1, (int)name.length, name.text);
	if (!literal_number(weight, &value) || !isfinite(value) || value <= 0)
		return error_set(err, ERROR_USAGE,
			"steps: the weight of '%.*s' must be a positive number, not '%.*s'", (int)name.length,
			name.text, (int)weight.length, weight.text);
	span_copy(name, plan->steps[plan->step_count].name, sizeof(plan->steps[0].name));
	plan->steps[plan->step_count++].weight = value;
	return true;
}

bool plan_from_settings(struct plan *plan, const struct settings *settings, struct error *err)
{
	const char *at = settings->steps;

	memset(plan, 0, sizeof(*plan));
	plan->total = settings->total > 0 ? settings->total : NAN;
	while (*at) {
		struct span part = { at, strcspn(at, ",") };

		at += part.length + (at[part.length] == ',');
		if (!add_step(plan, trim(part), err))
			return false;
	}
	return true;
}

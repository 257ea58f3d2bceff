/* One table: a name, how its text is read, which member it fills. */
#include "parse/field.h"

#include "parse/literal.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum field_kind {
	FIELD_NUMBER,
	FIELD_FROM_ZERO,  /* counts from zero in the output, from one in the reading */
	FIELD_FROM_FIRST, /* as that, if the first one is zero */
	FIELD_FRACTION,	  /* 0..1 in the output, per cent in the reading */
	FIELD_INVERSE,	  /* seconds an item in the output, items a second in the reading */
	FIELD_SECONDS,
	FIELD_TEXT,
	FIELD_STATE,
	FIELD_METRICS,
	FIELD_COLUMNS,
	FIELD_CELLS,
	FIELD_WORKER,
};

struct field {
	const char *name;
	enum field_kind kind;
	size_t offset;
	enum { ROLE_NONE, ROLE_BAR, ROLE_TOTAL, ROLE_BAR_TOTAL, ROLE_SCORE } role;
};

#define TO(member) offsetof(struct reading, member)

static const struct field fields[] = {
	{ "iteration", FIELD_NUMBER, TO(current_iteration), ROLE_NONE },
	{ "current_iteration", FIELD_NUMBER, TO(current_iteration), ROLE_NONE },
	{ "iteration_index", FIELD_FROM_ZERO, TO(current_iteration), ROLE_NONE },
	{ "iteration_number", FIELD_FROM_FIRST, TO(current_iteration), ROLE_NONE },
	{ "iterations_done", FIELD_NUMBER, TO(iterations_done), ROLE_NONE },
	{ "iterations_failed", FIELD_NUMBER, TO(iterations_failed), ROLE_NONE },
	{ "finished_index", FIELD_FROM_ZERO, TO(iterations_done), ROLE_NONE },
	{ "finished_number", FIELD_FROM_FIRST, TO(iterations_done), ROLE_NONE },
	{ "total_iterations", FIELD_NUMBER, TO(total_iterations), ROLE_TOTAL },
	{ "last_index", FIELD_FROM_ZERO, TO(total_iterations), ROLE_TOTAL },
	{ "epochs_done", FIELD_NUMBER, TO(epochs_done), ROLE_NONE },
	{ "total_epochs", FIELD_NUMBER, TO(total_epochs), ROLE_NONE },
	{ "items_done", FIELD_NUMBER, TO(items_done), ROLE_NONE },
	{ "total_items", FIELD_NUMBER, TO(total_items), ROLE_TOTAL },
	{ "items_per_second", FIELD_NUMBER, TO(items_per_second), ROLE_NONE },
	{ "seconds_per_item", FIELD_INVERSE, TO(items_per_second), ROLE_NONE },
	{ "bar_done", FIELD_NUMBER, TO(bar_done), ROLE_BAR },
	{ "bar_total", FIELD_NUMBER, TO(bar_total), ROLE_BAR_TOTAL },
	{ "percentage", FIELD_NUMBER, TO(percentage), ROLE_NONE },
	{ "fraction", FIELD_FRACTION, TO(percentage), ROLE_NONE },
	{ "step", FIELD_TEXT, TO(step), ROLE_NONE },
	{ "current_step", FIELD_TEXT, TO(step), ROLE_NONE },
	{ "step_number", FIELD_NUMBER, TO(step_number), ROLE_NONE },
	{ "total_steps", FIELD_NUMBER, TO(total_steps), ROLE_TOTAL },
	{ "eta_seconds", FIELD_SECONDS, TO(eta_seconds), ROLE_NONE },
	{ "key", FIELD_TEXT, TO(key), ROLE_NONE },
	{ "best_key", FIELD_TEXT, TO(best_key), ROLE_NONE },
	{ "round", FIELD_TEXT, TO(round), ROLE_NONE },
	{ "name", FIELD_TEXT, TO(bar_name), ROLE_NONE },
	{ "score", FIELD_NUMBER, TO(score), ROLE_SCORE },
	{ "current_score", FIELD_NUMBER, TO(score), ROLE_SCORE },
	{ "best_score", FIELD_NUMBER, TO(best_score), ROLE_NONE },
	{ "score_name", FIELD_TEXT, TO(score_name), ROLE_NONE },
	{ "params", FIELD_TEXT, TO(params), ROLE_NONE },
	{ "best_params", FIELD_TEXT, TO(best_params), ROLE_NONE },
	{ "state", FIELD_STATE, TO(state), ROLE_NONE },
	{ "message", FIELD_TEXT, TO(message), ROLE_NONE },
	{ "error", FIELD_TEXT, TO(error), ROLE_NONE },
	{ "metrics", FIELD_METRICS, 0, ROLE_NONE },
	{ "columns", FIELD_COLUMNS, 0, ROLE_NONE },
	{ "cells", FIELD_CELLS, 0, ROLE_NONE },
	{ "unit", FIELD_TEXT, TO(unit), ROLE_NONE },
	{ "item_unit", FIELD_TEXT, TO(item_unit), ROLE_NONE },
	{ "worker", FIELD_WORKER, TO(worker_name), ROLE_NONE },
};

const struct field *field_find(const char *name)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (!strcmp(fields[i].name, name))
			return &fields[i];
	return NULL;
}

const char *field_name(const struct field *field)
{
	return field->name;
}

bool field_is_metrics(const struct field *field)
{
	return field->kind == FIELD_METRICS;
}

bool field_is_columns(const struct field *field)
{
	return field->kind == FIELD_COLUMNS;
}

bool field_is_cells(const struct field *field)
{
	return field->kind == FIELD_CELLS;
}

bool field_is_bar(const struct field *field)
{
	return field->role == ROLE_BAR || field->role == ROLE_BAR_TOTAL;
}

bool field_is_total(const struct field *field)
{
	return field->role == ROLE_TOTAL || field->role == ROLE_BAR_TOTAL;
}

bool field_is_score(const struct field *field)
{
	return field->role == ROLE_SCORE;
}

/* It fills no member of its own. */
static bool goes_to_metrics(const struct field *field)
{
	return field->kind == FIELD_METRICS || field->kind == FIELD_COLUMNS || field->kind == FIELD_CELLS;
}

static bool holds_text(const struct field *field)
{
	return field->kind == FIELD_TEXT || field->kind == FIELD_STATE || field->kind == FIELD_WORKER;
}

static bool counts_from_zero(const struct field *field)
{
	return field->kind == FIELD_FROM_ZERO || field->kind == FIELD_FROM_FIRST;
}

/* The one word for each way a trial can end, whatever the tool shouts: PRUNED, FAIL, TrialState.COMPLETE. */
static struct span state_word(struct span text)
{
	static const struct {
		const char *begins, *word;
	} states[] = { { "prun", "pruned" }, { "fail", "failed" }, { "complete", "complete" } };

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (text.length >= strlen(states[i].begins) &&
			!strncasecmp(text.text, states[i].begins, strlen(states[i].begins)))
			return span_of(states[i].word);
	return text;
}

static bool read_number(enum field_kind kind, struct span text, double *number)
{
	if (kind == FIELD_SECONDS)
		return literal_duration(text, number) || literal_number(text, number);
	if (!literal_number(text, number))
		return false;
	switch (kind) {
	case FIELD_FROM_ZERO:
	case FIELD_FROM_FIRST:
		*number += 1;
		break;
	case FIELD_FRACTION:
		*number *= 100;
		break;
	case FIELD_INVERSE:
		*number = *number > 0 ? 1 / *number : NAN;
		break;
	default:
		break;
	}
	return true;
}

bool field_store(const struct field *field, struct span text, struct reading *reading)
{
	char *member = (char *)reading + field->offset;
	double number;

	if (goes_to_metrics(field))
		return false;
	if (holds_text(field)) {
		*(struct span *)(void *)member = field->kind == FIELD_STATE ? state_word(text) : text;
		return true;
	}
	if (!read_number(field->kind, text, &number))
		return false;
	*(double *)(void *)member = number;
	reading->from_first |= field->kind == FIELD_FROM_FIRST;
	return true;
}

bool field_holds(const struct field *field, const struct reading *reading, struct span expected)
{
	const char *member = (const char *)reading + field->offset;
	struct span text;
	double number, wanted;

	if (holds_text(field)) {
		text = *(const struct span *)(const void *)member;
		return span_is(expected, "none") ? !text.text : text.text && span_equal(text, expected);
	}
	number = *(const double *)(const void *)member;
	if (span_is(expected, "none"))
		return isnan(number);
	if (!read_number(field->kind, expected, &wanted))
		return false;
	if (isnan(wanted) || isinf(wanted))
		return isnan(wanted) ? isnan(number) : number == wanted;
	return fabs(number - wanted) <= 1e-9 * fmax(1, fabs(wanted));
}

void field_show(const struct field *field, const struct reading *reading, char *text, size_t size)
{
	const char *member = (const char *)reading + field->offset;
	double number;

	if (holds_text(field)) {
		struct span span = *(const struct span *)(const void *)member;

		if (span.text)
			span_copy(span, text, size);
		else
			snprintf(text, size, "none");
		return;
	}
	number = *(const double *)(const void *)member;
	/* back into the form that the output has */
	if (counts_from_zero(field))
		number -= 1;
	else if (field->kind == FIELD_FRACTION)
		number /= 100;
	else if (field->kind == FIELD_INVERSE)
		number = 1 / number;
	if (isnan(number))
		snprintf(text, size, "none");
	else
		snprintf(text, size, "%.12g", number);
}

void field_each_said(const struct reading *reading,
	void (*on_value)(void *ctx, const char *name, const char *text), void *ctx)
{
	char text[512];

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		const struct field *field = &fields[i];
		bool has_numbers_of_its_own = counts_from_zero(field) || field->kind == FIELD_FRACTION ||
					      field->kind == FIELD_INVERSE;

		if (has_numbers_of_its_own || goes_to_metrics(field) || field->kind == FIELD_WORKER ||
			(i > 0 && fields[i - 1].offset == field->offset) ||
			field_holds(field, reading, span_of("none")))
			continue;
		field_show(field, reading, text, sizeof(text));
		on_value(ctx, field->name, text);
	}
}

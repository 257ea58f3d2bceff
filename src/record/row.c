/* Snapshot to row. */
#include "record/row.h"

#include "base/clock.h"
#include "base/json.h"
#include "parse/literal.h"

#include <math.h>
#include <string.h>

/* JSON that does not fit its column is left out: half a document is none. */
static void keep_json(char *column, size_t size, json_t *value)
{
	struct strbuf text;

	strbuf_init(&text);
	json_write(&text, value);
	if (text.length < size)
		memcpy(column, text.text, text.length + 1);
	else
		column[0] = '\0';
	strbuf_release(&text);
	json_decref(value);
}

#define KEEP_JSON(column, value) keep_json((column), sizeof(column), (value))

static void take_tools(struct job_row *row, const struct snapshot *snapshot)
{
	json_t *array = json_array();

	for (unsigned i = 0; i < snapshot->tool_count; i++)
		json_array_append_new(array, json_text(span_of(snapshot->tools[i])));
	KEEP_JSON(row->tools, array);
}

static void take_levels(struct job_row *row, const struct snapshot *snapshot)
{
	json_t *levels;

	row->step_details[0] = '\0';
	if (!snapshot->level_count)
		return;
	levels = json_array();
	for (unsigned i = 0; i < snapshot->level_count; i++) {
		const struct snapshot_level *level = &snapshot->levels[i];
		json_t *object = json_object();

		json_object_set_new(object, "tool", json_text(span_of(level->tool)));
		json_object_set_new(object, "name", json_text(span_of(level->name)));
		json_object_set_new(object, "done", json_real_or_null(level->done));
		json_object_set_new(object, "total", json_real_or_null(level->total));
		json_array_append_new(levels, object);
	}
	KEEP_JSON(row->step_details, json_pack("{s:o}", "levels", levels));
}

static void take_metrics(struct job_row *row, const struct snapshot *snapshot)
{
	json_t *object;

	row->metrics[0] = '\0';
	if (!snapshot->metric_count)
		return;
	object = json_object();
	for (unsigned i = 0; i < snapshot->metric_count; i++) {
		struct strbuf name;

		strbuf_init(&name);
		utf8_clean(&name, span_of(snapshot->metrics[i].name));
		json_object_set_new(object, name.text, json_real_or_text(snapshot->metrics[i].value));
		strbuf_release(&name);
	}
	KEEP_JSON(row->metrics, object);
}

static void take_params(struct job_row *row, const struct snapshot *snapshot)
{
	struct span params = span_of(snapshot->best_params);

	row->best_params[0] = '\0';
	if (params.length && !literal_to_json(params, row->best_params, sizeof(row->best_params)) &&
		!literal_pairs_to_json(params, row->best_params, sizeof(row->best_params)))
		KEEP_JSON(row->best_params, json_text(params));
}

static void take_scores(struct job_row *row, const struct snapshot *snapshot)
{
	row->best_score = snapshot->best_score;
	row->current_score = snapshot->current_score;
	span_copy(span_of(snapshot->score_name), row->score_name, sizeof(row->score_name));
	strcpy(row->score_direction, snapshot->score_direction < 0   ? "min"
				     : snapshot->score_direction > 0 ? "max"
								     : "");
}

static void take_times(
	struct job_row *row, const struct snapshot *snapshot, uint64_t now_ns, int64_t now_wall_ns)
{
	row->eta_seconds = snapshot->eta_seconds;
	if (!now_wall_ns)
		return;
	row->estimated_completion =
		isfinite(snapshot->eta_seconds)
			? now_wall_ns + (int64_t)(snapshot->eta_seconds * (double)CLOCK_SECOND_NS)
			: 0;
	row->last_progress_at =
		snapshot->last_progress_ns ? now_wall_ns - (int64_t)(now_ns - snapshot->last_progress_ns) : 0;
}

void row_take_snapshot(
	struct job_row *row, const struct snapshot *snapshot, uint64_t now_ns, int64_t now_wall_ns)
{
	row->percentage = snapshot->percentage;
	row->estimated_percentage = snapshot->estimated_percentage;
	span_copy(span_of(snapshot->current_step), row->current_step, sizeof(row->current_step));
	row->step_number = snapshot->step_number;
	row->total_steps = snapshot->total_steps;
	row->step_percentage = snapshot->step_percentage;
	span_copy(span_of(snapshot->message), row->message, sizeof(row->message));
	row->current_iteration = snapshot->current_iteration;
	row->iterations_done = snapshot->iterations_done;
	row->total_iterations = snapshot->total_iterations;
	row->items_done = snapshot->items_done;
	row->total_items = snapshot->total_items;
	row->items_per_second = snapshot->items_per_second;
	row->events_seen = snapshot->events_seen;
	take_tools(row, snapshot);
	take_levels(row, snapshot);
	take_metrics(row, snapshot);
	take_params(row, snapshot);
	take_scores(row, snapshot);
	take_times(row, snapshot, now_ns, now_wall_ns);
}

/* Snapshot to row. */
#include "record/row.h"

#include "base/clock.h"
#include "base/text.h"
#include "parse/literal.h"

#include <math.h>
#include <string.h>

/* JSON that does not fit its column is left out: half a document is none. */
static void keep_json(char *column, size_t size, const struct strbuf *json)
{
	if (json->length < size)
		memcpy(column, json->text, json->length + 1);
	else
		column[0] = '\0';
}

static void add_key(struct strbuf *json, const char *key)
{
	char last = json->text[json->length - 1];

	strbuf_add_string(json, last == '{' || last == '[' ? "" : ",");
	text_add_json_string(json, key);
	strbuf_add_string(json, ":");
}

static void add_text(struct strbuf *json, const char *key, const char *text)
{
	add_key(json, key);
	text_add_json_string(json, text);
}

static void add_number_or_null(struct strbuf *json, const char *key, double number)
{
	add_key(json, key);
	if (isfinite(number))
		text_add_real(json, number);
	else
		strbuf_add_string(json, "null");
}

/* A metric that is nan or infinite says so: it is what the user has to see. */
static void add_metric(struct strbuf *json, const struct snapshot_metric *metric)
{
	add_key(json, metric->name);
	if (isfinite(metric->value))
		text_add_real(json, metric->value);
	else
		strbuf_add_string(json, isnan(metric->value) ? "\"nan\""
					: metric->value > 0  ? "\"inf\""
							     : "\"-inf\"");
}

static void take_tools(struct job_row *row, const struct snapshot *snapshot, struct strbuf *json)
{
	strbuf_clear(json);
	strbuf_add_string(json, "[");
	for (unsigned i = 0; i < snapshot->tool_count; i++) {
		strbuf_add_string(json, i ? "," : "");
		text_add_json_string(json, snapshot->tools[i]);
	}
	strbuf_add_string(json, "]");
	keep_json(row->tools, sizeof(row->tools), json);
}

static void take_levels(struct job_row *row, const struct snapshot *snapshot, struct strbuf *json)
{
	row->step_details[0] = '\0';
	if (!snapshot->level_count)
		return;
	strbuf_clear(json);
	strbuf_add_string(json, "{\"levels\":[");
	for (unsigned i = 0; i < snapshot->level_count; i++) {
		const struct snapshot_level *level = &snapshot->levels[i];

		strbuf_add_string(json, i ? ",{" : "{");
		add_text(json, "tool", level->tool);
		add_text(json, "name", level->name);
		add_number_or_null(json, "done", level->done);
		add_number_or_null(json, "total", level->total);
		strbuf_add_string(json, "}");
	}
	strbuf_add_string(json, "]}");
	keep_json(row->step_details, sizeof(row->step_details), json);
}

static void take_metrics(struct job_row *row, const struct snapshot *snapshot, struct strbuf *json)
{
	row->metrics[0] = '\0';
	if (!snapshot->metric_count)
		return;
	strbuf_clear(json);
	strbuf_add_string(json, "{");
	for (unsigned i = 0; i < snapshot->metric_count; i++)
		add_metric(json, &snapshot->metrics[i]);
	strbuf_add_string(json, "}");
	keep_json(row->metrics, sizeof(row->metrics), json);
}

static void take_params(struct job_row *row, const struct snapshot *snapshot, struct strbuf *json)
{
	struct span params = span_of(snapshot->best_params);

	row->best_params[0] = '\0';
	if (!params.length || literal_to_json(params, row->best_params, sizeof(row->best_params)) ||
		literal_pairs_to_json(params, row->best_params, sizeof(row->best_params)))
		return;
	strbuf_clear(json);
	text_add_json_string(json, snapshot->best_params);
	keep_json(row->best_params, sizeof(row->best_params), json);
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
	struct strbuf json;

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
	strbuf_init(&json);
	take_tools(row, snapshot, &json);
	take_levels(row, snapshot, &json);
	take_metrics(row, snapshot, &json);
	take_params(row, snapshot, &json);
	strbuf_release(&json);
	take_scores(row, snapshot);
	take_times(row, snapshot, now_ns, now_wall_ns);
}

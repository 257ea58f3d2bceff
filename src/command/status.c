/* `progwrap status`: one job on one screen, or as one JSON object. */
#include "command/reading.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BAR_CELLS 50
#define LABEL_FORMAT "  %-12s"

static void add_label(struct strbuf *out, const char *label)
{
	strbuf_add_format(out, LABEL_FORMAT, label);
}

static void add_line(struct strbuf *out, const char *label, const char *text)
{
	if (!*text)
		return;
	add_label(out, label);
	text_add_shown(out, text);
	strbuf_add(out, "\n", 1);
}

static void add_heading(struct strbuf *out, const struct job_row *row)
{
	text_add_shown(out, row->job_id);
	if (*row->title) {
		strbuf_add_string(out, " (");
		text_add_shown(out, row->title);
		strbuf_add_string(out, ")");
	}
	strbuf_add_format(out, ": %s", job_row_shown_status(row));
	if (row->stopped)
		strbuf_add_string(out, ", stopped");
	if (row->stalled)
		strbuf_add_string(out, ", stalled");
	if (row->attempt > 1)
		strbuf_add_format(out, ", attempt %lld", (long long)row->attempt);
	strbuf_add(out, "\n", 1);
}

static void add_bar(struct strbuf *out, const struct job_row *row)
{
	int full = isnan(row->percentage) ? 0 : (int)(row->percentage / 100 * BAR_CELLS);

	strbuf_add_string(out, "  ");
	for (int i = 0; i < BAR_CELLS; i++)
		strbuf_add_string(out, i < full ? "█" : "░");
	if (isnan(row->percentage))
		strbuf_add_string(out, "  percentage unknown\n");
	else
		strbuf_add_format(out, " %6.2f %%\n", row->percentage);
}

static void add_step(struct strbuf *out, const struct job_row *row)
{
	if (!*row->current_step)
		return;
	add_label(out, "step");
	text_add_shown(out, row->current_step);
	if (row->step_number > 0 && row->total_steps > 0)
		strbuf_add_format(
			out, " (%lld/%lld)", (long long)row->step_number, (long long)row->total_steps);
	if (!isnan(row->step_percentage))
		strbuf_add_format(out, ", %.2f %%", row->step_percentage);
	strbuf_add(out, "\n", 1);
}

static void say_of_total(struct strbuf *out, int64_t count, int64_t total)
{
	say_count(out, count);
	if (total >= 0) {
		strbuf_add_string(out, " of ");
		say_count(out, total);
	}
}

static void add_iteration(struct strbuf *out, const struct job_row *row)
{
	if (row->current_iteration < 0)
		return;
	add_label(out, "iteration");
	say_of_total(out, row->current_iteration, row->total_iterations);
	if (row->iterations_done >= 0 && row->iterations_done < row->current_iteration && !row->is_complete) {
		strbuf_add_string(out, ", ");
		say_count(out, row->iterations_done);
		strbuf_add_string(out, " done");
	}
	strbuf_add(out, "\n", 1);
}

static void add_items(struct strbuf *out, const struct job_row *row)
{
	if (row->items_done < 0)
		return;
	add_label(out, "items");
	say_of_total(out, row->items_done, row->total_items);
	strbuf_add_string(out, " done");
	if (!isnan(row->items_per_second))
		strbuf_add_format(out, ", %.4g/s", row->items_per_second);
	strbuf_add(out, "\n", 1);
}

static void add_scores(struct strbuf *out, const struct job_row *row)
{
	const char *direction = !strcmp(row->score_direction, "min")   ? "lower is better"
				: !strcmp(row->score_direction, "max") ? "higher is better"
								       : "";

	if (isnan(row->best_score) && isnan(row->current_score))
		return;
	add_label(out, "score");
	if (!isnan(row->best_score))
		strbuf_add_format(out, "best %.6g", row->best_score);
	if (!isnan(row->current_score))
		strbuf_add_format(out, "%slast %.6g", isnan(row->best_score) ? "" : ", ", row->current_score);
	if (*row->score_name || *direction) {
		strbuf_add_string(out, " (");
		text_add_shown(out, row->score_name);
		strbuf_add_format(out, "%s%s)", *row->score_name && *direction ? ", " : "", direction);
	}
	strbuf_add(out, "\n", 1);
}

static void add_eta(struct strbuf *out, const struct job_row *row)
{
	if (isnan(row->eta_seconds) || row->is_complete)
		return;
	add_label(out, "ends in");
	say_duration(out, row->eta_seconds);
	if (row->estimated_completion) {
		strbuf_add_string(out, ", at ");
		say_time(out, row->estimated_completion);
	}
	strbuf_add(out, "\n", 1);
}

/* A JSON array of strings as words with spaces between. */
static void add_words(struct strbuf *out, const char *label, const char *json)
{
	json_t *array = json_loads(json, 0, NULL), *word;
	size_t i;

	if (json_array_size(array) > 0) {
		add_label(out, label);
		json_array_foreach(array, i, word)
		{
			strbuf_add_string(out, i ? " " : "");
			text_add_shown(out, json_is_string(word) ? json_string_value(word) : "?");
		}
		strbuf_add(out, "\n", 1);
	}
	json_decref(array);
}

static void add_times(struct strbuf *out, const struct job_row *row)
{
	if (row->started_at) {
		add_label(out, "started");
		say_time(out, row->started_at);
		strbuf_add(out, "\n", 1);
	}
	if (row->finished_at) {
		add_label(out, "finished");
		say_time(out, row->finished_at);
		strbuf_add_string(out, ", after ");
		say_duration(out, (double)(row->finished_at - row->started_at) / (double)CLOCK_SECOND_NS);
		strbuf_add(out, "\n", 1);
	}
	if (row->is_complete || isnan(row->heartbeat_age))
		return;
	add_label(out, "heartbeat");
	if (row->heartbeat_age > JOB_LOST_SECONDS) {
		strbuf_add_string(out, "no heartbeat for ");
		say_duration(out, row->heartbeat_age);
		strbuf_add_string(out, ": may be lost\n");
		return;
	}
	say_duration(out, row->heartbeat_age);
	strbuf_add_string(out, " ago\n");
}

static void add_end(struct strbuf *out, const struct job_row *row)
{
	if (row->exit_signal >= 0) {
		add_label(out, "exit");
		strbuf_add_format(out, "signal %lld", (long long)row->exit_signal);
		if (row->exit_signal < NSIG && sigabbrev_np((int)row->exit_signal))
			strbuf_add_format(out, " (SIG%s)", sigabbrev_np((int)row->exit_signal));
		strbuf_add(out, "\n", 1);
	} else if (row->exit_code >= 0) {
		add_label(out, "exit");
		strbuf_add_format(out, "code %lld\n", (long long)row->exit_code);
	}
	if (row->cancel_requested_at && !row->is_complete) {
		add_label(out, "cancel");
		strbuf_add_string(out, "requested at ");
		say_time(out, row->cancel_requested_at);
		strbuf_add(out, "\n", 1);
	}
	add_line(out, "error", row->error_message);
}

static void add_screen(struct strbuf *out, const struct job_row *row)
{
	add_heading(out, row);
	add_bar(out, row);
	add_line(out, "message", row->message);
	add_step(out, row);
	add_iteration(out, row);
	add_items(out, row);
	add_scores(out, row);
	add_line(out, "best params", row->best_params);
	add_eta(out, row);
	add_words(out, "tools", row->tools);
	add_words(out, "command", row->command);
	add_times(out, row);
	add_end(out, row);
}

static int show(const struct job_row *row, bool json)
{
	struct strbuf out;

	strbuf_init(&out);
	if (json) {
		job_row_to_json(row, &out);
		strbuf_add(&out, "\n", 1);
	} else {
		add_screen(&out, row);
	}
	fwrite(out.text, 1, out.length, stdout);
	strbuf_release(&out);
	return 0;
}

static int no_such_job(const struct reading_options *options)
{
	struct strbuf line;

	strbuf_init(&line);
	if (options->job_id) {
		strbuf_add_string(&line, "no job '");
		text_add_shown(&line, options->job_id);
		strbuf_add_string(&line, "'");
	} else {
		strbuf_add_string(&line, "no job yet");
	}
	fprintf(stderr, "progwrap: %s in %s\n", line.text, store_describe(options->store));
	strbuf_release(&line);
	return 1;
}

static int run_status(int argc, char **argv)
{
	struct reading_options options;
	struct error err = ERROR_INIT;
	struct job_row *row;
	int found, exit_status;

	if (!reading_options(&options, &command_status, true, argc, argv, &exit_status))
		return exit_status;
	row = mem_alloc(sizeof(*row));
	found = store_read(options.store, options.job_id, row, &err);
	if (found == 1) {
		/* what a reader shows, in both forms: `lost` is seen from outside, it stands in no table */
		if (job_row_shown_status(row) != row->status)
			strcpy(row->status, job_row_shown_status(row));
		exit_status = show(row, options.json);
	} else {
		exit_status = found == 0 ? no_such_job(&options) : reading_failed(&err);
	}
	free(row);
	store_free(options.store);
	return exit_status;
}

const struct command command_status = {
	.name = "status",
	.arguments = "[ID] [-o json]",
	.summary = "show one job; without an ID the one that started last",
	.run = run_status,
};

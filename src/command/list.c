/* `progwrap list`: all jobs as a table, or as a JSON array. */
#include "command/reading.h"

#include "base/mem.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum cell { CELL_JOB, CELL_STATUS, CELL_PERCENTAGE, CELL_STARTED, CELL_MESSAGE, CELL_COUNT };

#define CELL_WIDTH_MAX 40 /* characters; a longer text is cut with "…", but in the last column */

struct line {
	char *cells[CELL_COUNT];
};

struct table {
	struct line *lines;
	size_t count, room;
};

static size_t width_of(const char *text)
{
	size_t width = 0;

	for (; *text; width++)
		text_next(&text);
	return width;
}

/* Safe for the terminal, and no wider than a column may be. */
static char *cell_text(const char *text, size_t width_max)
{
	struct strbuf shown;
	const char *end;

	strbuf_init(&shown);
	text_add_shown(&shown, text);
	if (width_of(shown.text) > width_max) {
		end = shown.text;
		for (size_t i = 0; i + 1 < width_max; i++)
			text_next(&end);
		shown.length = (size_t)(end - shown.text);
		strbuf_add_string(&shown, "…");
	}
	return shown.text;
}

static struct line *add_line(struct table *table)
{
	if (table->count == table->room) {
		table->room = table->room ? table->room * 2 : 16;
		table->lines = mem_resize(table->lines, table->room, sizeof(*table->lines));
	}
	return &table->lines[table->count++];
}

static void add_heading(struct table *table)
{
	static const char *const names[CELL_COUNT] = { "JOB", "STATUS", "%", "STARTED", "MESSAGE" };
	struct line *line = add_line(table);

	for (int i = 0; i < CELL_COUNT; i++)
		line->cells[i] = mem_copy_string(names[i]);
}

static void add_job(void *ctx, const struct job_row *row)
{
	struct line *line = add_line(ctx);
	struct strbuf started;

	strbuf_init(&started);
	if (row->started_at)
		say_time(&started, row->started_at);
	line->cells[CELL_JOB] = cell_text(row->job_id, CELL_WIDTH_MAX);
	line->cells[CELL_STATUS] = mem_copy_string(job_row_shown_status(row));
	line->cells[CELL_PERCENTAGE] =
		isnan(row->percentage) ? mem_copy_string("-") : mem_format("%.2f", row->percentage);
	line->cells[CELL_STARTED] = strbuf_detach(&started);
	line->cells[CELL_MESSAGE] =
		cell_text(*row->error_message ? row->error_message : row->message, SIZE_MAX);
	strbuf_release(&started);
}

static void print_table(const struct table *table)
{
	size_t widths[CELL_COUNT] = { 0 };

	for (size_t n = 0; n < table->count; n++)
		for (int i = 0; i < CELL_MESSAGE; i++)
			if (width_of(table->lines[n].cells[i]) > widths[i])
				widths[i] = width_of(table->lines[n].cells[i]);
	for (size_t n = 0; n < table->count; n++) {
		for (int i = 0; i < CELL_MESSAGE; i++) {
			const char *text = table->lines[n].cells[i];
			int fill = (int)(widths[i] - width_of(text));

			if (i == CELL_PERCENTAGE)
				printf("%*s%s  ", fill, "", text);
			else
				printf("%s%*s  ", text, fill, "");
		}
		puts(table->lines[n].cells[CELL_MESSAGE]);
	}
}

static void free_table(struct table *table)
{
	for (size_t n = 0; n < table->count; n++)
		for (int i = 0; i < CELL_COUNT; i++)
			free(table->lines[n].cells[i]);
	free(table->lines);
}

static bool list_as_table(struct store *store, struct error *err)
{
	struct table table = { 0 };
	bool fine;

	add_heading(&table);
	fine = store_list(store, add_job, &table, err);
	if (fine)
		print_table(&table);
	free_table(&table);
	return fine;
}

static void add_object(void *ctx, const struct job_row *row)
{
	struct strbuf *json = ctx;
	struct job_row *shown = mem_alloc(sizeof(*shown));

	*shown = *row;
	snprintf(shown->status, sizeof(shown->status), "%s", job_row_shown_status(row));
	strbuf_add_string(json, json->length > 1 ? ",\n" : "");
	job_row_to_json(shown, json);
	free(shown);
}

static bool list_as_json(struct store *store, struct error *err)
{
	struct strbuf json;
	bool fine;

	strbuf_init(&json);
	strbuf_add_string(&json, "[");
	fine = store_list(store, add_object, &json, err);
	if (fine)
		printf("%s]\n", json.text);
	strbuf_release(&json);
	return fine;
}

static int run_list(int argc, char **argv)
{
	struct reading_options options;
	struct error err = ERROR_INIT;
	int exit_status;
	bool fine;

	if (!reading_options(&options, &command_list, false, argc, argv, &exit_status))
		return exit_status;
	fine = options.json ? list_as_json(options.store, &err) : list_as_table(options.store, &err);
	store_free(options.store);
	return fine ? 0 : reading_failed(&err);
}

const struct command command_list = {
	.name = "list",
	.arguments = "[-o json]",
	.summary = "show all jobs, the newest start first",
	.run = run_list,
};

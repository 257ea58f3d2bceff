/* store/job_row: every column in and out as text, and the JSON of a row. */
#include "store/job_row.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct job_column *column_named(const char *name)
{
	for (size_t i = 0; i < job_column_count; i++)
		if (!strcmp(job_columns[i].name, name))
			return &job_columns[i];
	fail_msg("no column %s", name);
	return NULL;
}

static void a_value_that_was_set_comes_out_as_the_same_text(void **state)
{
	static const struct {
		const char *column, *in, *out; /* out NULL: NULL */
	} cases[] = {
		{ "message", "Trial 5/10", "Trial 5/10" },
		{ "message", "", NULL },
		{ "message", NULL, NULL },
		{ "message", "a\xff", "a\xef\xbf\xbd" },
		{ "percentage", "27.52", "27.52" },
		{ "percentage", "0.1", "0.1" },
		{ "percentage", "nan", NULL },
		{ "best_score", "-inf", NULL },
		{ "best_score", "1e300", "1e+300" },
		{ "best_score", "0.30000000000000004", "0.30000000000000004" },
		{ "iterations_done", "9007199254740993", "9007199254740993" },
		{ "iterations_done", "0", "0" },
		{ "iterations_done", NULL, NULL },
		{ "events_seen", NULL, "0" },
		{ "is_complete", "t", "1" },
		{ "is_complete", "1", "1" },
		{ "is_complete", "f", "0" },
		{ "started_at", "2026-11-23T06:10:25.123Z", "2026-11-23T06:10:25.123Z" },
		{ "started_at", "2026-11-23T06:10:25Z", "2026-11-23T06:10:25.000Z" },
		{ "started_at", "yesterday", NULL },
		{ "best_params", "{\"lr\": 0.1}", "{\"lr\": 0.1}" },
		{ "best_params", "{\"lr\": 0.", NULL },
	};
	struct job_row *row = malloc(sizeof(*row));
	struct strbuf text;

	strbuf_init(&text);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct job_column *column = column_named(cases[i].column);

		job_row_init(row);
		strbuf_clear(&text);
		job_column_set(column, row, cases[i].in);
		assert_int_equal(job_column_text(column, row, ROW_FULL, &text), cases[i].out != NULL);
		assert_string_equal(text.text, cases[i].out ? cases[i].out : "");
	}
	strbuf_release(&text);
	free(row);
}

static void a_fresh_row_is_null_where_it_may_be(void **state)
{
	struct job_row *row = malloc(sizeof(*row));
	struct strbuf text;

	job_row_init(row);
	strbuf_init(&text);
	for (size_t i = 0; i < job_column_count; i++)
		if (!job_columns[i].not_null)
			assert_false(job_column_text(&job_columns[i], row, ROW_FULL, &text));
	strbuf_release(&text);
	free(row);
}

static void a_json_too_long_for_its_column_is_left_out_not_cut(void **state)
{
	struct job_row *row = malloc(sizeof(*row));
	char *text = malloc(20000);

	memset(text, '1', 19999);
	text[19999] = '\0';
	job_row_init(row);
	job_column_set(column_named("best_params"), row, text);
	assert_string_equal(row->best_params, "");
	job_column_set(column_named("message"), row, text);
	assert_int_equal(strlen(row->message), sizeof(row->message) - 1);
	free(text);
	free(row);
}

static void the_reduced_form_keeps_how_the_job_ended(void **state)
{
	struct job_row *row = malloc(sizeof(*row));
	struct strbuf text;

	job_row_init(row);
	strbuf_init(&text);
	strcpy(row->status, "failed");
	strcpy(row->message, "Trial 5/10");
	row->exit_code = 3;
	assert_true(job_column_text(column_named("status"), row, ROW_REDUCED, &text));
	assert_true(job_column_text(column_named("exit_code"), row, ROW_REDUCED, &text));
	assert_false(job_column_text(column_named("message"), row, ROW_REDUCED, &text));
	assert_string_equal(text.text, "failed3");
	strbuf_release(&text);
	free(row);
}

static void the_json_has_every_key_and_null_for_the_unknown(void **state)
{
	struct job_row *row = malloc(sizeof(*row));
	struct strbuf text;
	json_t *json;

	job_row_init(row);
	strcpy(row->job_id, "evil\x1b[2J\"job");
	strcpy(row->best_params, "{\"lr\": 0.1}");
	row->percentage = 27.52;
	row->is_complete = true;
	row->started_at = 1774160000123456789;
	strbuf_init(&text);
	job_row_to_json(row, &text);
	json = json_loads(text.text, 0, NULL);
	assert_non_null(json);
	assert_int_equal(json_object_size(json), job_column_count);
	assert_null(strchr(text.text, '\x1b'));
	assert_non_null(strstr(text.text, "\"percentage\": 27.52,"));
	assert_true(json_is_null(json_object_get(json, "best_score")));
	assert_true(json_is_null(json_object_get(json, "attempt_uid")));
	assert_true(json_is_true(json_object_get(json, "is_complete")));
	assert_true(json_is_object(json_object_get(json, "best_params")));
	assert_string_equal(
		json_string_value(json_object_get(json, "started_at")), "2026-03-22T06:13:20.123Z");
	json_decref(json);
	strbuf_release(&text);
	free(row);
}

static void a_job_that_does_not_beat_is_shown_as_lost(void **state)
{
	static const struct {
		const char *status;
		double age;
		const char *shown;
	} cases[] = {
		{ "running", 3, "running" },
		{ "running", 61, "lost" },
		{ "cancelling", 3600, "lost" },
		{ "running", NAN, "running" },
		{ "queued", 3600, "queued" },
		{ "completed", 3600, "completed" },
		{ "failed", 3600, "failed" },
	};
	struct job_row *row = malloc(sizeof(*row));

	job_row_init(row);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		strcpy(row->status, cases[i].status);
		row->heartbeat_age = cases[i].age;
		assert_string_equal(job_row_shown_status(row), cases[i].shown);
	}
	free(row);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_that_was_set_comes_out_as_the_same_text),
		cmocka_unit_test(a_fresh_row_is_null_where_it_may_be),
		cmocka_unit_test(a_json_too_long_for_its_column_is_left_out_not_cut),
		cmocka_unit_test(the_reduced_form_keeps_how_the_job_ended),
		cmocka_unit_test(the_json_has_every_key_and_null_for_the_unknown),
		cmocka_unit_test(a_job_that_does_not_beat_is_shown_as_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The columns, once; every value goes in and out of a store as a text. */
#include "store/job_row.h"

#include "base/clock.h"
#include "base/span.h"
#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MEMBER(member) offsetof(struct job_row, member), sizeof(((struct job_row *)0)->member)
#define COLUMN(member, kind)                                                                                 \
	{                                                                                                    \
#member, kind, WRITTEN_BY_US, false, MEMBER(member)                                          \
	}
#define NOT_NULL(member, kind)                                                                               \
	{                                                                                                    \
#member, kind, WRITTEN_BY_US, true, MEMBER(member)                                           \
	}
#define SERVER_CLOCK(member, not_null)                                                                       \
	{                                                                                                    \
#member, COLUMN_TIME, WRITTEN_BY_SERVER_CLOCK, not_null, MEMBER(member)                      \
	}
#define READERS(member)                                                                                      \
	{                                                                                                    \
#member, COLUMN_TIME, WRITTEN_BY_READERS, false, MEMBER(member)                              \
	}

const struct job_column job_columns[] = {
	NOT_NULL(job_id, COLUMN_TEXT),
	NOT_NULL(attempt, COLUMN_INTEGER),
	NOT_NULL(attempt_uid, COLUMN_UUID),
	NOT_NULL(seq, COLUMN_INTEGER),
	NOT_NULL(status, COLUMN_TEXT),
	NOT_NULL(stalled, COLUMN_BOOLEAN),
	NOT_NULL(stopped, COLUMN_BOOLEAN),
	COLUMN(title, COLUMN_TEXT),
	COLUMN(command, COLUMN_JSON),
	COLUMN(cwd, COLUMN_TEXT),
	COLUMN(host, COLUMN_TEXT),
	COLUMN(pid, COLUMN_INTEGER),
	COLUMN(tools, COLUMN_JSON),
	COLUMN(labels, COLUMN_JSON),
	COLUMN(percentage, COLUMN_REAL),
	COLUMN(estimated_percentage, COLUMN_REAL),
	COLUMN(current_step, COLUMN_TEXT),
	COLUMN(step_number, COLUMN_INTEGER),
	COLUMN(total_steps, COLUMN_INTEGER),
	COLUMN(step_percentage, COLUMN_REAL),
	COLUMN(step_details, COLUMN_JSON),
	COLUMN(message, COLUMN_TEXT),
	COLUMN(current_iteration, COLUMN_INTEGER),
	COLUMN(iterations_done, COLUMN_INTEGER),
	COLUMN(total_iterations, COLUMN_INTEGER),
	COLUMN(items_done, COLUMN_INTEGER),
	COLUMN(total_items, COLUMN_INTEGER),
	COLUMN(items_per_second, COLUMN_REAL),
	COLUMN(best_score, COLUMN_REAL),
	COLUMN(current_score, COLUMN_REAL),
	COLUMN(score_name, COLUMN_TEXT),
	COLUMN(score_direction, COLUMN_TEXT),
	COLUMN(best_params, COLUMN_JSON),
	COLUMN(metrics, COLUMN_JSON),
	COLUMN(started_at, COLUMN_TIME),
	SERVER_CLOCK(updated_at, true),
	SERVER_CLOCK(heartbeat_at, false),
	COLUMN(last_output_at, COLUMN_TIME),
	COLUMN(last_progress_at, COLUMN_TIME),
	COLUMN(estimated_completion, COLUMN_TIME),
	COLUMN(eta_seconds, COLUMN_REAL),
	COLUMN(finished_at, COLUMN_TIME),
	NOT_NULL(is_complete, COLUMN_BOOLEAN),
	COLUMN(exit_code, COLUMN_INTEGER),
	COLUMN(exit_signal, COLUMN_INTEGER),
	COLUMN(error_message, COLUMN_TEXT),
	READERS(cancel_requested_at),
	NOT_NULL(events_seen, COLUMN_INTEGER),
	NOT_NULL(dropped_bytes, COLUMN_INTEGER),
	NOT_NULL(history_dropped, COLUMN_INTEGER),
	COLUMN(writer_version, COLUMN_TEXT),
};

const size_t job_column_count = sizeof(job_columns) / sizeof(job_columns[0]);

static void *member(const struct job_column *column, struct job_row *row)
{
	return (char *)row + column->offset;
}

static const void *const_member(const struct job_column *column, const struct job_row *row)
{
	return (const char *)row + column->offset;
}

void job_row_init(struct job_row *row)
{
	memset(row, 0, sizeof(*row));
	row->heartbeat_age = NAN;
	for (size_t i = 0; i < job_column_count; i++)
		job_column_set(&job_columns[i], row, NULL);
}

static bool add_string(
	const struct job_column *column, const char *string, enum row_form form, struct strbuf *text)
{
	bool ascii = form != ROW_FULL && !column->not_null;

	if (!*string && !column->not_null)
		return false;
	if (column->type == COLUMN_JSON)
		return text_add_json_value(text, string, ascii);
	text_add_clean(text, string, ascii);
	return true;
}

static bool add_integer(const struct job_column *column, int64_t value, struct strbuf *text)
{
	if (value == -1 && !column->not_null)
		return false;
	strbuf_add_format(text, "%" PRId64, value);
	return true;
}

static bool add_time(int64_t wall_ns, struct strbuf *text)
{
	char iso[CLOCK_ISO_BYTES];

	if (wall_ns == 0)
		return false;
	strbuf_add_string(text, clock_iso(wall_ns, iso));
	return true;
}

bool job_column_text(
	const struct job_column *column, const struct job_row *row, enum row_form form, struct strbuf *text)
{
	const void *value = const_member(column, row);

	switch (column->type) {
	case COLUMN_TEXT:
	case COLUMN_JSON:
	case COLUMN_UUID:
		if (form == ROW_REDUCED && !column->not_null)
			return false;
		return add_string(column, value, form, text);
	case COLUMN_INTEGER:
		return add_integer(column, *(const int64_t *)value, text);
	case COLUMN_REAL:
		if (!isfinite(*(const double *)value) || form == ROW_REDUCED)
			return false;
		text_add_real(text, *(const double *)value);
		return true;
	case COLUMN_BOOLEAN:
		strbuf_add_string(text, *(const bool *)value ? "1" : "0");
		return true;
	case COLUMN_TIME:
		return add_time(*(const int64_t *)value, text);
	}
	return false;
}

/* "2026-11-23T06:10:25.123Z", with any number of digits behind the point; 0 if it is none. */
static int64_t parse_time(const char *text)
{
	struct tm utc = { 0 };
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &utc);
	int64_t fraction = 0, unit = (int64_t)CLOCK_SECOND_NS;

	if (!rest)
		return 0;
	if (*rest == '.')
		for (rest++; *rest >= '0' && *rest <= '9' && unit > 1; rest++) {
			unit /= 10;
			fraction += (*rest - '0') * unit;
		}
	return timegm(&utc) * (int64_t)CLOCK_SECOND_NS + fraction;
}

void job_column_set(const struct job_column *column, struct job_row *row, const char *text)
{
	void *value = member(column, row);

	switch (column->type) {
	case COLUMN_JSON: /* half of it would be none */
		if (text && strlen(text) >= column->size)
			text = NULL;
		span_copy(span_of(text), value, column->size);
		break;
	case COLUMN_TEXT:
	case COLUMN_UUID:
		span_copy(span_of(text), value, column->size);
		break;
	case COLUMN_INTEGER:
		*(int64_t *)value = text ? strtoll(text, NULL, 10) : column->not_null ? 0 : -1;
		break;
	case COLUMN_REAL:
		*(double *)value = text ? strtod(text, NULL) : NAN;
		break;
	case COLUMN_BOOLEAN:
		*(bool *)value = text && (*text == '1' || *text == 't');
		break;
	case COLUMN_TIME:
		*(int64_t *)value = text ? parse_time(text) : 0;
		break;
	}
}

static void add_json_column(const struct job_column *column, const struct job_row *row, struct strbuf *json)
{
	struct strbuf text;

	strbuf_init(&text);
	if (!job_column_text(column, row, ROW_FULL, &text) || text.length == 0)
		strbuf_add_string(json, "null");
	else if (column->type == COLUMN_BOOLEAN)
		strbuf_add_string(json, text.text[0] == '1' ? "true" : "false");
	else if (column->type == COLUMN_TEXT || column->type == COLUMN_UUID || column->type == COLUMN_TIME)
		text_add_json_string(json, text.text);
	else
		strbuf_add(json, text.text, text.length);
	strbuf_release(&text);
}

void job_row_to_json(const struct job_row *row, struct strbuf *json)
{
	for (size_t i = 0; i < job_column_count; i++) {
		strbuf_add_format(json, "%s\"%s\": ", i ? ", " : "{", job_columns[i].name);
		add_json_column(&job_columns[i], row, json);
	}
	strbuf_add_string(json, "}");
}

bool job_status_is_final(const char *status)
{
	static const char *const final[] = { "completed", "failed", "cancelled", "lost" };

	for (size_t i = 0; i < sizeof(final) / sizeof(final[0]); i++)
		if (!strcmp(status, final[i]))
			return true;
	return false;
}

const char *job_row_shown_status(const struct job_row *row)
{
	bool beats = !job_status_is_final(row->status) && strcmp(row->status, "queued") != 0;

	return beats && row->heartbeat_age > JOB_LOST_SECONDS ? "lost" : row->status;
}

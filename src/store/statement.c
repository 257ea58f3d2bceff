/* The statements are written in PostgreSQL's dialect and say everything by its full name, so that nobody's
 * search_path turns them; SQLite's are the same with the words of one table replaced. */
#include "store/statement.h"

#include "store/schema.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ISO_OPEN "pg_catalog.to_char("
#define ISO_CLOSE " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"

/* Longer ones before those that they begin with. */
static const struct {
	const char *postgres, *sqlite;
} words[] = {
	{ "CREATE SCHEMA IF NOT EXISTS progwrap;", "" },
	{ " WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500)",
		"" },
	{ " COLLATE \"C\"", "" },
	{ "progwrap.", "" },
	{ "DOUBLE PRECISION", "REAL" },
	{ "TIMESTAMPTZ", "TEXT" },
	{ "JSONB", "TEXT" },
	{ "BOOLEAN", "INTEGER" },
	{ "UUID", "TEXT" },
	{ "BIGINT", "INTEGER" },
	{ "pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - heartbeat_at)",
		"(julianday('now') - julianday(heartbeat_at)) * 86400.0" },
	{ "pg_catalog.clock_timestamp() - interval '60 seconds'",
		"strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-60 seconds')" },
	{ "pg_catalog.clock_timestamp()", "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')" },
	{ ISO_OPEN, "(" },
	{ ISO_CLOSE, ")" },
	{ "::timestamptz", "" },
	{ "::integer", "" },
	{ "::bigint", "" },
	{ "::uuid", "" },
	{ "$", "?" },
};

#define WORD_COUNT (sizeof(words) / sizeof(words[0]))

static const char *const texts[STATEMENT_COUNT] = {
	[STATEMENT_VERSION] = "SELECT max(version) FROM progwrap.schema_version",
	[STATEMENT_CREATE] = schema_sql,
	[STATEMENT_CLAIM] =
		"INSERT INTO progwrap.job_attempts"
		" (job_id, attempt, attempt_uid, status, host, boot_id, pid, pid_started, started_at)"
		" SELECT $1, coalesce($3::integer, (SELECT coalesce(max(attempt), 0) + 1 FROM"
		" (SELECT attempt FROM progwrap.job_attempts WHERE job_id = $1"
		" UNION ALL SELECT attempt FROM progwrap.jobs WHERE job_id = $1) AS known)),"
		" $2::uuid, 'running', $4, $5, $6::integer, $7::bigint, $8::timestamptz"
		" WHERE NOT EXISTS (SELECT 1 FROM progwrap.job_attempts WHERE attempt_uid = $2::uuid)"
		" ON CONFLICT DO NOTHING",
	[STATEMENT_CLAIMED] =
		"SELECT attempt, CASE WHEN EXISTS (SELECT 1 FROM progwrap.jobs WHERE job_id = $1 AND "
		"attempt_uid <> $2::uuid"
		" AND started_at > $3::timestamptz AND NOT is_complete"
		" AND heartbeat_at > pg_catalog.clock_timestamp() - interval '60 seconds') THEN 1 ELSE 0 END"
		" FROM progwrap.job_attempts WHERE attempt_uid = $2::uuid",
	[STATEMENT_STORED] = "SELECT attempt, seq FROM progwrap.jobs WHERE job_id = $1",
	[STATEMENT_END] = "UPDATE progwrap.job_attempts SET status = $3, exit_code = $4, exit_signal = $5,"
			  " error_message = $6, finished_at = $7 WHERE job_id = $1 AND attempt = $2",
	[STATEMENT_BEAT] = "UPDATE progwrap.jobs SET heartbeat_at = pg_catalog.clock_timestamp()"
			   " WHERE job_id = $1 AND attempt = $2"
			   " RETURNING " ISO_OPEN "cancel_requested_at" ISO_CLOSE,
	[STATEMENT_CANCEL] = "SELECT " ISO_OPEN "cancel_requested_at" ISO_CLOSE
			     " FROM progwrap.jobs WHERE job_id = $1 AND attempt = $2",
};

static void add_upsert(struct strbuf *sql)
{
	unsigned number = 0;

	strbuf_add_string(sql, "INSERT INTO progwrap.jobs AS stored (job_id");
	for (size_t i = 1; i < job_column_count; i++)
		if (job_columns[i].writer != WRITTEN_BY_READERS)
			strbuf_add_format(sql, ", %s", job_columns[i].name);
	strbuf_add_string(sql, ") VALUES (");
	for (size_t i = 0; i < job_column_count; i++)
		if (job_columns[i].writer == WRITTEN_BY_US)
			strbuf_add_format(sql, "%s$%u", i ? ", " : "", ++number);
		else if (job_columns[i].writer == WRITTEN_BY_SERVER_CLOCK)
			strbuf_add_string(sql, ", pg_catalog.clock_timestamp()");
	/* a request to cancel is meant for the attempt that it was made in */
	strbuf_add_string(sql,
		") ON CONFLICT (job_id) DO UPDATE SET cancel_requested_at ="
		" CASE WHEN stored.attempt = excluded.attempt THEN stored.cancel_requested_at END");
	for (size_t i = 1; i < job_column_count; i++)
		if (job_columns[i].writer != WRITTEN_BY_READERS)
			strbuf_add_format(
				sql, ", %s = excluded.%s", job_columns[i].name, job_columns[i].name);
	strbuf_add_string(sql, " WHERE (stored.attempt, stored.seq) < (excluded.attempt, excluded.seq)"
			       " RETURNING " ISO_OPEN "cancel_requested_at" ISO_CLOSE);
}

static void add_select(struct strbuf *sql, const char *rest)
{
	for (size_t i = 0; i < job_column_count; i++)
		strbuf_add_format(sql,
			job_columns[i].type == COLUMN_TIME ? "%s" ISO_OPEN "%s" ISO_CLOSE : "%s%s",
			i ? ", " : "SELECT ", job_columns[i].name);
	strbuf_add_format(sql,
		", pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - heartbeat_at) FROM "
		"progwrap.jobs %s",
		rest);
}

/* WORD_COUNT: none stands here. */
static size_t word_at(const char *text)
{
	size_t i = 0;

	while (i < WORD_COUNT && (words[i].postgres[0] != *text ||
					 strncmp(text, words[i].postgres, strlen(words[i].postgres)) != 0))
		i++;
	return i;
}

static void add_in_sqlite(struct strbuf *sql, const char *text)
{
	while (*text) {
		const char *start = text;
		size_t i;

		while ((i = word_at(text)) == WORD_COUNT && *text)
			text++;
		strbuf_add(sql, start, (size_t)(text - start));
		if (i < WORD_COUNT) {
			strbuf_add_string(sql, words[i].sqlite);
			text += strlen(words[i].postgres);
		}
	}
}

char *statement_sql(enum statement which, enum sql_dialect dialect)
{
	struct strbuf sql, translated;

	strbuf_init(&sql);
	if (which == STATEMENT_UPSERT)
		add_upsert(&sql);
	else if (which == STATEMENT_READ)
		add_select(&sql, "WHERE job_id = $1");
	else if (which == STATEMENT_NEWEST)
		add_select(&sql, "ORDER BY started_at DESC NULLS LAST, job_id LIMIT 1");
	else if (which == STATEMENT_LIST)
		add_select(&sql, "ORDER BY started_at DESC NULLS LAST, job_id");
	else
		strbuf_add_string(&sql, texts[which]);
	if (dialect == SQL_POSTGRES)
		return sql.text;
	strbuf_init(&translated);
	add_in_sqlite(&translated, sql.text);
	strbuf_release(&sql);
	return translated.text;
}

void statement_row(const char *const *values, struct job_row *row)
{
	job_row_init(row);
	for (size_t i = 0; i < job_column_count; i++)
		job_column_set(&job_columns[i], row, values[i]);
	row->heartbeat_age = values[job_column_count] ? strtod(values[job_column_count], NULL) : NAN;
}

void parameters_init(struct parameters *parameters)
{
	parameters->count = 0;
	strbuf_init(&parameters->texts);
}

void parameters_release(struct parameters *parameters)
{
	strbuf_release(&parameters->texts);
}

void parameters_clear(struct parameters *parameters)
{
	parameters->count = 0;
	strbuf_clear(&parameters->texts);
}

/* The texts move while their buffer grows: until the end only their offsets are known. */
static void parameters_close_text(struct parameters *parameters, size_t start)
{
	strbuf_add(&parameters->texts, "", 1);
	parameters->offsets[parameters->count++] = start;
}

static void parameters_add_null(struct parameters *parameters)
{
	parameters->offsets[parameters->count++] = SIZE_MAX;
}

void parameters_add(struct parameters *parameters, const char *text)
{
	size_t start = parameters->texts.length;

	if (!text) {
		parameters_add_null(parameters);
		return;
	}
	strbuf_add_string(&parameters->texts, text);
	parameters_close_text(parameters, start);
}

void parameters_add_integer(struct parameters *parameters, int64_t value)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%lld", (long long)value);
	parameters_add(parameters, digits);
}

void parameters_add_column(struct parameters *parameters, const struct job_column *column,
	const struct job_row *row, enum row_form form)
{
	size_t start = parameters->texts.length;

	if (job_column_text(column, row, form, &parameters->texts))
		parameters_close_text(parameters, start);
	else
		parameters_add_null(parameters);
}

void parameters_add_row(struct parameters *parameters, const struct job_row *row, enum row_form form)
{
	for (size_t i = 0; i < job_column_count; i++)
		if (job_columns[i].writer == WRITTEN_BY_US)
			parameters_add_column(parameters, &job_columns[i], row, form);
}

void parameters_seal(struct parameters *parameters)
{
	for (unsigned i = 0; i < parameters->count; i++)
		parameters->values[i] = parameters->offsets[i] == SIZE_MAX
						? NULL
						: parameters->texts.text + parameters->offsets[i];
}

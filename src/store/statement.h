/* Every SQL statement that progwrap sends, once, in both dialects. All parameters and results are texts
 * (job_row.h), so a database differs from the other only in how it carries a statement there and back. Each
 * is a transaction of its own and may be repeated without harm. */
#pragma once

#include "store/job_row.h"

#define SCHEMA_VERSION 1

enum sql_dialect { SQL_POSTGRES, SQL_SQLITE };

enum statement {
	STATEMENT_NONE,
	STATEMENT_VERSION, /* -> version of the tables */
	STATEMENT_CREATE,  /* the whole schema; no parameters, many statements */
	STATEMENT_CLAIM,   /* takes a number for this attempt, unless it has one or somebody was faster */
	STATEMENT_CLAIMED, /* -> our attempt number, whether a newer start holds the job ('1') */
	STATEMENT_UPSERT,  /* the row, if it is newer than what is there -> cancel_requested_at; no row: it is
			      not */
	STATEMENT_STORED,  /* -> (attempt, seq) that is there */
	STATEMENT_END,	   /* how this attempt ended, in job_attempts */
	STATEMENT_BEAT,	   /* heartbeat_at -> cancel_requested_at */
	STATEMENT_CANCEL,  /* -> cancel_requested_at */
	STATEMENT_READ,	   /* one job -> the columns in order, and the age of the heartbeat behind them */
	STATEMENT_NEWEST,  /* the same of the job that started last */
	STATEMENT_LIST,	   /* the same of all jobs, newest start first */
	STATEMENT_COUNT
};

/* The caller frees it. */
char *statement_sql(enum statement which, enum sql_dialect dialect);

/* Fills in `row` from the texts of STATEMENT_READ and its kind, job_column_count + 1 of them, NULL for NULL.
 */
void statement_row(const char *const *values, struct job_row *row);

#define STATEMENT_PARAMETERS_MAX 64

/* Values of a statement, in the order of its numbers, in one buffer of texts. */
struct parameters {
	unsigned count;
	const char *values[STATEMENT_PARAMETERS_MAX]; /* NULL: SQL NULL; valid after parameters_seal */
	size_t offsets[STATEMENT_PARAMETERS_MAX];
	struct strbuf texts;
};

void parameters_init(struct parameters *parameters);
void parameters_release(struct parameters *parameters);
void parameters_clear(struct parameters *parameters);
void parameters_add(struct parameters *parameters, const char *text); /* NULL: SQL NULL */
void parameters_add_integer(struct parameters *parameters, int64_t value);
void parameters_add_column(struct parameters *parameters, const struct job_column *column,
	const struct job_row *row, enum row_form form);
void parameters_add_row(struct parameters *parameters, const struct job_row *row, enum row_form form);
void parameters_seal(struct parameters *parameters); /* no more adding: the values may be read */

/* The order of things for a writer; no I/O here. */
#include "store/writer.h"

#include "base/clock.h"
#include "base/span.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

void writer_init(struct writer *writer)
{
	memset(writer, 0, sizeof(*writer));
	parameters_init(&writer->parameters);
}

void writer_release(struct writer *writer)
{
	parameters_release(&writer->parameters);
}

void writer_open(struct writer *writer, const char *job_id, const struct attempt_facts *facts,
	const struct store_listener *listener)
{
	struct strbuf clean;

	strbuf_init(&clean);
	text_add_clean(&clean, job_id, false);
	span_copy(span_of(clean.text), writer->job_id, sizeof(writer->job_id));
	strbuf_release(&clean);
	writer->facts = *facts;
	writer->listener = *listener;
}

void writer_put(struct writer *writer, const struct job_row *row)
{
	writer->row = *row;
	memcpy(writer->row.job_id, writer->job_id, sizeof(writer->row.job_id));
	memcpy(writer->row.attempt_uid, writer->facts.attempt_uid, sizeof(writer->row.attempt_uid));
	writer->has_row = true;
	writer->row_waiting = true;
	writer->end_stored = false;
}

static bool row_is_final(const struct writer *writer)
{
	return job_status_is_final(writer->row.status);
}

static enum statement choose(struct writer *writer)
{
	if (!writer->has_row)
		return STATEMENT_NONE;
	if (!writer->tables_known)
		return writer->tables_missing ? STATEMENT_CREATE : STATEMENT_VERSION;
	if (!writer->claimed)
		return writer->claim_sent ? STATEMENT_CLAIMED : STATEMENT_CLAIM;
	if (writer->row_refused)
		return STATEMENT_STORED;
	if (writer->row_waiting && row_is_final(writer) && !writer->end_stored)
		return STATEMENT_END;
	if (writer->superseded)
		return STATEMENT_NONE;
	if (writer->row_waiting)
		return STATEMENT_UPSERT;
	if (writer->beat_due)
		return STATEMENT_BEAT;
	if (writer->cancel_due && !writer->cancel_told)
		return STATEMENT_CANCEL;
	return STATEMENT_NONE;
}

static void add_time(struct parameters *parameters, int64_t wall_ns)
{
	char iso[CLOCK_ISO_BYTES];

	parameters_add(parameters, wall_ns ? clock_iso(wall_ns, iso) : NULL);
}

static void add_text(struct parameters *parameters, const char *text)
{
	parameters_add(parameters, *text ? text : NULL);
}

static void add_claim(struct writer *writer, struct parameters *parameters)
{
	const struct attempt_facts *facts = &writer->facts;

	add_text(parameters, facts->attempt_uid);
	if (writer->attempt)
		parameters_add_integer(parameters, writer->attempt);
	else
		parameters_add(parameters, NULL);
	add_text(parameters, facts->host);
	add_text(parameters, facts->boot_id);
	parameters_add_integer(parameters, facts->pid);
	parameters_add_integer(parameters, facts->pid_started);
	add_time(parameters, facts->started_at);
}

/* The columns of STATEMENT_END, by their names. */
static void add_end(struct writer *writer, struct parameters *parameters)
{
	static const char *const names[] = { "status", "exit_code", "exit_signal", "error_message",
		"finished_at" };

	for (size_t n = 0; n < sizeof(names) / sizeof(names[0]); n++)
		for (size_t i = 0; i < job_column_count; i++)
			if (!strcmp(job_columns[i].name, names[n]))
				parameters_add_column(
					parameters, &job_columns[i], &writer->row, writer->form);
}

static void fill_parameters(struct writer *writer, enum statement statement)
{
	struct parameters *parameters = &writer->parameters;

	parameters_clear(parameters);
	if (statement == STATEMENT_UPSERT) {
		writer->row.attempt = writer->attempt;
		writer->seq_under_way = writer->row.seq;
		parameters_add_row(parameters, &writer->row, writer->form);
	} else if (statement >= STATEMENT_CLAIM) {
		parameters_add(parameters, writer->job_id);
		if (statement == STATEMENT_CLAIM) {
			add_claim(writer, parameters);
		} else if (statement == STATEMENT_CLAIMED) {
			parameters_add(parameters, writer->facts.attempt_uid);
			add_time(parameters, writer->facts.started_at);
		} else if (statement != STATEMENT_STORED) {
			parameters_add_integer(parameters, writer->attempt);
		}
		if (statement == STATEMENT_END)
			add_end(writer, parameters);
	}
	parameters_seal(parameters);
}

enum statement writer_next(struct writer *writer)
{
	enum statement statement = choose(writer);

	if (statement != STATEMENT_NONE)
		fill_parameters(writer, statement);
	return statement;
}

static bool tables_found(struct writer *writer, const struct statement_answer *answer, struct error *err)
{
	int version = answer->values[0] ? atoi(answer->values[0]) : 0;

	if (version > SCHEMA_VERSION)
		return error_set(err, ERROR_USAGE,
			"the tables are of version %d, this progwrap knows version %d: use a newer one",
			version, SCHEMA_VERSION);
	writer->tables_known = version == SCHEMA_VERSION;
	writer->tables_missing = !writer->tables_known;
	return true;
}

static void supersede(struct writer *writer)
{
	struct error err = ERROR_INIT;

	writer->superseded = true;
	error_set(&err, ERROR_USAGE,
		"a newer start of job '%s' has taken its row over: this one runs on unrecorded",
		writer->job_id);
	writer_trouble(writer, &err);
}

static void claim_read(struct writer *writer, const struct statement_answer *answer)
{
	writer->claim_sent = false;
	if (!answer->has_row) { /* somebody else got that number: ask for another */
		writer->attempt = 0;
		return;
	}
	writer->attempt = answer->values[0] ? strtoll(answer->values[0], NULL, 10) : 1;
	writer->claimed = true;
	if (answer->values[1] && *answer->values[1] == '1' && !writer->superseded)
		supersede(writer);
}

static void cancel_seen(struct writer *writer, const char *when)
{
	struct job_row requested;

	if (!when)
		return;
	for (size_t i = 0; i < job_column_count; i++)
		if (job_columns[i].writer == WRITTEN_BY_READERS)
			job_column_set(&job_columns[i], &requested, when);
	writer->news.cancel_requested_at = requested.cancel_requested_at;
}

static void seq_is_stored(struct writer *writer, int64_t seq)
{
	writer->news.stored = true;
	writer->news.stored_seq = seq;
}

static void row_is_stored(struct writer *writer)
{
	if (writer->row.seq == writer->seq_under_way)
		writer->row_waiting = false;
	if (writer->form == ROW_REDUCED)
		writer->form = ROW_ASCII;
	writer->news.in_service = true;
	seq_is_stored(writer, writer->seq_under_way);
}

/* The guard found (attempt, seq) as new as ours: a repeat of what is there already, or a newer attempt. */
static void stored_read(struct writer *writer, const struct statement_answer *answer)
{
	writer->row_refused = false;
	if (!answer->has_row || !answer->values[0])
		return;
	if (strtoll(answer->values[0], NULL, 10) > writer->attempt)
		supersede(writer);
	else
		row_is_stored(writer);
}

static void end_written(struct writer *writer)
{
	writer->end_stored = true;
	if (!writer->superseded)
		return;
	writer->row_waiting = false;
	seq_is_stored(writer, writer->row.seq);
}

bool writer_answer(struct writer *writer, enum statement statement, const struct statement_answer *answer,
	struct error *err)
{
	switch (statement) {
	case STATEMENT_VERSION:
		return tables_found(writer, answer, err);
	case STATEMENT_CREATE:
		writer->tables_missing = false;
		break;
	case STATEMENT_CLAIM:
		writer->claim_sent = true;
		break;
	case STATEMENT_CLAIMED:
		claim_read(writer, answer);
		break;
	case STATEMENT_UPSERT:
		writer->beat_due = false;
		writer->row_refused = !answer->has_row;
		if (answer->has_row) {
			cancel_seen(writer, answer->values[0]);
			row_is_stored(writer);
		}
		break;
	case STATEMENT_STORED:
		stored_read(writer, answer);
		break;
	case STATEMENT_END:
		end_written(writer);
		break;
	case STATEMENT_BEAT:
	case STATEMENT_CANCEL:
		writer->beat_due = writer->beat_due && statement != STATEMENT_BEAT;
		writer->cancel_due = false;
		writer->news.in_service = true;
		cancel_seen(writer, answer->has_row ? answer->values[0] : NULL);
		break;
	default:
		break;
	}
	return true;
}

static void recovered(struct writer *writer)
{
	if (!writer->trouble[0] || writer->superseded)
		return;
	writer->trouble[0] = '\0';
	writer->trouble_kind = ERROR_NONE;
	if (writer->listener.on_recovered)
		writer->listener.on_recovered(writer->listener.ctx);
}

void writer_committed(struct writer *writer)
{
	const struct store_listener *listener = &writer->listener;
	const struct writer_news news = writer->news;

	writer->news = (struct writer_news){ 0 };
	if (writer->claimed && writer->attempt_told != writer->attempt) {
		writer->attempt_told = writer->attempt;
		if (listener->on_claimed)
			listener->on_claimed(listener->ctx, writer->attempt);
	}
	if (news.in_service)
		recovered(writer);
	if (news.cancel_requested_at && !writer->cancel_told) {
		writer->cancel_told = true;
		if (listener->on_cancel_requested)
			listener->on_cancel_requested(listener->ctx, news.cancel_requested_at);
	}
	if (news.stored && listener->on_stored)
		listener->on_stored(listener->ctx, news.stored_seq);
}

bool writer_refused(struct writer *writer, enum statement statement, enum refusal refusal)
{
	if (refusal == REFUSED_TABLES) {
		bool created = writer->tables_missing;

		writer->tables_known = false;
		writer->tables_missing = true;
		writer->claimed = writer->claim_sent = false;
		return !created;
	}
	if (statement != STATEMENT_UPSERT && statement != STATEMENT_END)
		return false;
	if (writer->form == ROW_REDUCED) {
		/* it would be refused for ever: the next row may do better */
		writer->row_waiting = false;
		writer->form = ROW_ASCII;
		return false;
	}
	writer->form++;
	return true;
}

void writer_lost(struct writer *writer)
{
	writer->tables_known = writer->tables_missing = false;
	writer->claimed = writer->claim_sent = false;
	writer->row_refused = false;
	writer->end_stored = false;
	writer->news = (struct writer_news){ 0 };
	/* the server may have come back older than what it acknowledged: the guard makes a repeat harmless */
	writer->row_waiting = writer->has_row;
}

void writer_trouble(struct writer *writer, const struct error *err)
{
	/* being away is one cause, whatever words the attempts to get there end with */
	bool still_away = err->kind == ERROR_AWAY && writer->trouble_kind == ERROR_AWAY;

	if (still_away || !strcmp(writer->trouble, err->message))
		return;
	memcpy(writer->trouble, err->message, sizeof(writer->trouble));
	writer->trouble_kind = err->kind;
	if (writer->listener.on_trouble)
		writer->listener.on_trouble(writer->listener.ctx, err);
}

bool writer_is_idle(const struct writer *writer)
{
	bool end_due = writer->row_waiting && row_is_final(writer) && !writer->end_stored;

	return !writer->row_refused && (writer->superseded ? !end_due : !writer->row_waiting);
}

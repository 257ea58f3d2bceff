/* What a writing store does next, whichever database it talks to: look for the tables, make them, claim the
 * attempt, write the newest row, beat, ask for a cancel request. The database's own file carries statements
 * there and back:
 *
 *     while ((statement = writer_next(writer)) != STATEMENT_NONE)
 *             send statement with writer->parameters; then writer_answer or writer_refused
 *     writer_committed
 *
 * One transaction may hold one statement or all of them. The listener hears of what is committed, and of
 * nothing else. After a lost connection or transaction writer_lost: everything is then checked again, in the
 * same order. */
#pragma once

#include "store/statement.h"
#include "store/store.h"

/* What the listener is told when it is committed. */
struct writer_news {
	bool in_service; /* the database took what it was given */
	bool stored;
	int64_t stored_seq;
	int64_t cancel_requested_at; /* 0: it is not */
};

struct writer {
	char job_id[201];
	struct attempt_facts facts;
	struct store_listener listener;

	bool tables_known, tables_missing;
	bool claim_sent, claimed;
	int64_t attempt; /* 0 before the first claim */
	int64_t attempt_told;
	bool superseded;  /* a newer attempt has the job: only the end of our own attempt is still written */
	bool has_row;	  /* `row` was put at least once */
	bool row_waiting; /* it is newer than what is stored */
	bool row_refused; /* by the guard: find out why */
	bool end_stored;  /* STATEMENT_END of the final row */
	bool beat_due, cancel_due;
	bool cancel_told;
	enum row_form form;
	int64_t seq_under_way;
	char trouble[ERROR_MESSAGE_BYTES]; /* the last one told; "" = in service */
	enum error_kind trouble_kind;
	struct writer_news news;

	struct parameters parameters; /* of the statement that writer_next returned */
	struct job_row row;
};

struct statement_answer {
	bool has_row;
	const char *values[2]; /* of the first row; NULL for NULL */
};

enum refusal {
	REFUSED_TABLES, /* there are none yet */
	REFUSED_DATA,	/* this row can't be stored as it is */
};

void writer_init(struct writer *writer);
void writer_release(struct writer *writer);
void writer_open(struct writer *writer, const char *job_id, const struct attempt_facts *facts,
	const struct store_listener *listener);
void writer_put(struct writer *writer, const struct job_row *row);

/* Nothing before the first row is there: a start and its first row belong together. */
enum statement writer_next(struct writer *writer);
/* False: what came back makes no progress (ERROR_USAGE): go away for a while. */
bool writer_answer(struct writer *writer, enum statement statement, const struct statement_answer *answer,
	struct error *err);
/* False: nothing more can be tried now (`err` is filled in by the caller already): go away for a while. */
bool writer_refused(struct writer *writer, enum statement statement, enum refusal refusal);
/* What was answered up to now is durable. The listener may call writer_put. */
void writer_committed(struct writer *writer);
void writer_lost(struct writer *writer);
/* Tells the listener, once per cause and time out of service. */
void writer_trouble(struct writer *writer, const struct error *err);
bool writer_is_idle(const struct writer *writer);

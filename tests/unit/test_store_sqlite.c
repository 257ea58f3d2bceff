/* The store's contract on SQLite: what a writer promises, and what a reader sees, each in a file of its own.
 */
#include "store/store.h"

#include "base/clock.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define WAIT_LIMIT_SECONDS 20

struct heard {
	int64_t attempt, stored_seq, cancel_requested_at;
	int troubles, recoveries, claims;
	struct error trouble;
};

/* One job's writer with its own loop, and what it told. */
struct subject {
	struct ev_loop *loop;
	struct store *store;
	struct heard heard;
	struct job_row row;
};

static char directory[32], path[64], url[96];

static void claimed(void *ctx, int64_t attempt)
{
	struct heard *heard = ctx;

	heard->attempt = attempt;
	heard->claims++;
}

static void stored(void *ctx, int64_t seq)
{
	struct heard *heard = ctx;

	heard->stored_seq = seq;
}

static void trouble(void *ctx, const struct error *err)
{
	struct heard *heard = ctx;

	heard->troubles++;
	heard->trouble = *err;
}

static void recovered(void *ctx)
{
	struct heard *heard = ctx;

	heard->recoveries++;
}

static void cancel_requested(void *ctx, int64_t when_wall_ns)
{
	struct heard *heard = ctx;

	heard->cancel_requested_at = when_wall_ns;
}

static struct subject *subject_new(const char *job_id, const char *attempt_uid, int64_t started_at)
{
	struct subject *subject = calloc(1, sizeof(*subject));
	struct store_listener listener = { claimed, stored, trouble, recovered, cancel_requested,
		&subject->heard };
	struct attempt_facts facts = {
		.host = "here", .pid = 42, .pid_started = 7, .started_at = started_at
	};
	struct error err = ERROR_INIT;

	snprintf(facts.attempt_uid, sizeof(facts.attempt_uid), "%s", attempt_uid);
	subject->loop = ev_loop_new(EVFLAG_AUTO);
	subject->store = store_new(url, &err);
	assert_non_null(subject->store);
	assert_true(store_open(subject->store, subject->loop, job_id, &facts, &listener, &err));
	job_row_init(&subject->row);
	strcpy(subject->row.status, "running");
	subject->row.started_at = started_at;
	return subject;
}

static void subject_free(struct subject *subject)
{
	store_free(subject->store);
	ev_loop_destroy(subject->loop);
	free(subject);
}

static void wake_up(struct ev_loop *loop, struct ev_timer *timer, int events)
{
}

/* Runs the loop until the expression is true; fails when that takes too long. */
#define RUN_UNTIL(subject, condition)                                                                        \
	do {                                                                                                 \
		uint64_t deadline = clock_monotonic_ns() + WAIT_LIMIT_SECONDS * CLOCK_SECOND_NS;             \
		struct ev_timer tick;                                                                        \
                                                                                                             \
		ev_timer_init(&tick, wake_up, 0.005, 0.005);                                                 \
		ev_timer_start((subject)->loop, &tick);                                                      \
		while (!(condition) && clock_monotonic_ns() < deadline)                                      \
			ev_run((subject)->loop, EVRUN_ONCE);                                                 \
		ev_timer_stop((subject)->loop, &tick);                                                       \
		assert_true(condition);                                                                      \
	} while (0)

static void put(struct subject *subject, int64_t seq, const char *message)
{
	subject->row.seq = seq;
	snprintf(subject->row.message, sizeof(subject->row.message), "%s", message);
	store_put(subject->store, &subject->row);
}

static void put_and_wait(struct subject *subject, int64_t seq, const char *message)
{
	put(subject, seq, message);
	RUN_UNTIL(subject, store_is_idle(subject->store));
	assert_int_equal(subject->heard.stored_seq, seq);
}

static int read_job(const char *job_id, struct job_row *row)
{
	struct error err = ERROR_INIT;
	struct store *store = store_new(url, &err);
	int found = store_read(store, job_id, row, &err);

	store_free(store);
	return found;
}

static void sql(const char *statements)
{
	sqlite3 *db;
	char *why = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_busy_timeout(db, 5000);
	if (sqlite3_exec(db, statements, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", statements, why);
	sqlite3_close(db);
}

#define UID_A "aaaaaaaa-0000-4000-8000-000000000001"
#define UID_B "bbbbbbbb-0000-4000-8000-000000000002"
#define EARLY 1774160000000000000
#define LATE (EARLY + 3600 * (int64_t)CLOCK_SECOND_NS)

static void a_row_comes_back_as_it_was_put(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);
	struct job_row *row = malloc(sizeof(*row));

	subject->row.percentage = 27.52;
	subject->row.best_score = 0.1 + 0.2; /* needs 17 digits */
	subject->row.iterations_done = 5;
	strcpy(subject->row.best_params, "{\"lr\": 0.1}");
	put_and_wait(subject, 1, "Episode 5/50 \xc2\xb7 Candle 100/10,000");
	assert_int_equal(read_job("42", row), 1);
	assert_int_equal(row->attempt, 1);
	assert_int_equal(row->seq, 1);
	assert_string_equal(row->attempt_uid, UID_A);
	assert_string_equal(row->message, "Episode 5/50 \xc2\xb7 Candle 100/10,000");
	assert_true(row->percentage == 27.52);
	assert_true(row->best_score == 0.1 + 0.2);
	assert_int_equal(row->iterations_done, 5);
	assert_int_equal(row->total_iterations, -1);
	assert_string_equal(row->best_params, "{\"lr\": 0.1}");
	assert_int_equal(row->started_at, EARLY);
	assert_true(row->updated_at > EARLY);
	assert_true(row->heartbeat_age >= 0 && row->heartbeat_age < 20);
	free(row);
	subject_free(subject);
}

static void numbers_are_numbers_in_the_file(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);
	sqlite3_stmt *statement;
	sqlite3 *db;

	subject->row.percentage = 50;
	put_and_wait(subject, 1, "");
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	sqlite3_prepare_v2(db,
		"SELECT typeof(percentage) || typeof(seq) || typeof(is_complete) || typeof(message) FROM "
		"jobs",
		-1, &statement, NULL);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	assert_string_equal((const char *)sqlite3_column_text(statement, 0), "realintegerintegernull");
	sqlite3_finalize(statement);
	sqlite3_close(db);
	subject_free(subject);
}

static void the_newest_of_many_puts_is_what_stays(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);
	struct job_row *row = malloc(sizeof(*row));

	for (int seq = 1; seq <= 1000; seq++)
		put(subject, seq, "x");
	RUN_UNTIL(subject, store_is_idle(subject->store));
	assert_int_equal(read_job("42", row), 1);
	assert_int_equal(row->seq, 1000);
	free(row);
	subject_free(subject);
}

static void a_late_write_does_not_turn_the_row_back(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);
	struct job_row *row = malloc(sizeof(*row));

	put_and_wait(subject, 7, "new");
	put_and_wait(subject, 3, "old");
	assert_int_equal(read_job("42", row), 1);
	assert_string_equal(row->message, "new");
	free(row);
	subject_free(subject);
}

static void a_restarted_recorder_keeps_its_attempt(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);

	put_and_wait(subject, 1, "before");
	subject_free(subject);
	subject = subject_new("42", UID_A, EARLY);
	put_and_wait(subject, 2, "after");
	assert_int_equal(subject->heard.attempt, 1);
	subject_free(subject);
}

static void a_second_start_is_attempt_two_and_the_first_is_superseded(void **state)
{
	struct subject *first = subject_new("42", UID_A, EARLY), *second;
	struct job_row *row = malloc(sizeof(*row));

	put_and_wait(first, 5, "first");
	second = subject_new("42", UID_B, LATE);
	put_and_wait(second, 1, "second");
	assert_int_equal(second->heard.attempt, 2);

	put(first, 6, "first again");
	RUN_UNTIL(first, first->heard.troubles == 1);
	put(first, 7, "and again");
	strcpy(first->row.status, "completed");
	put(first, 8, "the end");
	RUN_UNTIL(first, store_is_idle(first->store));
	assert_int_equal(first->heard.troubles, 1);
	assert_int_equal(first->heard.stored_seq, 8);
	assert_int_equal(read_job("42", row), 1);
	assert_string_equal(row->message, "second");
	sql("CREATE TEMP TABLE one_row (n CHECK (n = 1));"
	    "INSERT INTO one_row SELECT count(*) FROM job_attempts WHERE attempt = 1 AND status = "
	    "'completed'");
	free(row);
	subject_free(first);
	subject_free(second);
}

static void the_end_is_in_both_tables(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);

	strcpy(subject->row.status, "failed");
	subject->row.exit_code = 3;
	subject->row.is_complete = true;
	put_and_wait(subject, 1, "Trial 5/10");
	sql("CREATE TEMP TABLE one_row (n CHECK (n = 1));"
	    "INSERT INTO one_row SELECT count(*) FROM jobs JOIN job_attempts USING (job_id, attempt)"
	    " WHERE jobs.status = 'failed' AND job_attempts.status = 'failed' AND job_attempts.exit_code = "
	    "3");
	subject_free(subject);
}

static void a_request_to_cancel_is_heard_once(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);

	put_and_wait(subject, 1, "");
	sql("UPDATE jobs SET cancel_requested_at = '2026-03-22T06:13:20.000Z'");
	RUN_UNTIL(subject, subject->heard.cancel_requested_at != 0);
	assert_int_equal(subject->heard.cancel_requested_at, EARLY);
	subject->heard.cancel_requested_at = 0;
	put_and_wait(subject, 2, "");
	assert_int_equal(subject->heard.cancel_requested_at, 0);
	subject_free(subject);
}

static void a_new_attempt_is_not_cancelled_by_an_old_request(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);

	put_and_wait(subject, 1, "");
	subject_free(subject);
	sql("UPDATE jobs SET cancel_requested_at = '2026-03-22T06:13:20.000Z'");
	subject = subject_new("42", UID_B, LATE);
	put_and_wait(subject, 1, "");
	assert_int_equal(subject->heard.cancel_requested_at, 0);
	subject_free(subject);
}

static void a_beat_moves_the_heartbeat_alone(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);
	struct job_row *row = malloc(sizeof(*row));

	put_and_wait(subject, 1, "");
	sql("UPDATE jobs SET heartbeat_at = '2026-01-01T00:00:00.000Z'");
	store_beat(subject->store);
	RUN_UNTIL(subject, read_job("42", row) == 1 && row->heartbeat_age < 20);
	assert_int_equal(row->seq, 1);
	free(row);
	subject_free(subject);
}

/* The longest that one turn of the loop took, in seconds, while another program held the file for `seconds`.
 */
static double longest_turn_while_locked(struct subject *subject, double seconds)
{
	uint64_t start = clock_monotonic_ns(), before = start, longest = 0;
	struct ev_timer tick;

	ev_timer_init(&tick, wake_up, 0.002, 0.002);
	ev_timer_start(subject->loop, &tick);
	while (clock_monotonic_ns() - start < (uint64_t)(seconds * 1e9)) {
		before = clock_monotonic_ns();
		ev_run(subject->loop, EVRUN_ONCE);
		if (clock_monotonic_ns() - before > longest)
			longest = clock_monotonic_ns() - before;
	}
	ev_timer_stop(subject->loop, &tick);
	return (double)longest / 1e9;
}

static void a_locked_file_holds_up_neither_the_loop_nor_the_row_for_ever(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);
	struct job_row *row = malloc(sizeof(*row));
	sqlite3 *other;

	put_and_wait(subject, 1, "");
	assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
	put(subject, 2, "later");
	/* 20 ms inside SQLite; the rest is for a busy machine */
	assert_true(longest_turn_while_locked(subject, 6.0) < 0.25);
	assert_int_equal(subject->heard.stored_seq, 1);
	assert_int_equal(subject->heard.troubles, 1);
	assert_int_equal(subject->heard.trouble.kind, ERROR_AWAY);
	sqlite3_exec(other, "COMMIT", NULL, NULL, NULL);
	sqlite3_close(other);
	RUN_UNTIL(subject, store_is_idle(subject->store));
	assert_int_equal(subject->heard.recoveries, 1);
	assert_int_equal(read_job("42", row), 1);
	assert_string_equal(row->message, "later");
	free(row);
	subject_free(subject);
}

static void a_reader_in_the_middle_delays_a_commit_and_loses_nothing(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);
	sqlite3_stmt *statement;
	sqlite3 *other;

	put_and_wait(subject, 1, "");
	assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
	sqlite3_prepare_v2(other, "SELECT job_id FROM jobs", -1, &statement, NULL);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	put(subject, 2, "");
	assert_true(longest_turn_while_locked(subject, 1.0) < 0.25);
	assert_int_equal(subject->heard.stored_seq, 1);
	sqlite3_finalize(statement);
	sqlite3_close(other);
	RUN_UNTIL(subject, store_is_idle(subject->store));
	assert_int_equal(subject->heard.stored_seq, 2);
	subject_free(subject);
}

/* SQLite's own count of the transactions that changed the file, from its header. */
static unsigned transactions(void)
{
	unsigned char count[4];
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	assert_int_equal(fseek(file, 24, SEEK_SET), 0);
	assert_int_equal(fread(count, 1, sizeof(count), file), sizeof(count));
	fclose(file);
	return (unsigned)count[0] << 24 | (unsigned)count[1] << 16 | (unsigned)count[2] << 8 | count[3];
}

static void a_start_and_its_first_row_are_one_transaction_and_so_is_an_end(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);
	unsigned before;

	put_and_wait(subject, 1, "");
	assert_int_equal(subject->heard.attempt, 1);
	assert_int_equal(transactions(), 1); /* the tables, too */
	strcpy(subject->row.status, "completed");
	put_and_wait(subject, 2, "");
	assert_int_equal(transactions(), 2);
	subject_free(subject);

	before = transactions();
	subject = subject_new("43", UID_B, EARLY);
	strcpy(subject->row.status, "completed");
	put_and_wait(subject, 1, "a short job");
	assert_int_equal(transactions(), before + 1);
	subject_free(subject);
}

static void a_row_that_is_refused_and_reduced_is_one_transaction(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);

	put_and_wait(subject, 1, "");
	subject->row.percentage = 120;
	put_and_wait(subject, 2, "");
	assert_int_equal(transactions(), 2);
	subject_free(subject);
}

static void nothing_is_told_before_it_is_committed(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);
	sqlite3_stmt *statement;
	sqlite3 *other;

	put_and_wait(subject, 1, "");
	subject_free(subject);
	assert_int_equal(sqlite3_open(path, &other), SQLITE_OK);
	sqlite3_prepare_v2(other, "SELECT job_id FROM jobs", -1, &statement, NULL);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	subject = subject_new("43", UID_B, EARLY);
	put(subject, 1, "");
	longest_turn_while_locked(subject, 1.0);
	put(subject, 2, "put while the commit waits");
	longest_turn_while_locked(subject, 0.2);
	assert_int_equal(subject->heard.claims, 0);
	assert_int_equal(subject->heard.stored_seq, 0);
	assert_false(store_is_idle(subject->store));
	sqlite3_finalize(statement);
	sqlite3_close(other);
	RUN_UNTIL(subject, store_is_idle(subject->store));
	assert_int_equal(subject->heard.claims, 1);
	assert_int_equal(subject->heard.stored_seq, 2);
	subject_free(subject);
}

static void a_file_that_was_deleted_is_made_anew_with_the_row(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);
	struct job_row *row = malloc(sizeof(*row));

	put_and_wait(subject, 1, "kept");
	assert_int_equal(unlink(path), 0);
	RUN_UNTIL(subject, read_job("42", row) == 1);
	assert_string_equal(row->message, "kept");
	free(row);
	subject_free(subject);
}

static void a_file_that_is_no_database_is_told_once(void **state)
{
	struct subject *subject;
	FILE *file = fopen(path, "w");

	for (int i = 0; i < 1000; i++)
		fputs("this is no database\n", file);
	fclose(file);
	subject = subject_new("42", UID_A, EARLY);
	put(subject, 1, "");
	RUN_UNTIL(subject, subject->heard.troubles == 1);
	longest_turn_while_locked(subject, 1.0);
	assert_int_equal(subject->heard.troubles, 1);
	assert_int_equal(subject->heard.trouble.kind, ERROR_USAGE);
	assert_non_null(strstr(subject->heard.trouble.message, path));
	subject_free(subject);
}

static void a_row_that_the_table_refuses_is_stored_reduced(void **state)
{
	struct subject *subject = subject_new("42", UID_A, EARLY);
	struct job_row *row = malloc(sizeof(*row));

	put_and_wait(subject, 1, "");
	subject->row.percentage = 120;
	strcpy(subject->row.status, "completed");
	put_and_wait(subject, 2, "done");
	assert_int_equal(read_job("42", row), 1);
	assert_string_equal(row->status, "completed");
	free(row);
	subject_free(subject);
}

static void a_hostile_job_id_is_only_a_job_id(void **state)
{
	static const char hostile[] = "'; DROP TABLE jobs; --\xff\x1b[2J";
	struct subject *subject = subject_new(hostile, UID_A, EARLY);
	struct job_row *row = malloc(sizeof(*row));

	put_and_wait(subject, 1, "x");
	assert_int_equal(read_job(NULL, row), 1);
	assert_string_equal(row->job_id, "'; DROP TABLE jobs; --\xef\xbf\xbd\x1b[2J");
	free(row);
	subject_free(subject);
}

static void count_row(void *ctx, const struct job_row *row)
{
	char *ids = ctx;

	strcat(strcat(ids, row->job_id), " ");
}

static void jobs_are_listed_newest_start_first(void **state)
{
	static const char *const ids[] = { "b", "c", "a" };
	struct error err = ERROR_INIT;
	struct store *store;
	char listed[64] = "";

	for (int i = 0; i < 3; i++) {
		char uid[37];
		struct subject *subject;

		snprintf(uid, sizeof(uid), "cccccccc-0000-4000-8000-00000000000%d", i);
		subject = subject_new(ids[i], uid, EARLY + i * (int64_t)CLOCK_SECOND_NS);
		put_and_wait(subject, 1, "");
		subject_free(subject);
	}
	store = store_new(url, &err);
	assert_true(store_list(store, count_row, listed, &err));
	assert_string_equal(listed, "a c b ");
	store_free(store);
}

static void a_store_that_does_not_exist_has_no_jobs_and_reading_makes_none(void **state)
{
	struct job_row *row = malloc(sizeof(*row));

	assert_int_equal(read_job("42", row), 0);
	assert_int_equal(access(path, F_OK), -1);
	free(row);
}

static void the_directory_is_private(void **state)
{
	struct subject *subject;
	struct stat status;
	char nested[48];

	snprintf(nested, sizeof(nested), "%s/new", directory);
	snprintf(path, sizeof(path), "%s/jobs.db", nested);
	snprintf(url, sizeof(url), "sqlite://%s", path);
	subject = subject_new("42", UID_A, EARLY);
	put_and_wait(subject, 1, "");
	assert_int_equal(stat(nested, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0700);
	subject_free(subject);
}

static void a_wrong_url_is_one_clear_line(void **state)
{
	static const struct {
		const char *url, *says;
	} cases[] = {
		{ "mysql://u:secret@h/d", "of no known kind" },
		{ "jobs.db", "of no known kind" },
		{ "sqlite://jobs.db", "sqlite:///absolute/path" },
		{ "sqlite:///", "sqlite:///absolute/path" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = ERROR_INIT;

		assert_null(store_new(cases[i].url, &err));
		assert_int_equal(err.kind, ERROR_USAGE);
		assert_non_null(strstr(err.message, cases[i].says));
		assert_null(strstr(err.message, "secret"));
		assert_null(strchr(err.message, '\n'));
	}
}

static int fresh_directory(void **state)
{
	strcpy(directory, "/tmp/test_store_XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/jobs.db", directory);
	snprintf(url, sizeof(url), "sqlite://%s", path);
	return 0;
}

static int remove_directory(void **state)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf '%s'", directory);
	return system(command);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh_directory, remove_directory)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_row_comes_back_as_it_was_put),
		TEST(numbers_are_numbers_in_the_file),
		TEST(the_newest_of_many_puts_is_what_stays),
		TEST(a_late_write_does_not_turn_the_row_back),
		TEST(a_restarted_recorder_keeps_its_attempt),
		TEST(a_second_start_is_attempt_two_and_the_first_is_superseded),
		TEST(the_end_is_in_both_tables),
		TEST(a_request_to_cancel_is_heard_once),
		TEST(a_new_attempt_is_not_cancelled_by_an_old_request),
		TEST(a_beat_moves_the_heartbeat_alone),
		TEST(a_locked_file_holds_up_neither_the_loop_nor_the_row_for_ever),
		TEST(a_reader_in_the_middle_delays_a_commit_and_loses_nothing),
		TEST(a_start_and_its_first_row_are_one_transaction_and_so_is_an_end),
		TEST(a_row_that_is_refused_and_reduced_is_one_transaction),
		TEST(nothing_is_told_before_it_is_committed),
		TEST(a_file_that_was_deleted_is_made_anew_with_the_row),
		TEST(a_file_that_is_no_database_is_told_once),
		TEST(a_row_that_the_table_refuses_is_stored_reduced),
		TEST(a_hostile_job_id_is_only_a_job_id),
		TEST(jobs_are_listed_newest_start_first),
		TEST(a_store_that_does_not_exist_has_no_jobs_and_reading_makes_none),
		TEST(the_directory_is_private),
		TEST(a_wrong_url_is_one_clear_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

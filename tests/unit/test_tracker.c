/* progress/tracker: what a reader of the row sees, event by event. */
#include "progress_driver.h"

static void trials_count_against_a_total_from_the_command_line(void **state)
{
	static struct driver job;

	driver_begin(&job, NULL);
	assert_nan(say(&job, argv_trials(10))->percentage);
	assert_string_equal(job.snapshot.message, "");
	say(&job, study("a"));
	assert_near(job.snapshot.percentage, 0);
	for (int i = 1; i <= 5; i++)
		say(&job, trials(i));
	assert_near(job.snapshot.percentage, 50);
	assert_string_equal(job.snapshot.message, "Trial 5/10");
	assert_int_equal(job.snapshot.iterations_done, 5);
	assert_int_equal(job.snapshot.total_iterations, 10);
	assert_near(job.snapshot.eta_seconds, 5);
	assert_int_equal(job.snapshot.items_done, -1);
}

static void without_a_total_there_is_a_count_and_no_percentage(void **state)
{
	static struct driver job;

	driver_begin(&job, NULL);
	say(&job, trials(1));
	say(&job, trials(2));
	assert_nan(job.snapshot.percentage);
	assert_nan(job.snapshot.eta_seconds);
	assert_string_equal(job.snapshot.message, "Trial 2");
	assert_int_equal(job.snapshot.total_iterations, -1);
}

/* Detectron2 prints its time left, and never how many iterations there will be. */
static void the_tools_own_time_left_needs_no_total(void **state)
{
	static struct driver job;
	struct reading told = epoch_done(20, NAN);

	driver_begin(&job, NULL);
	told.eta_seconds = 300;
	say(&job, told);
	assert_nan(job.snapshot.percentage);
	assert_near(job.snapshot.eta_seconds, 300);
	told.iterations_done = 40;
	told.eta_seconds = 280;
	assert_near(say(&job, told)->eta_seconds, 280);
}

static void time_left_of_one_step_is_not_the_jobs(void **state)
{
	static struct driver job;
	struct reading planned = step("Load"), told = epoch_done(20, NAN);

	driver_begin(&job, NULL);
	planned.step_number = 1;
	planned.total_steps = 4;
	say(&job, planned);
	told.eta_seconds = 300;
	assert_nan(say(&job, told)->eta_seconds);
}

static void time_left_of_one_of_many_bars_is_not_the_jobs(void **state)
{
	static struct driver job;

	driver_begin(&job, NULL);
	for (int i = 1; i <= 2; i++)
		for (int done = 0; done <= 10; done += 5) {
			struct reading drawn = bar("fold", done, 10);

			drawn.eta_seconds = 10 - done;
			say(&job, drawn);
		}
	assert_nan(job.snapshot.percentage);
	assert_nan(job.snapshot.eta_seconds);
}

static void fits_count_against_the_total_of_the_header(void **state)
{
	static struct driver job;

	driver_begin(&job, NULL);
	say(&job, fits_header(20));
	assert_string_equal(job.snapshot.message, "Fit 0/20");
	for (int i = 1; i <= 7; i++)
		say(&job, fits(i));
	assert_string_equal(job.snapshot.message, "Fit 7/20");
	assert_near(job.snapshot.percentage, 35);
}

static void candles_move_within_their_episode(void **state)
{
	static struct driver job;

	driver_begin(&job, NULL);
	say(&job, candle(10, 20, 7300, 10000));
	assert_string_equal(job.snapshot.message, "Episode 10/20 \xc2\xb7 Candle 7,300/10,000");
	assert_near(job.snapshot.percentage, 48.65);
	assert_int_equal(job.snapshot.current_iteration, 10);
	assert_int_equal(job.snapshot.iterations_done, 9);
	assert_int_equal(job.snapshot.items_done, 7300);
	assert_int_equal(job.snapshot.total_items, 10000);
	say(&job, candle(10, 20, 7350, 10000));
	assert_near(job.snapshot.percentage, 48.68); /* 48.675 */
	assert_near(job.snapshot.items_per_second, 50);
}

static void batches_stand_behind_their_epoch(void **state)
{
	static struct driver job;

	driver_begin(&job, NULL);
	say(&job, epoch(5, 100));
	assert_string_equal(job.snapshot.message, "Epoch 5/100");
	say(&job, batch(120, 500));
	assert_string_equal(job.snapshot.message, "Epoch 5/100 \xc2\xb7 Batch 120/500");
	assert_near(job.snapshot.percentage, 4.24);
}

static void a_good_end_is_a_hundred_per_cent(void **state)
{
	static struct driver job;

	driver_begin(&job, NULL);
	say(&job, fits_header(2));
	say(&job, fits(2));
	assert_near(job.snapshot.percentage, 99.99);
	tracker_end(&job.tracker, ENDING_WELL, job.now_ns);
	tracker_snapshot(&job.tracker, job.now_ns, &job.snapshot);
	assert_near(job.snapshot.percentage, 100);
	assert_near(job.snapshot.eta_seconds, 0);
	assert_string_equal(job.snapshot.message, "Fit 2/2");
}

static void an_early_stop_that_ends_well_is_noted(void **state)
{
	static struct driver job;

	driver_begin(&job, NULL);
	say(&job, epoch(12, 50));
	tracker_end(&job.tracker, ENDING_WELL, job.now_ns);
	tracker_snapshot(&job.tracker, job.now_ns, &job.snapshot);
	assert_near(job.snapshot.percentage, 100);
	assert_string_equal(job.snapshot.message, "Epoch 12/50 (ended early)");
	assert_int_equal(job.snapshot.current_iteration, 12);
}

static void a_failed_job_stays_where_it_was(void **state)
{
	static struct driver job;
	struct reading error = from(KERAS, LEVEL_NONE);

	driver_begin(&job, NULL);
	say(&job, epoch_done(3, 5));
	error.error = span_of("ValueError: bad shape");
	say(&job, error);
	tracker_end(&job.tracker, ENDING_BADLY, job.now_ns);
	tracker_snapshot(&job.tracker, job.now_ns, &job.snapshot);
	assert_near(job.snapshot.percentage, 60);
	assert_nan(job.snapshot.eta_seconds);
	assert_string_equal(job.snapshot.message, "Epoch 3/5");
	assert_string_equal(job.snapshot.error_message, "ValueError: bad shape");
}

static void a_copy_of_its_bytes_goes_on_the_same(void **state)
{
	static struct driver job, copy;

	driver_begin(&job, NULL);
	say(&job, study("a"));
	say(&job, argv_trials(4));
	say(&job, trials(1));
	memcpy(&copy, &job, sizeof(job));
	say(&job, trials(2));
	say(&copy, trials(2));
	assert_memory_equal(&job, &copy, sizeof(job));
	assert_near(copy.snapshot.percentage, 50);
}

static void a_paused_row_moves_a_known_bar_only(void **state)
{
	static struct driver job;
	struct reading paused = bar("x", 5, 10);
	uint64_t version;

	driver_begin(&job, NULL);
	paused.paused = true;
	version = tracker_version(&job.tracker);
	assert_nan(say(&job, paused)->percentage);
	assert_int_equal(tracker_version(&job.tracker), version);
	say(&job, bar("x", 1, 10));
	assert_near(say(&job, paused)->percentage, 50);
	assert_int_equal(job.snapshot.events_seen, 1);
}

static void the_estimate_never_falls_on_one_basis(void **state)
{
	static struct driver job;
	double before;

	driver_begin(&job, NULL);
	for (int i = 0; i <= 10; i++)
		say(&job, bar("", 5 * i, 100));
	tracker_snapshot(&job.tracker, job.now_ns + SECOND, &job.snapshot);
	before = job.snapshot.estimated_percentage;
	assert_true(before > 54 && before < 55);
	say(&job, bar("", 51, 100)); /* it got slower */
	assert_near(job.snapshot.percentage, 51);
	assert_true(job.snapshot.estimated_percentage >= before);
	assert_near(say(&job, epoch_done(1, 5))->estimated_percentage, 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trials_count_against_a_total_from_the_command_line),
		cmocka_unit_test(without_a_total_there_is_a_count_and_no_percentage),
		cmocka_unit_test(the_tools_own_time_left_needs_no_total),
		cmocka_unit_test(time_left_of_one_step_is_not_the_jobs),
		cmocka_unit_test(time_left_of_one_of_many_bars_is_not_the_jobs),
		cmocka_unit_test(fits_count_against_the_total_of_the_header),
		cmocka_unit_test(candles_move_within_their_episode),
		cmocka_unit_test(batches_stand_behind_their_epoch),
		cmocka_unit_test(a_good_end_is_a_hundred_per_cent),
		cmocka_unit_test(an_early_stop_that_ends_well_is_noted),
		cmocka_unit_test(a_failed_job_stays_where_it_was),
		cmocka_unit_test(a_copy_of_its_bytes_goes_on_the_same),
		cmocka_unit_test(a_paused_row_moves_a_known_bar_only),
		cmocka_unit_test(the_estimate_never_falls_on_one_basis),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

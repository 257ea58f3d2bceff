/* progress/steps: declared steps with weights (contracts R2 and R4), and those that the output names. */
#include "progress_driver.h"

static struct driver job;

static const struct plan four_steps = {
	.steps = { { "Data Collection", 25 }, { "Optimization", 50 }, { "Validation", 20 },
		{ "Save Configuration", 5 } },
	.step_count = 4,
	.total = NAN,
};

static void optimization_at_sixty_per_cent_is_fifty_five(void **state)
{
	driver_begin(&job, &four_steps);
	assert_near(job.snapshot.percentage, 0);
	say(&job, step("Data Collection"));
	say(&job, step("Optimization"));
	assert_near(job.snapshot.percentage, 25);
	say(&job, fits_header(10));
	say(&job, fits(6));
	assert_near(job.snapshot.percentage, 55);
	assert_near(job.snapshot.step_percentage, 60);
	assert_int_equal(job.snapshot.step_number, 2);
	assert_int_equal(job.snapshot.total_steps, 4);
	assert_string_equal(job.snapshot.current_step, "Optimization");
}

static void a_step_left_out_counts_as_done(void **state)
{
	driver_begin(&job, &four_steps);
	say(&job, step("optimization"));
	say(&job, step("Save Configuration"));
	assert_near(job.snapshot.percentage, 95);
	assert_int_equal(job.snapshot.step_number, 4);
}

static void a_step_that_finishes_gives_its_exact_end(void **state)
{
	struct reading finished = step("Data Collection");

	driver_begin(&job, &four_steps);
	say(&job, bar("rows", 97, 100));
	finished.finishes = true;
	say(&job, finished);
	assert_near(job.snapshot.percentage, 25);
	assert_near(job.snapshot.step_percentage, 100);
}

static void steps_never_go_back(void **state)
{
	driver_begin(&job, &four_steps);
	say(&job, step("Validation"));
	say(&job, step("Optimization"));
	assert_near(job.snapshot.percentage, 75);
	assert_string_equal(job.snapshot.current_step, "Validation");
}

static void a_second_round_in_a_step_moves_the_step_only(void **state)
{
	driver_begin(&job, &four_steps);
	say(&job, epoch_done(4, 5));
	assert_near(job.snapshot.percentage, 20);
	say(&job, epoch_done(1, 5));
	assert_near(job.snapshot.percentage, 20);
	assert_near(job.snapshot.step_percentage, 20);
}

static void a_job_that_ended_well_is_complete(void **state)
{
	driver_begin(&job, &four_steps);
	say(&job, step("Validation"));
	tracker_end(&job.tracker, ENDING_WELL, job.now_ns);
	tracker_snapshot(&job.tracker, job.now_ns, &job.snapshot);
	assert_string_equal(job.snapshot.current_step, "Complete");
	assert_int_equal(job.snapshot.step_number, 4);
	assert_near(job.snapshot.percentage, 100);
	assert_near(job.snapshot.step_percentage, 100);
}

static void steps_of_the_output_have_no_weights(void **state)
{
	struct reading second = step("Training");

	driver_begin(&job, NULL);
	second.step_number = 2;
	second.total_steps = 4;
	say(&job, second);
	say(&job, epoch_done(1, 2));
	assert_nan(job.snapshot.percentage);
	assert_near(job.snapshot.step_percentage, 50);
	assert_string_equal(job.snapshot.current_step, "Training");
	assert_int_equal(job.snapshot.step_number, 2);
	assert_int_equal(job.snapshot.total_steps, 4);
}

static void steps_that_are_numbered_and_not_counted_have_no_weights_either(void **state)
{
	struct reading second = step("Train model");

	second.step_number = 2;
	driver_begin(&job, NULL);
	say(&job, second);
	assert_nan(say(&job, epoch_done(4, 8))->percentage);
	assert_near(job.snapshot.step_percentage, 50);
	assert_int_equal(job.snapshot.step_number, 2);
	assert_int_equal(job.snapshot.total_steps, -1);
}

static void a_message_of_the_command_stays_until_something_counts_on(void **state)
{
	struct reading processing = from(CANDLES, LEVEL_NONE);

	driver_begin(&job, NULL);
	processing.message = span_of("Processing AAPL (2/5) - Loading data");
	say(&job, processing);
	assert_string_equal(job.snapshot.message, "Processing AAPL (2/5) - Loading data");
	say(&job, epoch(5, 100));
	say(&job, batch(120, 500));
	assert_string_equal(job.snapshot.message, "Epoch 5/100 \xc2\xb7 Batch 120/500");
}

static void a_percentage_of_the_whole_job_is_believed(void **state)
{
	struct reading told = from(CANDLES, LEVEL_NONE);

	driver_begin(&job, NULL);
	told.percentage = 42;
	told.eta_seconds = 90;
	say(&job, told);
	assert_near(job.snapshot.percentage, 42);
	assert_near(job.snapshot.eta_seconds, 90);
	told.percentage = 40;
	assert_near(say(&job, told)->percentage, 42);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(optimization_at_sixty_per_cent_is_fifty_five),
		cmocka_unit_test(a_step_left_out_counts_as_done),
		cmocka_unit_test(a_step_that_finishes_gives_its_exact_end),
		cmocka_unit_test(steps_never_go_back),
		cmocka_unit_test(a_second_round_in_a_step_moves_the_step_only),
		cmocka_unit_test(a_job_that_ended_well_is_complete),
		cmocka_unit_test(steps_of_the_output_have_no_weights),
		cmocka_unit_test(steps_that_are_numbered_and_not_counted_have_no_weights_either),
		cmocka_unit_test(a_message_of_the_command_stays_until_something_counts_on),
		cmocka_unit_test(a_percentage_of_the_whole_job_is_believed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

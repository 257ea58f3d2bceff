/* progress/bars: doc/recognition.md rules 10 and 15-17. */
#include "progress_driver.h"

static struct driver job;

static void a_single_bar_is_the_basis(void **state)
{
	driver_begin(&job, NULL);
	say(&job, bar("train", 0, 200));
	assert_near(say(&job, bar("train", 50, 200))->percentage, 25);
	assert_string_equal(job.snapshot.message, "train 50/200");
}

static void a_bar_of_unknown_total_has_no_percentage(void **state)
{
	driver_begin(&job, NULL);
	assert_nan(say(&job, bar("", 1230, NAN))->percentage);
	assert_string_equal(job.snapshot.message, "Item 1,230");
}

static void a_total_that_the_terminal_cut_off_is_not_believed(void **state)
{
	struct reading cut = bar("train", 60, 10);

	driver_begin(&job, NULL);
	say(&job, bar("train", 9, 100));
	cut.percentage = 60;
	assert_near(say(&job, cut)->percentage, 9);
	assert_int_equal(job.snapshot.total_items, -1);
}

static struct reading epoch_bar(const char *name, double index, double done, double total)
{
	struct reading reading = bar(name, done, total);

	reading.current_iteration = index + 1;
	reading.from_first = true;
	return reading;
}

static void a_bar_with_an_epochs_number_is_inside_that_epoch(void **state)
{
	driver_begin(&job, NULL);
	say(&job, epoch_bar("epoch 1", 1, 0, 10));
	assert_nan(say(&job, epoch_bar("epoch 1", 1, 4, 10))->percentage);
	assert_near(job.snapshot.step_percentage, 40);
	say(&job, epoch_bar("epoch 1", 1, 10, 10));
	say(&job, epoch_bar("epoch 2", 2, 0, 10));
	assert_nan(say(&job, epoch_bar("epoch 2", 2, 5, 10))->percentage);
	assert_int_equal(job.snapshot.current_iteration, 2);
	assert_int_equal(job.snapshot.total_iterations, -1);
	assert_int_equal(job.snapshot.items_done, 5);

	driver_begin(&job, &(struct plan){ .total = 4 });
	say(&job, epoch_bar("epoch 0", 0, 10, 10));
	assert_near(job.snapshot.percentage, 0);
	say(&job, epoch_bar("epoch 1", 1, 0, 10));
	assert_near(job.snapshot.percentage, 25);
	assert_int_equal(job.snapshot.current_iteration, 2);
	assert_int_equal(job.snapshot.total_iterations, 4);
}

static void a_bar_that_follows_the_number_in_its_name_counts_the_epochs(void **state)
{
	driver_begin(&job, NULL);
	say(&job, epoch_bar("epoch 0", 0, 0, 10));
	assert_nan(say(&job, epoch_bar("epoch 0", 0, 1, 10))->percentage);
	assert_near(say(&job, epoch_bar("epoch 1", 1, 1, 10))->percentage, 10);
	assert_int_equal(job.snapshot.total_iterations, 10);
}

static void of_several_bars_in_a_row_nobody_knows_how_many_follow(void **state)
{
	driver_begin(&job, NULL);
	say(&job, bar("load", 10, 10));
	say(&job, bar("load", 0, 10));
	assert_nan(job.snapshot.percentage);
	assert_near(say(&job, bar("load", 4, 10))->step_percentage, 40);
	assert_int_equal(job.snapshot.step_number, 2);
	say(&job, bar("load", 10, 10));
	assert_nan(say(&job, bar("check", 1, 4))->percentage);
	assert_int_equal(job.snapshot.step_number, 3);
	assert_string_equal(job.snapshot.current_step, "check");
}

static void a_level_after_a_bar_is_the_new_basis(void **state)
{
	driver_begin(&job, NULL);
	say(&job, bar("load", 10, 10));
	assert_near(job.snapshot.percentage, 99.99);
	assert_near(say(&job, epoch_done(1, 5))->percentage, 20);
}

static void a_bar_that_starts_again_when_the_level_advances_is_inside_it(void **state)
{
	driver_begin(&job, NULL);
	for (int i = 1; i <= 2; i++) {
		say(&job, bar("", 0, 100));
		say(&job, bar("", 100, 100));
		say(&job, epoch_done(i, 5));
	}
	say(&job, bar("", 0, 100));
	assert_near(say(&job, bar("", 50, 100))->percentage, 50);
	assert_string_equal(job.snapshot.message, "Epoch 2/5 \xc2\xb7 Item 50/100");
}

static void an_inner_bar_may_stop_before_its_end(void **state)
{
	driver_begin(&job, NULL);
	for (int i = 1; i <= 2; i++) {
		say(&job, bar("", 0, 100));
		say(&job, bar("", 40, 100));
		say(&job, bar("", 96, 100));
		say(&job, epoch_done(i, 5));
	}
	say(&job, bar("", 0, 100));
	assert_near(say(&job, bar("", 50, 100))->percentage, 50);
}

static void a_bar_that_was_open_first_holds_the_levels_back(void **state)
{
	driver_begin(&job, NULL);
	say(&job, bar("seeds", 0, 20));
	for (int i = 1; i <= 5; i++)
		assert_near(say(&job, epoch_done(i, 5))->percentage, 0);
	say(&job, bar("seeds", 1, 20));
	assert_near(say(&job, epoch_done(1, 5))->percentage, 5);
	assert_int_equal(job.snapshot.total_iterations, 20);
	assert_int_equal(job.snapshot.total_items, 5);
	for (int i = 2; i <= 5; i++)
		say(&job, epoch_done(i, 5));
	say(&job, bar("seeds", 2, 20));
	assert_near(say(&job, epoch_done(1, 5))->percentage, 11);
}

static void a_bar_that_grows_over_three_advances_is_the_basis(void **state)
{
	driver_begin(&job, NULL);
	for (int i = 0; i < 4; i++) {
		say(&job, epoch(i + 1, 5));
		say(&job, bar("", i * 100 + 10, 500));
		say(&job, bar("", i * 100 + 100, 500));
	}
	assert_near(job.snapshot.percentage, 80);
	assert_int_equal(job.snapshot.total_iterations, 5);
}

static void a_bar_that_keeps_step_gives_the_level_its_total(void **state)
{
	driver_begin(&job, NULL);
	say(&job, bar("", 0, 50));
	say(&job, study("a"));
	for (int i = 1; i <= 4; i++) {
		say(&job, trials(i));
		say(&job, bar("", i, 50));
	}
	assert_int_equal(job.snapshot.total_iterations, 50);
	assert_near(job.snapshot.percentage, 8);
	assert_string_equal(job.snapshot.message, "Trial 4/50");
}

static void a_bar_with_the_announced_total_is_the_levels_counter(void **state)
{
	driver_begin(&job, NULL);
	say(&job, fits_header(20));
	say(&job, bar("", 0, 20));
	assert_near(say(&job, bar("", 7, 20))->percentage, 35);
	assert_string_equal(job.snapshot.message, "Fit 7/20");
}

static void a_bar_that_is_complete_when_the_level_counts_one_had_its_total_by_chance(void **state)
{
	driver_begin(&job, NULL);
	say(&job, fits_header(20));
	for (int i = 0; i <= 20; i++)
		say(&job, bar("", i, 20));
	assert_near(say(&job, fits(1))->percentage, 5);
	say(&job, bar("", 0, 20));
	say(&job, bar("", 10, 20));
	assert_string_equal(job.snapshot.message, "Fit 1/20 \xc2\xb7 Item 10/20");
}

/* Rule 15. */
static void a_description_that_changes_makes_no_other_bar(void **state)
{
	driver_begin(&job, NULL);
	say(&job, bar("", 0, 4));
	say(&job, bar("cat", 0, 4));
	say(&job, bar("cat", 1, 4));
	say(&job, bar("dog", 1, 4));
	assert_near(say(&job, bar("dog", 2, 4))->percentage, 50);
	assert_string_equal(job.snapshot.message, "dog 2/4");
	assert_int_equal(job.snapshot.step_number, 1);
}

/* "40 %" becomes "Epoch 1/4 loss 1.25: 40 %". */
static void a_bar_whose_description_tells_of_iterations_is_the_items_inside(void **state)
{
	driver_begin(&job, NULL);
	for (int epoch = 1; epoch <= 2; epoch++) {
		struct reading described = from(TQDM, LEVEL_TRAINING);

		say(&job, bar("", 0, 40));
		described.current_iteration = epoch;
		described.total_iterations = 4;
		described.items_done = 20;
		described.total_items = 40;
		say(&job, described);
	}
	assert_int_equal(job.snapshot.level_count, 2);
	assert_near(job.snapshot.percentage, 37.5);
}

/* set_description() with the first loss, before the first batch is through. */
static void a_description_that_grows_before_anything_is_done_makes_no_other_bar(void **state)
{
	static const char *const names[][2] = { { "Epoch 0", "Epoch 0, loss: 1.25" },
		{ "Epoch 1", "Epoch 1, loss: 0.75" } };

	driver_begin(&job, NULL);
	for (int epoch = 0; epoch < 2; epoch++) {
		struct reading drawn = bar(names[epoch][0], 0, 50);

		drawn.row = epoch;
		say(&job, drawn);
		drawn.bar_name = span_of(names[epoch][1]);
		say(&job, drawn);
		drawn.bar_done = 25;
		say(&job, drawn);
		assert_int_equal(job.snapshot.level_count, 1);
		assert_near(job.snapshot.step_percentage, 50);
		drawn.bar_done = 50;
		say(&job, drawn);
	}
	assert_nan(job.snapshot.percentage);
}

static void a_total_that_grows_begins_the_percentage_anew(void **state)
{
	driver_begin(&job, NULL);
	say(&job, bar("crawl", 5, 10));
	assert_near(say(&job, bar("crawl", 6, 20))->percentage, 30);
	assert_int_equal(job.snapshot.step_number, 1);
}

static void bars_in_different_rows_are_different_bars(void **state)
{
	struct reading outer = bar("", 0, 10), inner = bar("", 0, 10);

	driver_begin(&job, NULL);
	inner.row = 1;
	say(&job, outer);
	say(&job, inner);
	for (int i = 1; i <= 2; i++) {
		inner.bar_done = 10;
		say(&job, inner);
		outer.bar_done = i;
		say(&job, outer);
		inner.bar_done = 0;
		say(&job, inner);
	}
	inner.bar_done = 5;
	assert_near(say(&job, inner)->percentage, 25);
	assert_int_equal(job.snapshot.level_count, 2);
}

static void a_bar_goes_on_below_what_was_printed_over_it(void **state)
{
	struct reading drawn = bar("", 3, 10);

	driver_begin(&job, NULL);
	say(&job, drawn);
	drawn.row = 7;
	drawn.bar_done = 4;
	assert_near(say(&job, drawn)->percentage, 40);
	assert_int_equal(job.snapshot.level_count, 1);
}

static void what_is_printed_above_a_bar_pushes_it_down(void **state)
{
	struct reading drawn = bar("", 0, 10);

	driver_begin(&job, NULL);
	say(&job, drawn);
	for (drawn.row = 1; drawn.row <= 3; drawn.row++) {
		tracker_line(&job.tracker, drawn.stream, drawn.row - 1);
		say(&job, drawn);
	}
	assert_int_equal(job.snapshot.level_count, 1);
	drawn.bar_done = 5;
	assert_near(say(&job, drawn)->percentage, 50);
}

static void of_bars_side_by_side_the_name_tells_which_is_meant(void **state)
{
	driver_begin(&job, NULL);
	for (int i = 1; i <= 3; i++) {
		struct reading first = bar("fold 1", 30 * i, 100), second = bar("fold 2", 10 * i, 100);

		first.row = i;
		second.row = i + 1;
		say(&job, first);
		say(&job, second);
	}
	assert_int_equal(job.snapshot.level_count, 2);
	assert_string_equal(job.snapshot.message, "fold 1 90/100 \xc2\xb7 fold 2 30/100");
}

static void of_an_open_bar_a_fall_counts_when_the_next_draw_goes_on_from_it(void **state)
{
	driver_begin(&job, NULL);
	say(&job, bar("", 50, 100));
	say(&job, bar("", 0, 100));
	assert_near(job.snapshot.percentage, 50);
	say(&job, bar("", 51, 100)); /* a glitch */
	assert_near(job.snapshot.percentage, 51);
	say(&job, bar("", 0, 100));
	say(&job, bar("", 1, 100)); /* a new pass */
	assert_nan(job.snapshot.percentage);
	assert_near(job.snapshot.step_percentage, 1);
}

/* Rule 16. */
static void a_tools_own_bar_is_the_generic_one_that_stood_in_its_row(void **state)
{
	struct reading own = from(OPTUNA, LEVEL_SEARCH);

	driver_begin(&job, NULL);
	say(&job, bar("", 0, 20));
	own.is_bar = own.is_estimate_of_level = true;
	own.bar_name = span_of("");
	own.bar_total = 20;
	own.bar_done = 5;
	assert_near(say(&job, own)->percentage, 25);
	assert_string_equal(job.snapshot.message, "Trial 5/20");
}

static void a_side_bar_is_a_step_and_never_a_basis(void **state)
{
	struct reading download = bar("model.bin", 30, 100);

	driver_begin(&job, NULL);
	download.side = true;
	say(&job, download);
	assert_nan(job.snapshot.percentage);
	assert_near(job.snapshot.step_percentage, 30);
	assert_string_equal(job.snapshot.current_step, "model.bin");
	assert_string_equal(job.snapshot.message, "model.bin 30/100");
	say(&job, epoch(1, 4));
	assert_near(job.snapshot.percentage, 0);
	assert_int_equal(job.snapshot.step_number, 2);
}

/* Rule 17. */
static void a_bare_counter_proves_itself_by_three_rising_values(void **state)
{
	struct reading bare = bar("file #", 1, 9);

	driver_begin(&job, NULL);
	bare.is_bar = false;
	bare.generic_counter = true;
	assert_nan(say(&job, bare)->percentage);
	assert_nan(say(&job, bare)->percentage);
	bare.bar_done = 2;
	assert_nan(say(&job, bare)->percentage);
	bare.bar_done = 3;
	assert_near(say(&job, bare)->percentage, 33.33);
}

static void values_that_go_up_and_down_are_no_progress(void **state)
{
	struct reading bare = bar("CPUs", 0, 64);

	driver_begin(&job, NULL);
	bare.is_bar = false;
	bare.generic_counter = true;
	for (int i = 0; i < 20; i++) {
		bare.bar_done = 9 + i % 2;
		assert_nan(say(&job, bare)->percentage);
	}
}

static void pass(const char *name, double total)
{
	for (double done = 0; done <= total; done += total / 2)
		say(&job, bar(name, done, total));
}

/* Rule 14. */
static void a_bar_beside_the_inner_one_is_part_of_the_iteration(void **state)
{
	struct reading validation = bar("validation", 0, 10);

	driver_begin(&job, NULL);
	validation.side = true;
	for (int i = 1; i <= 2; i++) {
		say(&job, epoch(i, 4));
		pass("train", 30);
		if (i == 2)
			assert_near(job.snapshot.percentage, 43.75); /* of the second epoch 30 of 40 */
		validation.bar_done = 0;
		say(&job, validation);
		validation.bar_done = 10;
		say(&job, validation);
	}
	assert_near(job.snapshot.percentage, 50);
	assert_int_equal(job.snapshot.total_items, 30);
}

static void a_second_bar_without_a_name_is_part_of_the_iteration_too(void **state)
{
	driver_begin(&job, NULL);
	for (int i = 1; i <= 2; i++) {
		say(&job, epoch(i, 4));
		pass("", 30);
		if (i == 2)
			assert_near(job.snapshot.percentage, 43.75);
		pass("", 10);
	}
	assert_near(job.snapshot.percentage, 50);
}

/* The evaluation of a trainer whose one bar goes over all steps. */
/* Through a pipe tqdm leaves one line of a bar, the last. */
static void a_side_bar_of_which_only_the_end_is_seen_counts_in_each_iteration(void **state)
{
	struct reading validation = bar("validation", 4, 4);

	driver_begin(&job, NULL);
	validation.side = true;
	for (int i = 1; i <= 3; i++) {
		say(&job, candle(i, 3, 8, 8));
		say(&job, validation);
		assert_true(fabs(job.snapshot.percentage - fmin(i * 100 / 3.0, 99.99)) < 0.01);
		say(&job, validation); /* drawn once more as it closes */
		assert_true(fabs(job.snapshot.percentage - fmin(i * 100 / 3.0, 99.99)) < 0.01);
	}
}

static void what_runs_inside_some_iterations_only_adds_nothing(void **state)
{
	driver_begin(&job, NULL);
	say(&job, bar("", 0, 60));
	for (int step = 1; step <= 30; step++) {
		say(&job, bar("", step, 60));
		if (step % 15 == 0)
			pass("", 8);
	}
	assert_near(job.snapshot.percentage, 50);
}

static void nothing_runs_inside_one_per_cent(void **state)
{
	struct reading epochs = bar("epochs", NAN, NAN);

	driver_begin(&job, NULL);
	for (int i = 0; i <= 2; i++) {
		epochs.percentage = 20 * i;
		say(&job, epochs);
		pass("batches", 10);
	}
	assert_near(job.snapshot.percentage, 40);
}

static void workers_that_are_done_hold_nobody_back(void **state)
{
	struct reading workers[3];

	driver_begin(&job, NULL);
	for (int i = 0; i < 3; i++) {
		workers[i] = bar("", 0, 20);
		workers[i].row = i;
		say(&job, workers[i]);
	}
	for (int i = 0; i < 3; i++) {
		workers[i].bar_done = 20 - 5 * i;
		say(&job, workers[i]);
	}
	assert_near(job.snapshot.percentage, 50);
	workers[2].bar_done = 18;
	say(&job, workers[2]);
	assert_near(job.snapshot.percentage, 75);
	assert_int_equal(job.snapshot.step_number, 1);
}

/* Of several trials at once each has its bar: one that goes on over three trials' ends is around none. */
static void the_bar_of_a_slow_worker_is_not_the_job(void **state)
{
	struct reading slow = bar("trial 0", 0, 8), fast = bar("trial 1", 0, 8);

	driver_begin(&job, NULL);
	say(&job, argv_trials(10));
	say(&job, study("a"));
	fast.row = 1;
	say(&job, slow);
	say(&job, fast);
	for (int i = 1; i <= 5; i++) {
		say(&job, trials(i));
		slow.bar_done = i + 2;
		say(&job, slow);
	}
	assert_near(job.snapshot.percentage, 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_single_bar_is_the_basis),
		cmocka_unit_test(a_bar_of_unknown_total_has_no_percentage),
		cmocka_unit_test(a_total_that_the_terminal_cut_off_is_not_believed),
		cmocka_unit_test(a_bar_with_an_epochs_number_is_inside_that_epoch),
		cmocka_unit_test(a_bar_that_follows_the_number_in_its_name_counts_the_epochs),
		cmocka_unit_test(of_several_bars_in_a_row_nobody_knows_how_many_follow),
		cmocka_unit_test(a_level_after_a_bar_is_the_new_basis),
		cmocka_unit_test(a_bar_that_starts_again_when_the_level_advances_is_inside_it),
		cmocka_unit_test(an_inner_bar_may_stop_before_its_end),
		cmocka_unit_test(a_bar_that_was_open_first_holds_the_levels_back),
		cmocka_unit_test(a_bar_that_grows_over_three_advances_is_the_basis),
		cmocka_unit_test(a_bar_that_keeps_step_gives_the_level_its_total),
		cmocka_unit_test(a_bar_with_the_announced_total_is_the_levels_counter),
		cmocka_unit_test(a_bar_that_is_complete_when_the_level_counts_one_had_its_total_by_chance),
		cmocka_unit_test(a_description_that_changes_makes_no_other_bar),
		cmocka_unit_test(a_bar_whose_description_tells_of_iterations_is_the_items_inside),
		cmocka_unit_test(a_description_that_grows_before_anything_is_done_makes_no_other_bar),
		cmocka_unit_test(a_total_that_grows_begins_the_percentage_anew),
		cmocka_unit_test(bars_in_different_rows_are_different_bars),
		cmocka_unit_test(a_bar_goes_on_below_what_was_printed_over_it),
		cmocka_unit_test(what_is_printed_above_a_bar_pushes_it_down),
		cmocka_unit_test(of_bars_side_by_side_the_name_tells_which_is_meant),
		cmocka_unit_test(of_an_open_bar_a_fall_counts_when_the_next_draw_goes_on_from_it),
		cmocka_unit_test(a_tools_own_bar_is_the_generic_one_that_stood_in_its_row),
		cmocka_unit_test(a_side_bar_is_a_step_and_never_a_basis),
		cmocka_unit_test(a_bare_counter_proves_itself_by_three_rising_values),
		cmocka_unit_test(values_that_go_up_and_down_are_no_progress),
		cmocka_unit_test(a_bar_beside_the_inner_one_is_part_of_the_iteration),
		cmocka_unit_test(a_second_bar_without_a_name_is_part_of_the_iteration_too),
		cmocka_unit_test(a_side_bar_of_which_only_the_end_is_seen_counts_in_each_iteration),
		cmocka_unit_test(what_runs_inside_some_iterations_only_adds_nothing),
		cmocka_unit_test(nothing_runs_inside_one_per_cent),
		cmocka_unit_test(workers_that_are_done_hold_nobody_back),
		cmocka_unit_test(the_bar_of_a_slow_worker_is_not_the_job),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

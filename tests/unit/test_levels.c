/* progress/levels, nesting and counter: doc/recognition.md rules 6-14. */
#include "progress_driver.h"

static struct driver job;

static void open_study(double total)
{
	struct plan plan = { .total = total };

	driver_begin(&job, &plan);
	say(&job, study("first"));
}

/* Rule 6. */
static void the_current_iteration_is_never_the_one_after_by_inference(void **state)
{
	driver_begin(&job, NULL);
	say(&job, epoch_done(3, 5));
	assert_int_equal(job.snapshot.current_iteration, 3);
	say(&job, epoch(4, 5));
	assert_int_equal(job.snapshot.current_iteration, 4);
	assert_int_equal(job.snapshot.iterations_done, 3);
}

static void decimals_of_iterations_are_a_part_of_the_next(void **state)
{
	driver_begin(&job, NULL);
	say(&job, epoch_done(1.96, 4));
	assert_int_equal(job.snapshot.iterations_done, 1);
	assert_near(job.snapshot.percentage, 49);
}

static struct reading steps_in_epochs(double steps, double total_steps, double epochs, double total_epochs)
{
	struct reading reading = from(KERAS, LEVEL_TRAINING);

	reading.iterations_done = steps;
	reading.total_iterations = total_steps;
	reading.epochs_done = epochs;
	reading.total_epochs = total_epochs;
	return reading;
}

/* The dicts of Hugging Face's Trainer below "Num Epochs = 3" and "Total optimization steps = 1,875". */
static void epochs_tell_how_far_a_level_is_whose_steps_nobody_counts(void **state)
{
	driver_begin(&job, NULL);
	say(&job, steps_in_epochs(NAN, NAN, NAN, 3));
	say(&job, steps_in_epochs(NAN, 1875, NAN, NAN));
	say(&job, steps_in_epochs(NAN, NAN, 0.53, NAN));
	assert_int_equal(job.snapshot.current_iteration, 331);
	assert_near(job.snapshot.percentage, 17.67);
	say(&job, steps_in_epochs(NAN, NAN, NAN, NAN));
	say(&job, steps_in_epochs(NAN, NAN, 0.8, NAN));
	assert_int_equal(job.snapshot.current_iteration, 500);
}

/* Checkpoints tell some of the steps; max_steps is reached before the epochs are, whose number is rounded up.
 */
static void epochs_say_nothing_of_fewer_steps_than_are_known(void **state)
{
	driver_begin(&job, NULL);
	say(&job, steps_in_epochs(NAN, 1000, NAN, 1));
	say(&job, steps_in_epochs(NAN, NAN, 0.1, NAN));
	say(&job, steps_in_epochs(500, NAN, NAN, NAN));
	say(&job, steps_in_epochs(NAN, NAN, 0.0001, NAN));
	assert_int_equal(job.snapshot.current_iteration, 500);
	say(&job, steps_in_epochs(NAN, NAN, 0.7, NAN));
	assert_int_equal(job.snapshot.current_iteration, 700);
}

static void a_bar_counts_steps_better_than_epochs_do(void **state)
{
	driver_begin(&job, NULL);
	say(&job, steps_in_epochs(NAN, 1875, NAN, 3));
	say(&job, bar("", 300, 1875));
	say(&job, bar("", 330, 1875));
	say(&job, steps_in_epochs(NAN, NAN, 0.53, NAN));
	assert_int_equal(job.snapshot.current_iteration, 330);
}

/* Rule 7: Optuna around Keras around its batches. */
static void levels_nest_to_any_depth(void **state)
{
	open_study(10);
	for (int trial = 1; trial <= 2; trial++) {
		for (int i = 1; i <= 5; i++) {
			say(&job, epoch(i, 5));
			say(&job, batch(50, 100));
			say(&job, batch(100, 100));
		}
		say(&job, trials(trial));
	}
	assert_near(job.snapshot.percentage, 20);
	say(&job, epoch(3, 5));
	say(&job, batch(50, 100));
	assert_near(job.snapshot.percentage, 25); /* (2 + (2 + 0.5) / 5) / 10 */
	assert_string_equal(job.snapshot.message, "Trial 2/10 \xc2\xb7 Epoch 3/5 \xc2\xb7 Batch 50/100");
	assert_int_equal(job.snapshot.level_count, 3);
	assert_string_equal(job.snapshot.levels[1].tool, "keras");
	assert_int_equal(job.snapshot.total_iterations, 10);
	assert_int_equal(job.snapshot.total_items, 100);
}

static struct reading numbered_round(double number)
{
	struct reading reading = from(XGBOOST, LEVEL_TRAINING);

	reading.iterations_done = number + 1;
	reading.from_first = true;
	return reading;
}

static struct reading numbered_epoch(double number, double total)
{
	struct reading reading = from(KERAS, LEVEL_TRAINING);

	reading.current_iteration = number + 1;
	reading.total_iterations = total;
	reading.from_first = true;
	return reading;
}

/* XGBoost in Python and in R. */
static void the_first_number_tells_whether_it_counts_from_zero_or_one(void **state)
{
	driver_begin(&job, NULL);
	say(&job, numbered_round(0));
	say(&job, numbered_round(1));
	assert_int_equal(job.snapshot.iterations_done, 2);
	driver_begin(&job, NULL);
	say(&job, numbered_round(1));
	assert_int_equal(job.snapshot.iterations_done, 1);
	say(&job, numbered_round(51));
	assert_int_equal(job.snapshot.iterations_done, 51);
	say(&job, numbered_round(1)); /* the next fit */
	assert_int_equal(job.snapshot.iterations_done, 1);
	say(&job, numbered_round(0)); /* another program */
	say(&job, numbered_round(1));
	assert_int_equal(job.snapshot.iterations_done, 2);
	driver_begin(&job, NULL);
	say(&job, numbered_epoch(0, 5));
	{
		struct reading with_items = numbered_epoch(4, 5);

		with_items.items_done = 25;
		with_items.total_items = 50;
		say(&job, with_items);
	}
	assert_int_equal(job.snapshot.items_done, 25);
	assert_near(job.snapshot.percentage, 90);
	driver_begin(&job, NULL);
	say(&job, numbered_epoch(3, 5)); /* resumed: it may count from one */
	assert_near(job.snapshot.percentage, 40);
}

/* fit(epochs=50), then fit(initial_epoch=50, epochs=100). */
static void a_total_that_is_told_anew_and_grew_begins_the_percentage_anew(void **state)
{
	driver_begin(&job, NULL);
	say(&job, epoch_done(50, 50));
	assert_near(job.snapshot.percentage, 99.99);
	say(&job, epoch_done(51, 100));
	assert_near(job.snapshot.percentage, 51);
}

/* Keras with epochs=1 in somebody's own loop. */
static void the_only_iteration_told_again_after_its_items_is_a_new_round(void **state)
{
	driver_begin(&job, NULL);
	say(&job, epoch(1, 1));
	say(&job, epoch(1, 1)); /* an echo */
	say(&job, batch(50, 100));
	assert_near(job.snapshot.percentage, 50);
	say(&job, epoch(1, 1));
	assert_near(job.snapshot.percentage, 50);
	say(&job, batch(100, 100));
	say(&job, epoch(1, 1));
	assert_nan(job.snapshot.percentage);
}

static struct reading heading(const char *word, double running, double total)
{
	struct reading reading = from(TQDM, LEVEL_SEARCH);

	reading.unit = span_of(word);
	reading.current_iteration = running;
	reading.total_iterations = total;
	return reading;
}

static void what_no_tool_knows_is_counted_by_its_word(void **state)
{
	driver_begin(&job, NULL);
	for (int window = 1; window <= 2; window++) {
		say(&job, heading("Window", window, 4));
		for (int seed = 1; seed <= 2; seed++)
			say(&job, heading(seed == 1 ? "SEED" : "seed", seed, 2));
	}
	assert_near(job.snapshot.percentage, 37.5);
	assert_string_equal(job.snapshot.message, "Window 2/4 \xc2\xb7 seed 2/2");
}

static void a_study_is_inside_what_was_open_before_it_whenever_its_total_was_known(void **state)
{
	driver_begin(&job, NULL);
	say(&job, argv_trials(4));
	for (int seed = 1; seed <= 2; seed++) {
		say(&job, heading("Seed", seed, 5));
		say(&job, study(seed == 1 ? "a" : "b"));
		say(&job, trials(2));
	}
	assert_near(job.snapshot.percentage, 30);
	assert_string_equal(job.snapshot.message, "Seed 2/5 \xc2\xb7 Trial 2/4");
}

static void folds_that_print_nothing_are_learnt_as_rounds(void **state)
{
	open_study(10);
	for (int fold = 0; fold < 3; fold++)
		for (int i = 1; i <= 5; i++)
			assert_near(say(&job, epoch_done(i, 5))->percentage, 0);
	assert_near(say(&job, trials(1))->percentage, 10);
	for (int i = 1; i <= 5; i++)
		say(&job, epoch_done(i, 5));
	assert_near(job.snapshot.percentage, 13.33);
}

static struct reading weak_epoch(double done, double total)
{
	struct reading reading = epoch_done(done, total);

	reading.weak = WEAK;
	return reading;
}

static void a_weak_level_counts_while_nothing_else_does(void **state)
{
	driver_begin(&job, NULL);
	say(&job, bar("Map", 10, 10));
	assert_near(say(&job, weak_epoch(1.5, 3))->percentage, 50);
	assert_int_equal(job.snapshot.current_iteration, 1);
}

/* The bar of a trainer goes over all its epochs, whose number nobody says. */
static void a_weak_level_gives_way_to_a_bar(void **state)
{
	driver_begin(&job, NULL);
	say(&job, bar("", 0, 1500));
	say(&job, weak_epoch(0.5, NAN));
	assert_near(say(&job, bar("", 750, 1500))->percentage, 50);
	assert_near(say(&job, weak_epoch(1.5, NAN))->percentage, 50);
	assert_near(say(&job, bar("", 1500, 1500))->percentage, 99.99);
	say(&job, weak_epoch(3, NAN));
	assert_near(job.snapshot.percentage, 99.99);
	assert_int_equal(job.snapshot.current_iteration, 1500);
}

/* A program that tells its epochs beside the trainer that does, and one that draws a bar in each. */
static void what_is_weak_at_its_level_gives_way_to_its_like_only(void **state)
{
	struct reading beside = weak_epoch(2, 4);

	beside.weak = WEAK_AT_LEVEL;
	driver_begin(&job, NULL);
	say(&job, beside);
	say(&job, bar("", 5, 10));
	assert_near(job.snapshot.percentage, 50);
	assert_int_equal(job.snapshot.total_iterations, 4);
	say(&job, candle(4, 8, NAN, NAN));
	assert_int_equal(job.snapshot.total_iterations, 8);
}

/* "Total optimization steps = 1500", then a bar with this total, and one for validation. */
static void a_weak_level_with_a_printed_total_stays_while_its_bar_feeds_it(void **state)
{
	driver_begin(&job, NULL);
	say(&job, weak_epoch(NAN, 1500));
	say(&job, bar("", 0, 1500));
	assert_near(say(&job, bar("", 750, 1500))->percentage, 50);
	say(&job, bar("", 3, 10));
	assert_int_equal(job.snapshot.current_iteration, 750);
	/* another rank draws all of it once more */
	say(&job, bar("", 1500, 1500));
	say(&job, bar("", 0, 1500));
	say(&job, bar("", 1, 1500));
	assert_near(job.snapshot.percentage, 99.99);
	assert_int_equal(job.snapshot.total_iterations, 1500);
}

static void a_weak_level_that_nothing_moves_gives_way_to_bars_of_other_totals(void **state)
{
	driver_begin(&job, NULL);
	say(&job, weak_epoch(NAN, 1500));
	assert_near(say(&job, bar("Iteration", 300, 600))->percentage, 50);
}

static void a_weak_level_that_came_first_is_no_step_before_the_other(void **state)
{
	driver_begin(&job, NULL);
	say(&job, weak_epoch(10, NAN));
	assert_near(say(&job, candle(2, 4, NAN, NAN))->percentage, 25);
	say(&job, weak_epoch(20, NAN));
	assert_int_equal(job.snapshot.current_iteration, 2);
	assert_int_equal(job.snapshot.step_number, 1);
}

/* Rule 8. */
static void the_percentage_is_null_while_the_outermost_level_has_no_total(void **state)
{
	open_study(NAN);
	assert_nan(say(&job, epoch(4, 5))->percentage);
	assert_nan(say(&job, batch(9, 10))->percentage);
	assert_nan(say(&job, trials(1))->percentage);
	assert_int_equal(job.snapshot.current_iteration, 1);
}

/* Rule 9. */
static void what_is_inside_goes_back_to_zero_when_a_level_advances(void **state)
{
	driver_begin(&job, NULL);
	say(&job, candle(1, 4, 10000, 10000));
	assert_near(job.snapshot.percentage, 25);
	say(&job, epoch_done(NAN, NAN));
	say(&job, candle(2, 4, NAN, 10000));
	assert_near(job.snapshot.percentage, 25);
	assert_int_equal(job.snapshot.items_done, 0);
}

/* Rule 10. */
static void a_lower_value_is_ignored_until_passed(void **state)
{
	driver_begin(&job, NULL);
	say(&job, epoch_done(6, 10));
	say(&job, epoch_done(4, 10)); /* torchrun restarts the ranks */
	assert_int_equal(job.snapshot.iterations_done, 6);
	assert_near(say(&job, epoch_done(7, 10))->percentage, 70);
}

static struct reading iteration_line(double running, double total)
{
	struct reading reading = from(TQDM, LEVEL_LOOP);

	reading.current_iteration = running;
	reading.total_iterations = total;
	return reading;
}

static void what_began_before_the_first_epoch_holds_the_epochs(void **state)
{
	driver_begin(&job, NULL);
	say(&job, iteration_line(1, 4));
	say(&job, epoch_done(5, 5));
	assert_near(job.snapshot.percentage, 0);
	say(&job, iteration_line(2, 4));
	assert_near(job.snapshot.percentage, 25);
	say(&job, epoch_done(1, 5));
	assert_int_equal(job.snapshot.total_iterations, 4);

	driver_begin(&job, NULL);
	say(&job, epoch(1, 5));
	say(&job, iteration_line(1, 4));
	say(&job, epoch(2, 5));
	assert_int_equal(job.snapshot.total_iterations, 5);
}

static void items_that_go_on_over_an_advance_are_those_of_all_iterations(void **state)
{
	driver_begin(&job, NULL);
	say(&job, candle(1, 5, 8, 40));
	say(&job, candle(2, 5, 8, 40)); /* the name is ahead of the count */
	assert_near(say(&job, candle(2, 5, 12, 40))->percentage, 30);
	assert_near(say(&job, candle(4, 5, 28, 40))->percentage, 70);

	driver_begin(&job, NULL);
	say(&job, candle(1, 5, 30, 40)); /* the rest was not printed */
	say(&job, candle(2, 5, 10, 40));
	assert_near(say(&job, candle(2, 5, 30, 40))->percentage, 35);
}

static void the_items_of_a_rank_that_lags_are_not_those_of_the_running_epoch(void **state)
{
	driver_begin(&job, NULL);
	say(&job, candle(2, 4, 9, 10));
	say(&job, candle(3, 4, 1, 10));
	say(&job, candle(2, 4, 10, 10));
	assert_near(job.snapshot.percentage, 52.5);
	assert_int_equal(job.snapshot.items_done, 1);
}

static void a_fall_to_the_first_value_begins_a_round(void **state)
{
	driver_begin(&job, NULL);
	say(&job, epoch_done(5, 5));
	say(&job, epoch_done(1, 5));
	assert_int_equal(job.snapshot.iterations_done, 1);
	assert_int_equal(job.snapshot.step_number, 2);
	assert_nan(job.snapshot.percentage);
	assert_near(job.snapshot.step_percentage, 20);
}

static void another_rank_that_lags_begins_no_round(void **state)
{
	struct reading late = epoch(1, 5);

	driver_begin(&job, NULL);
	say(&job, epoch(2, 5));
	late.worker = 3;
	say(&job, late);
	assert_int_equal(job.snapshot.current_iteration, 2);
	assert_int_equal(job.snapshot.step_number, 1);
}

static void a_bar_that_lags_behind_the_lines_begins_no_round(void **state)
{
	struct reading drawn = bar("", 1, 20);

	driver_begin(&job, NULL);
	drawn.tool = OPTUNA;
	drawn.level = LEVEL_SEARCH;
	drawn.is_estimate_of_level = true;
	say(&job, study("a"));
	say(&job, trials(2));
	say(&job, drawn);
	drawn.bar_done = 2;
	say(&job, drawn);
	assert_near(job.snapshot.percentage, 10);
	assert_int_equal(job.snapshot.step_number, 1);
}

/* Rule 11. */
static void a_round_inside_no_level_is_a_step(void **state)
{
	open_study(NAN);
	say(&job, argv_trials(4));
	for (int i = 1; i <= 4; i++)
		say(&job, trials(i));
	assert_near(job.snapshot.percentage, 99.99);
	say(&job, study("second"));
	assert_int_equal(job.snapshot.step_number, 2);
	assert_int_equal(job.snapshot.total_steps, -1);
	assert_int_equal(job.snapshot.iterations_done, 0);
	assert_string_equal(job.snapshot.current_step, "second");
	say(&job, trials(1));
	assert_nan(job.snapshot.percentage);
	assert_near(job.snapshot.step_percentage, 25);
}

static void a_name_already_seen_is_an_echo(void **state)
{
	open_study(4);
	say(&job, trials(1));
	say(&job, study("first"));
	assert_int_equal(job.snapshot.iterations_done, 1);
	assert_int_equal(job.snapshot.step_number, 1);
}

static void an_equal_header_before_anything_was_counted_is_an_echo(void **state)
{
	driver_begin(&job, NULL);
	say(&job, fits_header(20));
	say(&job, fits_header(20));
	assert_int_equal(job.snapshot.step_number, 1);
	say(&job, fits(1));
	assert_near(job.snapshot.percentage, 5);
	say(&job, fits_header(20));
	assert_int_equal(job.snapshot.step_number, 2);
}

/* Rule 12. */
static void a_count_that_passes_a_total_of_the_command_line_makes_it_null(void **state)
{
	open_study(NAN);
	say(&job, argv_trials(2));
	say(&job, trials(2));
	assert_int_equal(job.snapshot.total_iterations, 2);
	say(&job, trials(3));
	assert_int_equal(job.snapshot.total_iterations, -1);
	assert_nan(job.snapshot.percentage);
	say(&job, argv_trials(2));
	assert_int_equal(job.snapshot.total_iterations, -1);
}

static void a_firm_total_clamps_the_count(void **state)
{
	driver_begin(&job, NULL);
	say(&job, fits_header(20));
	say(&job, fits(25));
	assert_int_equal(job.snapshot.iterations_done, 20);
}

static void a_soft_total_counts_only_without_a_firm_one(void **state)
{
	struct reading joblib = fits(10);

	driver_begin(&job, NULL);
	joblib.total_iterations = 50;
	joblib.firmness = TOTAL_SOFT;
	assert_near(say(&job, joblib)->percentage, 20);
	say(&job, fits_header(100));
	joblib.counted = 20;
	say(&job, joblib);
	assert_int_equal(job.snapshot.total_iterations, 100);
}

/* A forest inside the first fit says "Done 46 tasks" of its trees. */
static void more_tasks_than_the_firm_total_are_those_of_something_else(void **state)
{
	struct reading joblib = fits(-1);

	driver_begin(&job, NULL);
	say(&job, fits_header(30));
	joblib.fresh = false;
	joblib.iterations_done = 46;
	joblib.firmness = TOTAL_SOFT;
	say(&job, joblib);
	assert_int_equal(job.snapshot.iterations_done, 0);
}

/* Rule 14: Keras evaluates after an epoch; GridSearchCV refits after the last fit. */
static void another_total_in_one_iteration_is_a_side_phase(void **state)
{
	struct reading evaluation = batch(20, 20);

	driver_begin(&job, NULL);
	say(&job, epoch(1, 2));
	say(&job, batch(50, 100));
	evaluation.score = 0.5;
	say(&job, evaluation);
	assert_near(job.snapshot.percentage, 25);
	assert_nan(job.snapshot.current_score);
	say(&job, batch(60, 100));
	assert_near(job.snapshot.percentage, 30);
}

static void what_runs_when_the_outer_level_is_complete_is_a_side_phase(void **state)
{
	driver_begin(&job, NULL);
	say(&job, fits_header(2));
	say(&job, fits(2));
	say(&job, epoch(1, 5));
	assert_near(job.snapshot.percentage, 99.99);
	assert_int_equal(job.snapshot.total_iterations, 2);
	assert_string_equal(job.snapshot.message, "Fit 2/2");
}

/* Optuna may be silent until its first trial has ended. */
static void the_tool_that_goes_on_is_around_the_one_that_begins_again(void **state)
{
	struct plan plan = { .total = 10 };

	driver_begin(&job, &plan);
	for (int trial = 1; trial <= 4; trial++) {
		say(&job, fits_header(3));
		for (int i = 1; i <= 3; i++)
			say(&job, fits(i));
		say(&job, trials(trial));
	}
	assert_int_equal(job.snapshot.total_iterations, 10);
	assert_near(job.snapshot.percentage, 40);
}

static struct reading joblib(double done, double total, bool finishes)
{
	struct reading reading = from(SKLEARN, LEVEL_SEARCH);

	reading.iterations_done = done;
	reading.total_iterations = total;
	reading.firmness = TOTAL_SOFT;
	reading.finishes = finishes;
	return reading;
}

static void joblib_lines_of_a_forest_are_not_those_of_the_search_around_it(void **state)
{
	driver_begin(&job, NULL);
	say(&job, fits_header(12));
	say(&job, joblib(20, 20, true));
	assert_int_equal(job.snapshot.current_iteration, 0);
	say(&job, fits(1));
	say(&job, joblib(7, NAN, false));
	assert_near(job.snapshot.percentage, 8.33);
	assert_near(say(&job, joblib(12, 12, true))->percentage, 99.99);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_current_iteration_is_never_the_one_after_by_inference),
		cmocka_unit_test(decimals_of_iterations_are_a_part_of_the_next),
		cmocka_unit_test(epochs_tell_how_far_a_level_is_whose_steps_nobody_counts),
		cmocka_unit_test(epochs_say_nothing_of_fewer_steps_than_are_known),
		cmocka_unit_test(a_bar_counts_steps_better_than_epochs_do),
		cmocka_unit_test(levels_nest_to_any_depth),
		cmocka_unit_test(the_first_number_tells_whether_it_counts_from_zero_or_one),
		cmocka_unit_test(a_total_that_is_told_anew_and_grew_begins_the_percentage_anew),
		cmocka_unit_test(the_only_iteration_told_again_after_its_items_is_a_new_round),
		cmocka_unit_test(what_no_tool_knows_is_counted_by_its_word),
		cmocka_unit_test(a_study_is_inside_what_was_open_before_it_whenever_its_total_was_known),
		cmocka_unit_test(folds_that_print_nothing_are_learnt_as_rounds),
		cmocka_unit_test(a_weak_level_counts_while_nothing_else_does),
		cmocka_unit_test(a_weak_level_gives_way_to_a_bar),
		cmocka_unit_test(what_is_weak_at_its_level_gives_way_to_its_like_only),
		cmocka_unit_test(a_weak_level_with_a_printed_total_stays_while_its_bar_feeds_it),
		cmocka_unit_test(a_weak_level_that_nothing_moves_gives_way_to_bars_of_other_totals),
		cmocka_unit_test(a_weak_level_that_came_first_is_no_step_before_the_other),
		cmocka_unit_test(the_percentage_is_null_while_the_outermost_level_has_no_total),
		cmocka_unit_test(what_is_inside_goes_back_to_zero_when_a_level_advances),
		cmocka_unit_test(a_lower_value_is_ignored_until_passed),
		cmocka_unit_test(what_began_before_the_first_epoch_holds_the_epochs),
		cmocka_unit_test(items_that_go_on_over_an_advance_are_those_of_all_iterations),
		cmocka_unit_test(the_items_of_a_rank_that_lags_are_not_those_of_the_running_epoch),
		cmocka_unit_test(a_fall_to_the_first_value_begins_a_round),
		cmocka_unit_test(another_rank_that_lags_begins_no_round),
		cmocka_unit_test(a_bar_that_lags_behind_the_lines_begins_no_round),
		cmocka_unit_test(a_round_inside_no_level_is_a_step),
		cmocka_unit_test(a_name_already_seen_is_an_echo),
		cmocka_unit_test(an_equal_header_before_anything_was_counted_is_an_echo),
		cmocka_unit_test(a_count_that_passes_a_total_of_the_command_line_makes_it_null),
		cmocka_unit_test(a_firm_total_clamps_the_count),
		cmocka_unit_test(a_soft_total_counts_only_without_a_firm_one),
		cmocka_unit_test(more_tasks_than_the_firm_total_are_those_of_something_else),
		cmocka_unit_test(another_total_in_one_iteration_is_a_side_phase),
		cmocka_unit_test(what_runs_when_the_outer_level_is_complete_is_a_side_phase),
		cmocka_unit_test(the_tool_that_goes_on_is_around_the_one_that_begins_again),
		cmocka_unit_test(joblib_lines_of_a_forest_are_not_those_of_the_search_around_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

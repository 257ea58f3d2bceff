/* The rules of progress, one test a rule, in its number's name (doc/progress.md explains them). The modules'
 * own tests go into the corners. */
#include "progress_driver.h"

#include "parse/field.h"

static struct driver job;

static struct reading trial(const char *key, int64_t counted, double score, const char *params)
{
	struct reading reading = trials(counted);

	reading.key = span_of(key);
	reading.score = score;
	reading.params = span_of(params);
	return reading;
}

static struct reading best(struct reading reading, const char *key, double score)
{
	reading.best_key = span_of(key);
	reading.best_score = score;
	return reading;
}

static struct reading epoch_loss(double done, const char *name, int rank, double value)
{
	struct reading reading = epoch_done(done, 10);

	reading.score = value;
	reading.nan_score = isnan(value);
	reading.score_name = span_of(name);
	reading.score_rank = rank;
	reading.direction = -1;
	return reading;
}

static double stored(const char *group, const char *text)
{
	struct reading reading = reading_none();

	assert_true(field_store(field_find(group), span_of(text), &reading));
	return fmax(fmax(reading.current_iteration, reading.iterations_done), reading.total_iterations);
}

/* --- counters and levels --- */

static void rule_06_counters_are_one_based_and_the_running_one_is_shown(void **state)
{
	assert_near(stored("iteration", "3"), 3);
	assert_near(stored("iteration_index", "0"), 1);
	assert_near(stored("finished_index", "0"), 1);
	assert_near(stored("last_index", "2"), 3);

	driver_begin(&job, NULL);
	say(&job, epoch(3, 10));
	assert_int_equal(job.snapshot.current_iteration, 3);
	assert_int_equal(job.snapshot.iterations_done, 2);
	say(&job, epoch_done(3, 10)); /* the fourth has not said that it runs */
	assert_int_equal(job.snapshot.current_iteration, 3);
	assert_int_equal(job.snapshot.iterations_done, 3);
	assert_near(say(&job, epoch_done(4.25, 10))->percentage, 42.5);
	assert_int_equal(job.snapshot.iterations_done, 4);
}

static void rule_06_numbers_that_begin_at_zero_are_indices(void **state)
{
	driver_begin(&job, NULL);
	say(&job, epoch(0, 9)); /* of nine or of ten? */
	assert_int_equal(job.snapshot.current_iteration, 1);
	assert_near(job.snapshot.percentage, 0);
	say(&job, epoch(8, 9));
	assert_int_equal(job.snapshot.total_iterations, 9);
	assert_near(job.snapshot.percentage, 80);
	say(&job, epoch(9, 9));
	assert_int_equal(job.snapshot.current_iteration, 10);
	assert_int_equal(job.snapshot.total_iterations, 10);
	assert_near(job.snapshot.percentage, 90);
	say(&job, epoch(1, 4)); /* another round, which counts from one */
	say(&job, epoch(3, 4));
	assert_int_equal(job.snapshot.current_iteration, 3);
	assert_near(job.snapshot.step_percentage, 50);

	driver_begin(&job, NULL);
	say(&job, epoch_done(0, 10)); /* none is done */
	say(&job, epoch_done(1, 10));
	assert_near(job.snapshot.percentage, 10);
}

static void rule_07_levels_nest_and_each_adds_its_part_to_the_one_around_it(void **state)
{
	driver_begin(&job, NULL);
	say(&job, argv_trials(10));
	say(&job, study("a"));
	for (int i = 1; i <= 4; i++)
		say(&job, epoch_done(i, 4));
	say(&job, trials(1)); /* now it is known that a trial is four epochs */
	say(&job, epoch(2, 4));
	assert_near(say(&job, batch(10, 20))->percentage, 100 * (1 + (1 + 10 / 20.0) / 4) / 10);
	assert_int_equal(job.snapshot.total_iterations, 10);
	assert_int_equal(job.snapshot.iterations_done, 1);
	assert_int_equal(job.snapshot.items_done, 10);
	assert_int_equal(job.snapshot.total_items, 20);
	assert_int_equal(job.snapshot.level_count, 3);
	assert_string_equal(job.snapshot.levels[1].name, "Epoch");
	assert_near(job.snapshot.levels[1].total, 4);
}

static void rule_08_while_the_outermost_level_has_no_total_there_is_no_percentage(void **state)
{
	driver_begin(&job, NULL);
	say(&job, study("a")); /* open, though it counts nothing yet */
	assert_nan(say(&job, epoch_done(3, 4))->percentage);
	assert_nan(say(&job, trials(1))->percentage);
	assert_int_equal(job.snapshot.total_iterations, -1);
}

static void rule_09_what_is_inside_goes_back_to_zero_when_a_level_advances(void **state)
{
	driver_begin(&job, NULL);
	say(&job, epoch(1, 5));
	say(&job, batch(20, 20));
	say(&job, epoch(2, 5));
	assert_near(job.snapshot.percentage, 20);
	assert_int_equal(job.snapshot.items_done, 0);
	assert_string_equal(job.snapshot.message, "Epoch 2/5");
}

static void rule_10_a_lower_value_is_ignored_but_a_fall_to_the_first_begins_a_round(void **state)
{
	driver_begin(&job, NULL);
	say(&job, epoch_done(6, 10));
	say(&job, epoch_done(4, 10)); /* a rank that was restarted, or the best epoch told again */
	assert_near(job.snapshot.percentage, 60);
	assert_int_equal(job.snapshot.step_number, 1);
	say(&job, epoch_done(1, 10));
	assert_int_equal(job.snapshot.step_number, 2);
	assert_near(job.snapshot.step_percentage, 10);

	driver_begin(&job, NULL); /* a bar that was not complete */
	say(&job, bar("", 6, 10));
	say(&job, bar("", 0, 10));
	assert_near(job.snapshot.percentage, 60);
	assert_int_equal(job.snapshot.step_number, 1);
	say(&job, bar("", 2, 10)); /* it goes on from there */
	assert_int_equal(job.snapshot.step_number, 2);
}

static void rule_11_an_event_that_opens_begins_a_round_unless_it_is_an_echo(void **state)
{
	driver_begin(&job, NULL);
	say(&job, fits_header(20));
	say(&job, fits_header(20)); /* another handler's */
	assert_near(say(&job, fits(10))->percentage, 50);
	assert_int_equal(job.snapshot.step_number, 1);
	say(&job, fits_header(20)); /* after something was counted: the next search */
	assert_int_equal(job.snapshot.step_number, 2);
	assert_int_equal(job.snapshot.total_steps, -1);
	assert_int_equal(job.snapshot.iterations_done, 0);
	assert_nan(job.snapshot.percentage);

	driver_begin(&job, NULL);
	say(&job, study("a"));
	say(&job, trials(3));
	say(&job, study("a"));
	assert_int_equal(job.snapshot.iterations_done, 3);
	assert_int_equal(job.snapshot.step_number, 1);
}

static void rule_12_a_total_is_firm_soft_or_from_the_command_line(void **state)
{
	struct reading joblib = fits(3);

	driver_begin(&job, NULL); /* passed: it was about something else */
	say(&job, argv_trials(2));
	say(&job, study("a"));
	assert_near(say(&job, trials(1))->percentage, 50);
	assert_nan(say(&job, trials(3))->percentage);
	assert_int_equal(job.snapshot.total_iterations, -1);

	driver_begin(&job, NULL); /* a firm one clamps the count */
	say(&job, epoch_done(12, 10));
	assert_int_equal(job.snapshot.iterations_done, 10);
	assert_near(job.snapshot.percentage, 99.99);

	driver_begin(&job, NULL); /* a soft one does not replace it */
	say(&job, fits_header(20));
	joblib.total_iterations = 4;
	joblib.firmness = TOTAL_SOFT;
	assert_near(say(&job, joblib)->percentage, 15);
}

static void rule_13_index_counters_are_absolute_and_the_first_percentage_is_the_etas_zero(void **state)
{
	driver_begin(&job, NULL);
	assert_near(say(&job, epoch_done(5, 10))->percentage, 50); /* it began at epoch 6 of 10 */
	assert_nan(job.snapshot.eta_seconds);
	say(&job, epoch_done(6, 10));
	assert_near(job.snapshot.eta_seconds, 4); /* one epoch a second, not six in two */
}

static void rule_14_a_side_phase_moves_neither_fraction_nor_score(void **state)
{
	struct reading evaluation = batch(1, 5);

	driver_begin(&job, NULL);
	say(&job, epoch(1, 10));
	say(&job, batch(20, 20));
	say(&job, epoch_loss(NAN, "loss", 0, 0.5));
	evaluation.score = 0.1;
	say(&job, evaluation); /* another total than this epoch's first */
	assert_near(job.snapshot.percentage, 10);
	assert_int_equal(job.snapshot.total_items, 20);
	assert_near(job.snapshot.current_score, 0.5);
}

/* --- bars --- */

static void rule_14_a_longer_training_after_the_search_is_what_follows_it(void **state)
{
	driver_begin(&job, NULL);
	say(&job, argv_trials(2));
	for (int i = 1; i <= 2; i++) {
		say(&job, epoch_done(1, 4));
		say(&job, epoch_done(4, 4));
		say(&job, trials(i));
	}
	assert_near(job.snapshot.percentage, 99.99);
	say(&job, epoch_done(1, 4)); /* a refit */
	assert_near(job.snapshot.percentage, 99.99);
	say(&job, epoch_done(1, 10));
	assert_near(job.snapshot.percentage, 10);
	assert_int_equal(job.snapshot.total_iterations, 10);
}

static void rule_15_how_a_bar_behaves_tells_where_it_belongs(void **state)
{
	driver_begin(&job, NULL); /* inside: it starts again when the level advances */
	for (int i = 1; i <= 2; i++) {
		say(&job, bar(i == 1 ? "epoch 1" : "epoch 2", 0, 8)); /* digits do not tell bars apart */
		say(&job, bar(i == 1 ? "epoch 1" : "epoch 2", 8, 8));
		say(&job, epoch_done(i, 4));
	}
	say(&job, bar("epoch 3", 0, 8));
	assert_near(say(&job, bar("epoch 3", 4, 8))->percentage, 62.5);

	driver_begin(&job, NULL); /* around: it stays open and grows over three advances, not in step */
	say(&job, bar("all", 0, 100));
	say(&job, study("a"));
	for (int i = 1; i <= 4; i++) {
		say(&job, trials(i));
		say(&job, bar("all", 10 * i, 100));
	}
	assert_near(job.snapshot.percentage, 40);

	driver_begin(&job, NULL); /* in step: its total is the level's */
	say(&job, bar("", 0, 50));
	say(&job, study("a"));
	for (int i = 1; i <= 4; i++) {
		say(&job, trials(i));
		say(&job, bar("", i, 50));
	}
	assert_int_equal(job.snapshot.total_iterations, 50);

	driver_begin(&job, NULL); /* the announced total: it is the level's counter */
	say(&job, fits_header(20));
	say(&job, bar("", 0, 20));
	say(&job, bar("", 7, 20));
	assert_string_equal(job.snapshot.message, "Fit 7/20");
}

static void rule_15_bars_side_by_side_are_workers_and_the_upper_of_two_is_outer(void **state)
{
	struct reading first = bar("worker 0", 0, 20), second = bar("worker 1", 0, 20);
	struct reading batches = bar("batches", 0, 8), epochs = bar("epochs", 0, 4);

	driver_begin(&job, NULL);
	second.row = 1;
	say(&job, first);
	say(&job, second);
	first.bar_done = 10;
	assert_near(say(&job, first)->percentage, 0); /* the last one tells */
	second.bar_done = 5;
	assert_near(say(&job, second)->percentage, 25);

	driver_begin(&job, NULL);
	batches.row = 1; /* drawn first, but below */
	say(&job, batches);
	say(&job, epochs);
	batches.bar_done = 4;
	say(&job, batches);
	assert_near(job.snapshot.percentage, 0);
	assert_string_equal(job.snapshot.message, "epochs 0/4 \xc2\xb7 batches 4/8");
}

static void rule_16_a_download_is_a_step_and_never_the_jobs_percentage(void **state)
{
	struct reading download = bar("model.bin", 50, 100);

	driver_begin(&job, NULL);
	download.side = true;
	assert_nan(say(&job, download)->percentage);
	assert_near(job.snapshot.step_percentage, 50);
	assert_string_equal(job.snapshot.current_step, "model.bin");
	download.bar_done = 100;
	say(&job, download);
	assert_near(say(&job, bar("", 1, 10))->percentage, 10);
	assert_int_equal(job.snapshot.step_number, 2);
}

static void rule_17_a_bare_count_is_progress_after_three_rising_values(void **state)
{
	struct reading count = bar("file #", 1, 8);

	count.is_bar = false;
	count.generic_counter = true;
	driver_begin(&job, NULL);
	assert_nan(say(&job, count)->percentage);
	count.bar_done = 2;
	assert_nan(say(&job, count)->percentage);
	count.bar_done = 3;
	assert_near(say(&job, count)->percentage, 37.5);
}

/* --- percentage --- */

static void rule_18_the_percentage_falls_only_when_its_basis_changes(void **state)
{
	struct plan plan = { .steps = { { "Load", 25 }, { "Train", 75 } }, .step_count = 2, .total = NAN };

	driver_begin(&job, NULL);
	say(&job, bar("load", 8, 10));
	assert_near(say(&job, bar("load", 7, 10))->percentage, 80);
	assert_near(say(&job, epoch_done(1, 5))->percentage, 20); /* to the new fraction */
	for (int i = 2; i <= 5; i++)
		say(&job, epoch_done(i, 5));
	assert_nan(say(&job, epoch_done(1, 5))->percentage); /* a second round of how many? */
	assert_near(job.snapshot.step_percentage, 20);

	driver_begin(&job, &plan); /* declared steps stay the basis, whatever runs in them */
	say(&job, step("Train"));
	assert_near(say(&job, epoch_done(5, 5))->percentage, 99.99);
	assert_near(say(&job, epoch_done(1, 5))->percentage, 99.99);
}

static void rule_19_the_end_touches_no_counter(void **state)
{
	driver_begin(&job, NULL);
	assert_near(say(&job, epoch_done(1, 3))->percentage, 33.33);
	tracker_end(&job.tracker, ENDING_WELL, job.now_ns);
	tracker_snapshot(&job.tracker, job.now_ns, &job.snapshot);
	assert_near(job.snapshot.percentage, 100);
	assert_near(job.snapshot.eta_seconds, 0);
	assert_int_equal(job.snapshot.iterations_done, 1);
	assert_string_equal(job.snapshot.message, "Epoch 1/3 (ended early)");

	driver_begin(&job, NULL);
	assert_near(say(&job, epoch_done(3, 3))->percentage, 99.99);
	tracker_end(&job.tracker, ENDING_BADLY, job.now_ns);
	tracker_snapshot(&job.tracker, job.now_ns, &job.snapshot);
	assert_near(job.snapshot.percentage, 99.99);
	assert_nan(job.snapshot.eta_seconds);
}

/* --- scores and parameters --- */

static void rule_20_the_first_wanted_name_and_the_outermost_level_have_the_score(void **state)
{
	driver_begin(&job, NULL);
	say(&job, epoch_loss(1, "loss", 1, 0.1));
	say(&job, epoch_loss(2, "val_loss", 0, 0.8)); /* begins anew */
	assert_near(job.snapshot.best_score, 0.8);
	assert_string_equal(job.snapshot.score_name, "val_loss");
	say(&job, epoch_loss(3, "val_loss", 0, NAN));
	assert_near(job.snapshot.best_score, 0.8);
	assert_nan(job.snapshot.current_score);
	say(&job, best(trial("0", 1, 0.9, "{}"), "0", 0.9));
	assert_near(job.snapshot.best_score, 0.9);
	say(&job, epoch_loss(1, "val_loss", 0, 0.01));
	assert_near(job.snapshot.best_score, 0.9);
}

static void rule_21_best_params_are_those_of_the_best_trial(void **state)
{
	driver_begin(&job, NULL);
	say(&job, best(trial("0", 1, 0.5, "{'x': 0}"), "0", 0.5));
	say(&job, best(trial("2", 2, 0.6, "{'x': 2}"), "1", 0.4)); /* trial 1 ended, its line comes later */
	assert_near(job.snapshot.best_score, 0.4);
	assert_string_equal(job.snapshot.best_params, "");
	assert_int_equal(job.snapshot.score_direction, -1);	   /* by the printed best's first change */
	say(&job, best(trial("1", 3, 0.4, "{'x': 1}"), "0", 0.5)); /* from a worker that lags behind */
	assert_near(job.snapshot.best_score, 0.4);
	assert_string_equal(job.snapshot.best_params, "{'x': 1}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rule_06_counters_are_one_based_and_the_running_one_is_shown),
		cmocka_unit_test(rule_06_numbers_that_begin_at_zero_are_indices),
		cmocka_unit_test(rule_07_levels_nest_and_each_adds_its_part_to_the_one_around_it),
		cmocka_unit_test(rule_08_while_the_outermost_level_has_no_total_there_is_no_percentage),
		cmocka_unit_test(rule_09_what_is_inside_goes_back_to_zero_when_a_level_advances),
		cmocka_unit_test(rule_10_a_lower_value_is_ignored_but_a_fall_to_the_first_begins_a_round),
		cmocka_unit_test(rule_11_an_event_that_opens_begins_a_round_unless_it_is_an_echo),
		cmocka_unit_test(rule_12_a_total_is_firm_soft_or_from_the_command_line),
		cmocka_unit_test(
			rule_13_index_counters_are_absolute_and_the_first_percentage_is_the_etas_zero),
		cmocka_unit_test(rule_14_a_side_phase_moves_neither_fraction_nor_score),
		cmocka_unit_test(rule_14_a_longer_training_after_the_search_is_what_follows_it),
		cmocka_unit_test(rule_15_how_a_bar_behaves_tells_where_it_belongs),
		cmocka_unit_test(rule_15_bars_side_by_side_are_workers_and_the_upper_of_two_is_outer),
		cmocka_unit_test(rule_16_a_download_is_a_step_and_never_the_jobs_percentage),
		cmocka_unit_test(rule_17_a_bare_count_is_progress_after_three_rising_values),
		cmocka_unit_test(rule_18_the_percentage_falls_only_when_its_basis_changes),
		cmocka_unit_test(rule_19_the_end_touches_no_counter),
		cmocka_unit_test(rule_20_the_first_wanted_name_and_the_outermost_level_have_the_score),
		cmocka_unit_test(rule_21_best_params_are_those_of_the_best_trial),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

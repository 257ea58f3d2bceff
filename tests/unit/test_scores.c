/* progress/scores and progress/params: doc/recognition.md rules 20 and 21. */
#include "progress_driver.h"

static struct driver job;

static struct reading trial(int number, double score, const char *params, int best, double best_score)
{
	static char key[12], best_key[12];
	struct reading reading = trials(number + 1);

	snprintf(key, sizeof(key), "%d", number);
	snprintf(best_key, sizeof(best_key), "%d", best);
	reading.key = span_of(key);
	reading.score = score;
	reading.params = span_of(params);
	if (best >= 0) {
		reading.best_key = span_of(best_key);
		reading.best_score = best_score;
	}
	return reading;
}

static struct reading loss(const char *name, int rank, double value)
{
	struct reading reading = epoch_done(NAN, 10);

	reading.score = value;
	reading.score_name = span_of(name);
	reading.score_rank = rank;
	reading.direction = -1;
	return reading;
}

static void best_params_are_those_of_the_best_key(void **state)
{
	driver_begin(&job, NULL);
	say(&job, trial(0, 0.96, "{'C': 1}", 0, 0.96));
	say(&job, trial(1, 0.90, "{'C': 2}", 0, 0.96));
	assert_near(job.snapshot.best_score, 0.96);
	assert_near(job.snapshot.current_score, 0.90);
	assert_string_equal(job.snapshot.best_params, "{'C': 1}");
}

static void best_params_are_null_until_the_best_trials_line_is_seen(void **state)
{
	driver_begin(&job, NULL);
	say(&job, trial(0, 0.5, "{'C': 0}", 2, 0.7));
	assert_near(job.snapshot.best_score, 0.7);
	assert_string_equal(job.snapshot.best_params, "");
	say(&job, trial(2, 0.7, "{'C': 2}", 2, 0.7));
	assert_string_equal(job.snapshot.best_params, "{'C': 2}");
}

static struct reading best_alone(double score)
{
	struct reading reading = from(OPTUNA, LEVEL_SEARCH);

	reading.best_score = score;
	reading.direction = 1;
	return reading;
}

static struct reading told_params(const char *params)
{
	struct reading reading = from(OPTUNA, LEVEL_SEARCH);

	reading.best_params = span_of(params);
	return reading;
}

/* What scripts print below a search: "Best parameters: {…}", "Best score: 0.98", in either order. */
static void best_params_in_a_line_of_their_own_are_those_of_the_printed_best(void **state)
{
	driver_begin(&job, NULL);
	say(&job, told_params("{'C': 1}"));
	assert_string_equal(job.snapshot.best_params, "{'C': 1}");
	say(&job, trial(0, NAN, NULL, 0, 0.9));
	say(&job, told_params("{'C': 3}"));
	assert_string_equal(job.snapshot.best_params, "{'C': 3}");

	driver_begin(&job, NULL);
	say(&job, told_params("{'C': 1}"));
	say(&job, best_alone(0.5));
	assert_string_equal(job.snapshot.best_params, "{'C': 1}");
	say(&job, told_params("{'C': 2}"));
	assert_string_equal(job.snapshot.best_params, "{'C': 1}");
	say(&job, best_alone(0.4)); /* worse: its parameters go with it */
	assert_string_equal(job.snapshot.best_params, "{'C': 1}");
	say(&job, told_params("{'C': 4}"));
	say(&job, best_alone(0.6));
	assert_string_equal(job.snapshot.best_params, "{'C': 4}");
	assert_near(job.snapshot.best_score, 0.6);
}

static struct reading fitting(double fits)
{
	struct reading reading = from(SKLEARN, LEVEL_SEARCH);

	reading.opens = true;
	reading.total_iterations = fits;
	return reading;
}

/* "Fitting 4 folds …" at verbose=1, twice. */
static void a_silent_search_after_a_silent_search_has_its_own_best_params(void **state)
{
	struct reading told = from(SKLEARN, LEVEL_SEARCH);

	driver_begin(&job, NULL);
	say(&job, fitting(16));
	told.best_params = span_of("{'C': 1}");
	say(&job, told);
	say(&job, fitting(20));
	assert_string_equal(job.snapshot.best_params, "");
	told.best_params = span_of("{'C': 2}");
	say(&job, told);
	assert_string_equal(job.snapshot.best_params, "{'C': 2}");
}

static void direction_is_inferred_from_the_printed_bests_first_change(void **state)
{
	driver_begin(&job, NULL);
	say(&job, trial(0, 0.9, "{}", 0, 0.9));
	assert_int_equal(job.snapshot.score_direction, 0);
	say(&job, trial(1, 0.4, "{}", 1, 0.4));
	assert_int_equal(job.snapshot.score_direction, -1);
	say(&job, trial(2, 0.5, "{}", 2, 0.5)); /* from a worker that lags behind */
	assert_near(job.snapshot.best_score, 0.4);
}

static void the_rounded_best_of_a_bar_changes_nothing(void **state)
{
	struct reading drawn = bar("", 1, 20);

	driver_begin(&job, NULL);
	say(&job, trial(0, 0.9666666666666667, "{}", 0, 0.9666666666666667));
	drawn.tool = OPTUNA;
	drawn.level = LEVEL_SEARCH;
	drawn.is_estimate_of_level = true;
	drawn.best_score = 0.966667;
	say(&job, drawn);
	assert_near(job.snapshot.best_score, 0.9666666666666667);
	assert_int_equal(job.snapshot.score_direction, 0);
}

/* A second fit without validation. */
static void a_new_round_may_give_a_less_wanted_score(void **state)
{
	driver_begin(&job, NULL);
	say(&job, epoch_done(1, NAN));
	say(&job, epoch_done(2, NAN));
	say(&job, loss("val_loss", 0, 0.5));
	say(&job, loss("loss", 1, 0.4));
	assert_near(job.snapshot.current_score, 0.5);
	say(&job, epoch_done(1, NAN));
	say(&job, loss("loss", 1, 0.7));
	assert_near(job.snapshot.current_score, 0.7);
	assert_near(job.snapshot.best_score, 0.7);
	assert_string_equal(job.snapshot.score_name, "loss");
}

static void nan_and_infinity_are_never_best(void **state)
{
	driver_begin(&job, NULL);
	say(&job, loss("loss", 0, 0.5));
	say(&job, loss("loss", 0, -INFINITY));
	assert_near(job.snapshot.best_score, 0.5);
	assert_nan(job.snapshot.current_score);
}

static void a_score_printed_as_nan_is_no_current_score_but_a_metric(void **state)
{
	struct reading diverged = loss("loss", 0, NAN);

	driver_begin(&job, NULL);
	say(&job, loss("loss", 0, 0.5));
	say(&job, epoch(2, 5)); /* says nothing about a score */
	assert_near(job.snapshot.current_score, 0.5);
	diverged.nan_score = true;
	diverged.metrics[0] = (struct reading_metric){ span_of("loss"), NAN };
	diverged.metric_count = 1;
	say(&job, diverged);
	assert_nan(job.snapshot.current_score);
	assert_near(job.snapshot.best_score, 0.5);
	assert_int_equal(job.snapshot.metric_count, 1);
	assert_nan(job.snapshot.metrics[0].value);
}

static void the_first_wanted_name_becomes_the_score_and_begins_anew(void **state)
{
	driver_begin(&job, NULL);
	say(&job, loss("loss", 1, 0.1));
	say(&job, loss("val_loss", 0, 0.8));
	assert_near(job.snapshot.best_score, 0.8);
	assert_string_equal(job.snapshot.score_name, "val_loss");
	say(&job, loss("loss", 1, 0.05));
	assert_near(job.snapshot.best_score, 0.8);
	assert_near(job.snapshot.current_score, 0.8);
}

static void the_outermost_level_that_gives_a_score_owns_it(void **state)
{
	driver_begin(&job, NULL);
	say(&job, study("a"));
	say(&job, loss("loss", 0, 0.1));
	assert_near(job.snapshot.best_score, 0.1);
	say(&job, trial(0, 0.7, "{}", 0, 0.7));
	say(&job, loss("loss", 0, 0.05));
	assert_near(job.snapshot.best_score, 0.7);
	assert_near(job.snapshot.current_score, 0.7);
	assert_string_equal(job.snapshot.metrics[0].name, "loss");
	assert_near(job.snapshot.metrics[0].value, 0.05);
}

static void a_best_by_declared_direction_needs_no_printed_one(void **state)
{
	driver_begin(&job, NULL);
	say(&job, loss("loss", 0, 0.5));
	say(&job, loss("loss", 0, 0.3));
	say(&job, loss("loss", 0, 0.4));
	assert_near(job.snapshot.best_score, 0.3);
	assert_near(job.snapshot.current_score, 0.4);
}

static void the_last_256_parameter_texts_are_kept(void **state)
{
	static struct params params;
	char text[400];

	params_begin(&params);
	for (uint64_t i = 1; i <= 1000; i++) {
		snprintf(text, sizeof(text), "{'x': %d}", (int)i);
		params_keep(&params, i, span_of(text));
	}
	assert_null(params_find(&params, 1000 - PARAMS_TEXTS).text);
	assert_true(span_is(params_find(&params, 1001 - PARAMS_TEXTS), "{'x': 745}"));
	assert_true(span_is(params_find(&params, 1000), "{'x': 1000}"));
}

static void the_arena_of_texts_never_runs_over(void **state)
{
	static struct params params;
	static char text[PARAMS_TEXT_BYTES + 2];

	params_begin(&params);
	for (uint64_t i = 1; i <= 500; i++) {
		size_t length = 1 + i * 7919 % PARAMS_TEXT_BYTES;

		memset(text, 'a' + i % 26, length);
		params_keep(&params, i, (struct span){ text, length });
		assert_int_equal(params_find(&params, i).length, length);
		for (uint64_t j = i > 5 ? i - 5 : 1; j <= i; j++)
			assert_int_equal(params_find(&params, j).text[0], 'a' + j % 26);
	}
	params_keep(&params, 501, (struct span){ text, PARAMS_TEXT_BYTES + 1 });
	assert_null(params_find(&params, 501).text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(best_params_are_those_of_the_best_key),
		cmocka_unit_test(best_params_are_null_until_the_best_trials_line_is_seen),
		cmocka_unit_test(best_params_in_a_line_of_their_own_are_those_of_the_printed_best),
		cmocka_unit_test(a_silent_search_after_a_silent_search_has_its_own_best_params),
		cmocka_unit_test(direction_is_inferred_from_the_printed_bests_first_change),
		cmocka_unit_test(the_rounded_best_of_a_bar_changes_nothing),
		cmocka_unit_test(a_new_round_may_give_a_less_wanted_score),
		cmocka_unit_test(nan_and_infinity_are_never_best),
		cmocka_unit_test(a_score_printed_as_nan_is_no_current_score_but_a_metric),
		cmocka_unit_test(the_first_wanted_name_becomes_the_score_and_begins_anew),
		cmocka_unit_test(the_outermost_level_that_gives_a_score_owns_it),
		cmocka_unit_test(a_best_by_declared_direction_needs_no_printed_one),
		cmocka_unit_test(the_last_256_parameter_texts_are_kept),
		cmocka_unit_test(the_arena_of_texts_never_runs_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

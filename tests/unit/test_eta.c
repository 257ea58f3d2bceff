/* progress/eta and progress/estimate: when it will be done, and where the bar stands between two events. */
#include "progress_driver.h"

#include "progress/estimate.h"

static struct eta rising_one_a_second(unsigned points)
{
	struct eta eta;

	eta_begin(&eta);
	for (unsigned i = 0; i < points; i++)
		eta_take(&eta, i, (100 + i) * SECOND);
	return eta;
}

static void until_there_are_ten_points_it_is_elapsed_by_progress(void **state)
{
	struct eta eta;

	eta_begin(&eta);
	eta_take(&eta, 0, 100 * SECOND);
	eta_take(&eta, 10, 110 * SECOND);
	eta_take(&eta, 20, 140 * SECOND);
	assert_near(eta_seconds(&eta, 20, 140 * SECOND), 160); /* 40 s for 20 % */
}

static void then_it_is_the_average_over_the_last_ten(void **state)
{
	struct eta eta = rising_one_a_second(10);

	for (unsigned i = 1; i < ETA_POINTS; i++) /* five times as fast */
		eta_take(&eta, 9 + i * 5, (109 + i) * SECOND);
	assert_near(eta_seconds(&eta, 54, 118 * SECOND), 46 / 5.0);
}

static void the_first_percentage_is_the_zero_of_a_resumed_job(void **state)
{
	struct eta eta;

	eta_begin(&eta);
	eta_take(&eta, 50, 1000 * SECOND);
	eta_take(&eta, 60, 1010 * SECOND);
	assert_near(eta_seconds(&eta, 60, 1010 * SECOND), 40);
}

static void it_is_null_rather_than_wild(void **state)
{
	struct eta eta;

	eta_begin(&eta);
	assert_nan(eta_seconds(&eta, NAN, SECOND));
	assert_nan(eta_seconds(&eta, 3, SECOND));
	eta_take(&eta, 3, SECOND);
	assert_nan(eta_seconds(&eta, 3, 2 * SECOND));
	eta_take(&eta, 4, SECOND); /* a log replayed all at once has no speed */
	assert_nan(eta_seconds(&eta, 4, SECOND));
}

static void it_counts_down_and_is_never_negative(void **state)
{
	struct eta eta = rising_one_a_second(10);

	assert_near(eta_seconds(&eta, 9, 109 * SECOND), 91);
	assert_near(eta_seconds(&eta, 9, 109 * SECOND + SECOND / 2), 90.5);
	eta_tell(&eta, 5, 109 * SECOND);
	assert_near(eta_seconds(&eta, 9, 111 * SECOND), 3);
	assert_near(eta_seconds(&eta, 9, 200 * SECOND), 0);
}

static void it_grows_while_an_overdue_event_does_not_come(void **state)
{
	struct eta eta = rising_one_a_second(10);
	double soon = eta_seconds(&eta, 9, 112 * SECOND);

	assert_true(eta_seconds(&eta, 9, 130 * SECOND) > soon);
}

static void the_estimate_stays_below_the_next_event(void **state)
{
	struct eta eta = rising_one_a_second(10);

	assert_near(estimate_percentage(&eta, 9, 109 * SECOND), 9);
	assert_near(estimate_percentage(&eta, 9, 109 * SECOND + SECOND / 2), 9.5);
	assert_near(estimate_percentage(&eta, 9, 300 * SECOND), 9.95);
	assert_nan(estimate_percentage(&eta, NAN, 300 * SECOND));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(until_there_are_ten_points_it_is_elapsed_by_progress),
		cmocka_unit_test(then_it_is_the_average_over_the_last_ten),
		cmocka_unit_test(the_first_percentage_is_the_zero_of_a_resumed_job),
		cmocka_unit_test(it_is_null_rather_than_wild),
		cmocka_unit_test(it_counts_down_and_is_never_negative),
		cmocka_unit_test(it_grows_while_an_overdue_event_does_not_come),
		cmocka_unit_test(the_estimate_stays_below_the_next_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

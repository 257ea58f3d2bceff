/* record/: outcome, redaction, checkpoint. (Pipeline, intake and recorder are tested by the e2e tests on real
 * commands.) */
#include "record/advice.h"
#include "record/checkpoint.h"
#include "record/intake.h"
#include "record/outcome.h"
#include "record/plan.h"
#include "record/redact.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#define EXITED(code) ((code) << 8)
#define SIGNALLED(number) (number)

static void the_end_of_the_command_is_the_end_of_the_job(void **state)
{
	static const struct {
		struct ending_facts facts;
		const char *status, *error;
		int exit_code, exit_signal;
	} cases[] = {
		{ { .wait_status = EXITED(0) }, "completed", "", 0, -1 },
		{ { .wait_status = EXITED(0), .asked = SIGTERM }, "completed", "", 0, -1 },
		{ { .wait_status = EXITED(0), .cancel_requested = true }, "completed", "", 0, -1 },
		{ { .wait_status = EXITED(3) }, "failed", "ended with exit code 3", 3, -1 },
		{ { .wait_status = EXITED(130), .asked = SIGINT }, "cancelled", "ended with exit code 130",
			130, -1 },
		{ { .wait_status = SIGNALLED(SIGTERM), .cancel_requested = true }, "cancelled",
			"ended by signal 15 (SIGTERM: Terminated)", -1, SIGTERM },
		{ { .wait_status = SIGNALLED(SIGSEGV) }, "failed",
			"ended by signal 11 (SIGSEGV: Segmentation fault)", -1, SIGSEGV },
		{ { .exec_errno = ENOENT }, "failed", "cannot run the command: No such file or directory",
			127, -1 },
		{ { .exec_errno = EACCES }, "failed", "cannot run the command: Permission denied", 126, -1 },
		{ { .wait_status = SIGNALLED(SIGKILL), .supervisor_died = true, .asked = SIGTERM }, "failed",
			"progwrap was killed", -1, SIGKILL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct outcome outcome;

		outcome_of(&outcome, &cases[i].facts);
		assert_string_equal(outcome.status, cases[i].status);
		assert_string_equal(outcome.error, cases[i].error);
		assert_int_equal(outcome.exit_code, cases[i].exit_code);
		assert_int_equal(outcome.exit_signal, cases[i].exit_signal);
		assert_int_equal(
			outcome.ending, strcmp(cases[i].status, "completed") ? ENDING_BADLY : ENDING_WELL);
	}
}

static void expect_redacted(char *const *argv, const char *json)
{
	struct strbuf text;

	strbuf_init(&text);
	redact_argv(&text, argv);
	assert_string_equal(text.text, json);
	strbuf_release(&text);
}

static void secrets_on_the_command_line_are_hidden(void **state)
{
	char *options[] = { "train", "--api-key=abc", "--token", "t0k", "--lr", "0.1", "WANDB_API_KEY=x",
		NULL };
	char *urls[] = { "run", "postgres://u:p@h/db", "http://h:80/a@b", NULL };
	char *flag[] = { "x", "--password", "--verbose", NULL };

	expect_redacted(options,
		"[\"train\",\"--api-key=***\",\"--token\",\"***\",\"--lr\",\"0.1\",\"WANDB_API_KEY=***\"]");
	expect_redacted(urls, "[\"run\",\"postgres://u:***@h/db\",\"http://h:80/a@b\"]");
	expect_redacted(flag, "[\"x\",\"--password\",\"--verbose\"]");
}

static void arguments_that_are_not_utf_8_are_still_json(void **state)
{
	char *argv[] = { "a\xff", NULL };

	expect_redacted(argv, "[\"a\xef\xbf\xbd\"]");
}

static void the_newest_checkpoint_comes_back(void **state)
{
	int fd = memfd_create("test", 0);
	struct checkpoint checkpoint = { 0 }, again = { 0 };
	char saved[100] = "first";
	uint64_t position = 0;
	unsigned restarts = 0;

	assert_true(checkpoint_open(&checkpoint, fd, sizeof(saved), NULL));
	assert_null(checkpoint_newest(&checkpoint, &position, &restarts));
	for (int i = 1; i <= 5; i++) {
		saved[0] = (char)('0' + i);
		checkpoint_save(&checkpoint, saved, (uint64_t)i * 1000);
	}
	/* as a new process would */
	assert_true(checkpoint_open(&again, fd, sizeof(saved), NULL));
	assert_string_equal(checkpoint_newest(&again, &position, &restarts), "5irst");
	assert_int_equal(position, 5000);
	assert_int_equal(restarts, 1);
	saved[0] = '6';
	checkpoint_save(&again, saved, 6000);
	assert_string_equal(checkpoint_newest(&checkpoint, &position, &restarts), "6irst");
	checkpoint_close(&checkpoint);
	checkpoint_close(&again);
	close(fd);
}

static void restarts_at_one_place_are_counted(void **state)
{
	int fd = memfd_create("test", 0);
	struct checkpoint checkpoint = { 0 };
	uint64_t position;
	unsigned restarts;

	assert_true(checkpoint_open(&checkpoint, fd, sizeof("state"), NULL));
	checkpoint_save(&checkpoint, "state", 1);
	checkpoint_newest(&checkpoint, &position, &restarts);
	checkpoint_newest(&checkpoint, &position, &restarts);
	assert_int_equal(restarts, 2);
	checkpoint_save(&checkpoint, "state", 2);
	checkpoint_newest(&checkpoint, &position, &restarts);
	assert_int_equal(restarts, 1);
	checkpoint_close(&checkpoint);
	close(fd);
}

static void a_checkpoint_of_another_size_is_not_used(void **state)
{
	int fd = memfd_create("test", 0);
	struct checkpoint checkpoint = { 0 };
	uint64_t position;
	unsigned restarts;

	assert_true(checkpoint_open(&checkpoint, fd, sizeof("state"), NULL));
	checkpoint_save(&checkpoint, "state", 1);
	checkpoint_close(&checkpoint);
	assert_true(checkpoint_open(&checkpoint, fd, 100000, NULL));
	assert_null(checkpoint_newest(&checkpoint, &position, &restarts));
	checkpoint_close(&checkpoint);
	close(fd);
}

static void output_that_kills_the_recorder_twice_is_passed_over(void **state)
{
	int fd = memfd_create("test", 0);
	struct checkpoint checkpoint = { 0 };
	struct ring ring = { .fd = -1 };
	struct pattern_set *set = pattern_set_new();
	struct plan plan = { .total = NAN };
	const int64_t dropped[] = { 0, 0, 6 }; /* at the start, after the first death, after the second */

	pattern_set_seal(set);
	assert_true(ring_create(&ring, NULL));
	assert_true(checkpoint_open(&checkpoint, fd, sizeof(struct recorder_state), NULL));
	assert_true(ring_put(&ring, FRAME_DATA, 1, 1, "poison", 6));
	for (int start = 0; start < 3; start++) {
		struct intake intake;
		bool is_new;

		intake_init(&intake, &ring, &checkpoint, set, &plan, 1, &is_new);
		assert_int_equal(is_new, start == 0);
		assert_int_equal(intake.state->job.dropped_bytes, dropped[start]);
		if (is_new)
			intake_save(&intake);
		intake_release(&intake); /* it dies before it can save what it read */
	}
	checkpoint_close(&checkpoint);
	ring_release(&ring);
	pattern_set_free(set);
	close(fd);
}

static void steps_have_names_and_weights(void **state)
{
	struct settings settings;
	struct plan plan;

	settings_init(&settings);
	strcpy(settings.steps, "Data Collection=25, Optimization = 50,a=b=2.5");
	assert_true(plan_from_settings(&plan, &settings, NULL));
	assert_int_equal(plan.step_count, 3);
	assert_string_equal(plan.steps[0].name, "Data Collection");
	assert_string_equal(plan.steps[1].name, "Optimization");
	assert_string_equal(plan.steps[2].name, "a=b");
	assert_true(plan.steps[2].weight == 2.5);
	assert_true(isnan(plan.total));
}

static void bad_steps_say_what_is_wrong(void **state)
{
	static const struct {
		const char *steps, *message;
	} cases[] = {
		{ "Load", "steps: 'Load' is no NAME=WEIGHT" },
		{ "Load=0", "steps: the weight of 'Load' must be a positive number, not '0'" },
		{ "Load=nan", "steps: the weight of 'Load' must be a positive number, not 'nan'" },
		{ "=5", "steps: a step's name has 1 to 127 bytes, not ''" },
	};
	struct settings settings;
	struct plan plan;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = ERROR_INIT;

		settings_init(&settings);
		strcpy(settings.steps, cases[i].steps);
		assert_false(plan_from_settings(&plan, &settings, &err));
		assert_string_equal(err.message, cases[i].message);
	}
}

static void silence_is_told_with_what_may_be_its_reason(void **state)
{
	struct strbuf text;

	strbuf_init(&text);
	assert_false(advice_silence(&text, 1, 10, 60));
	assert_true(advice_silence(&text, 0, 0, 60));
	assert_non_null(strstr(text.text, "0 recognised events in 60 s (0 lines)"));
	assert_non_null(strstr(text.text, "verbosity must be INFO"));
	strbuf_clear(&text);
	assert_true(advice_silence(&text, 0, 7, 90));
	assert_non_null(strstr(text.text, "in 90 s (7 lines)"));
	strbuf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(silence_is_told_with_what_may_be_its_reason),
		cmocka_unit_test(the_end_of_the_command_is_the_end_of_the_job),
		cmocka_unit_test(secrets_on_the_command_line_are_hidden),
		cmocka_unit_test(arguments_that_are_not_utf_8_are_still_json),
		cmocka_unit_test(the_newest_checkpoint_comes_back),
		cmocka_unit_test(restarts_at_one_place_are_counted),
		cmocka_unit_test(a_checkpoint_of_another_size_is_not_used),
		cmocka_unit_test(output_that_kills_the_recorder_twice_is_passed_over),
		cmocka_unit_test(steps_have_names_and_weights),
		cmocka_unit_test(bad_steps_say_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

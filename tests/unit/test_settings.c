/* config/settings: where a value comes from, and what a wrong one says. */
#include "config/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static void write_ini(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static bool load_with_ini(struct settings *settings, const char *text, struct error *err)
{
	char path[] = "/tmp/test_settings_XXXXXX";
	bool fine;

	close(mkstemp(path));
	write_ini(path, text);
	setenv("PROGWRAP_CONFIG", path, 1);
	settings_init(settings);
	fine = settings_load(settings, err);
	unsetenv("PROGWRAP_CONFIG");
	unlink(path);
	return fine;
}

static void every_setting_has_a_sound_default(void **state)
{
	struct settings settings;

	settings_init(&settings);
	assert_int_equal(settings.pty, PTY_ALWAYS);
	assert_true(settings.publish_interval_ms == 250);
	assert_true(settings.flush_timeout_seconds == 10);
	assert_false(settings.quiet);
	assert_string_equal(settings.db, "");
}

static void the_command_line_wins_over_environment_over_file(void **state)
{
	struct settings settings;
	struct error err = ERROR_INIT;
	char *argv[] = { "--title=argv", "--", "cmd", NULL };
	int next;

	setenv("PROGWRAP_TITLE", "environment", 1);
	setenv("PROGWRAP_DB", "sqlite:///e", 1);
	assert_true(load_with_ini(
		&settings, "[progwrap]\ntitle = file\ndb = sqlite:///f\njob = from-file\n", &err));
	unsetenv("PROGWRAP_TITLE");
	unsetenv("PROGWRAP_DB");
	assert_true(settings_argv(&settings, 3, argv, &next, &err));
	assert_string_equal(settings.title, "argv");
	assert_string_equal(settings.db, "sqlite:///e");
	assert_string_equal(settings.job, "from-file");
	assert_int_equal(next, 2);
}

static void options_end_at_the_first_word_or_two_dashes(void **state)
{
	struct settings settings;
	char *argv[] = { "-q", "--total", "50", "-j42", "python", "--job", "x", NULL };
	int next;

	settings_init(&settings);
	assert_true(settings_argv(&settings, 7, argv, &next, NULL));
	assert_int_equal(next, 4);
	assert_true(settings.quiet);
	assert_true(settings.total == 50);
	assert_string_equal(settings.job, "42");
}

static void dashes_and_underscores_are_one(void **state)
{
	struct settings settings;
	char *argv[] = { "--flush-timeout-seconds=2.5", NULL };
	int next;

	settings_init(&settings);
	assert_true(settings_argv(&settings, 1, argv, &next, NULL));
	assert_true(settings.flush_timeout_seconds == 2.5);
}

static void steps_of_the_ini_add_up_to_one_list(void **state)
{
	struct settings settings;
	struct error err = ERROR_INIT;

	assert_true(load_with_ini(&settings, "[steps]\nData Collection = 25\nOptimization = 75\n", &err));
	assert_string_equal(settings.steps, "Data Collection=25,Optimization=75");
}

static void tools_are_switched_off_one_by_one(void **state)
{
	struct settings settings;
	struct error err = ERROR_INIT;
	char *argv[] = { "--disable", "rich", NULL };
	int next;

	assert_true(load_with_ini(&settings, "[patterns]\ndisable = tqdm\ndisable = keras\n", &err));
	assert_true(settings_argv(&settings, 2, argv, &next, &err));
	assert_string_equal(settings.disable, "tqdm\nkeras\nrich");
	assert_false(load_with_ini(&settings, "[progwrap]\ndisable = tqdm\n", &err));
	assert_non_null(strstr(err.message, ":2: unknown setting 'disable'"));
	err = (struct error)ERROR_INIT;
	assert_false(load_with_ini(&settings, "[patterns]\njob = 3\n", &err));
	assert_non_null(strstr(err.message, ":2: unknown setting 'job'"));
}

static void wrong_values_say_where_and_what(void **state)
{
	static const struct {
		const char *option, *message;
	} cases[] = {
		{ "--pty=maybe", "--pty=maybe: 'maybe' is none of always, auto, never" },
		{ "--total=many", "--total=many: 'many' is not a number from 0 to 1e+15" },
		{ "--total=nan", "--total=nan: 'nan' is not a number from 0 to 1e+15" },
		{ "--total=1,5", "--total=1,5: '1,5' is not a number from 0 to 1e+15" },
		{ "--frobnicate", "unknown option '--frobnicate'" },
		{ "-x", "unknown option '-x'" },
		{ "--job", "option '--job' needs a value" },
		{ "--patterns=/does/not/exist",
			"--patterns=/does/not/exist: cannot find '/does/not/exist': No such file "
			"or directory" },
	};
	struct settings settings;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = ERROR_INIT;
		char *argv[] = { (char *)(uintptr_t)cases[i].option, NULL };
		int next;

		settings_init(&settings);
		assert_false(settings_argv(&settings, 1, argv, &next, &err));
		assert_string_equal(err.message, cases[i].message);
		assert_int_equal(err.kind, ERROR_USAGE);
	}
}

static void a_wrong_ini_names_its_line(void **state)
{
	struct settings settings;
	struct error err = ERROR_INIT;

	assert_false(load_with_ini(&settings, "[progwrap]\ntotla = 5\n", &err));
	assert_non_null(strstr(err.message, ":2: unknown setting 'totla'"));
	assert_false(load_with_ini(&settings, "[progwarp]\n", &err));
	assert_non_null(strstr(err.message, ":1: unknown section '[progwarp]'"));
}

static void state_goes_where_xdg_says(void **state)
{
	char path[100];
	struct error err = ERROR_INIT;

	setenv("HOME", "/home/u", 1);
	unsetenv("XDG_STATE_HOME");
	assert_true(settings_state_directory(path, sizeof(path), &err));
	assert_string_equal(path, "/home/u/.local/state/progwrap");
	setenv("XDG_STATE_HOME", "/s", 1);
	assert_true(settings_state_directory(path, sizeof(path), &err));
	assert_string_equal(path, "/s/progwrap");
	unsetenv("XDG_STATE_HOME");
	unsetenv("HOME");
	assert_false(settings_state_directory(path, sizeof(path), &err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_setting_has_a_sound_default),
		cmocka_unit_test(the_command_line_wins_over_environment_over_file),
		cmocka_unit_test(options_end_at_the_first_word_or_two_dashes),
		cmocka_unit_test(dashes_and_underscores_are_one),
		cmocka_unit_test(steps_of_the_ini_add_up_to_one_list),
		cmocka_unit_test(tools_are_switched_off_one_by_one),
		cmocka_unit_test(wrong_values_say_where_and_what),
		cmocka_unit_test(a_wrong_ini_names_its_line),
		cmocka_unit_test(state_goes_where_xdg_says),
	};

	/* the one who runs the tests may have set some */
	unsetenv("PROGWRAP_DB");
	unsetenv("PROGWRAP_JOB");
	unsetenv("PROGWRAP_CONFIG");
	return cmocka_run_group_tests(tests, NULL, NULL);
}

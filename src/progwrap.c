/* progwrap: the supervisor's main. `run`, an option or `--` runs a command; everything else is the engine's.
 */
#include "base/fd.h"
#include "base/path.h"
#include "config/launch.h"
#include "config/settings.h"
#include "supervise/supervisor.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ENGINE_NAME "progwrap-engine"

static char engine[PATH_MAX];

/* Beside us in a build tree, in ../libexec where both were installed, else where configure said. */
static void find_engine(void)
{
	static const char *const places[] = { ENGINE_NAME, "../libexec/" ENGINE_NAME };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (path_beside_executable(places[i], engine, sizeof(engine)))
			return;
	snprintf(engine, sizeof(engine), "%s/" ENGINE_NAME, LIBEXECDIR);
}

static int exec_engine(char **argv)
{
	execv(engine, argv);
	fprintf(stderr, "progwrap: cannot run '%s'\n", engine);
	return EXIT_OWN_FAILURE;
}

static int wrong_use(const char *message)
{
	fprintf(stderr, "progwrap: %s; try 'progwrap run --help'\n", message);
	return EXIT_OWN_FAILURE;
}

static int help(void)
{
	puts("usage: progwrap [run] [OPTIONS] [--job ID] -- COMMAND [ARG...]\n"
	     "\n"
	     "Runs COMMAND, shows its output untouched and keeps its progress in the jobs table.\n"
	     "Each option is also a line of progwrap.ini and a variable PROGWRAP_NAME.\n");
	for (size_t i = 0; i < settings_table_count; i++) {
		const struct setting *setting = &settings_table[i];
		char name[64];

		snprintf(name, sizeof(name), "--%s%s%s", setting->name, setting->argument ? "=" : "",
			setting->argument ? setting->argument : "");
		for (char *dash = name; *dash && *dash != '='; dash++)
			*dash = *dash == '_' ? '-' : *dash;
		printf("  %c%c%c %-30s %s\n", setting->letter ? '-' : ' ',
			setting->letter ? setting->letter : ' ', setting->letter ? ',' : ' ', name,
			setting->help);
	}
	return 0;
}

static bool asks_for_help(int argc, char **argv)
{
	for (int i = 0; i < argc && argv[i][0] == '-' && strcmp(argv[i], "--"); i++)
		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
			return true;
	return false;
}

static enum capture capture_of(int pty)
{
	return pty == PTY_ALWAYS ? CAPTURE_ALWAYS : pty == PTY_AUTO ? CAPTURE_AUTO : CAPTURE_NEVER;
}

static int run_command(const struct settings *settings, char **process_argv, char **command)
{
	static struct launch launch;
	char announcement[2 * JOB_ID_BYTES + 64];
	struct error err = ERROR_INIT;
	struct supervise_options options = {
		.argv = command,
		.process_argv = process_argv,
		.capture = capture_of(settings->pty),
		.quiet = settings->quiet,
		.waits_for_recorder = settings->patterns[0] || settings->disable[0] || settings->db[0] ||
				      settings->steps[0],
		.flush_seconds = settings->flush_timeout_seconds,
		.grace_seconds = settings->grace_seconds,
		.engine = engine,
	};

	launch_fill(&launch, settings, command);
	options.launch = launch_write(&launch, &err);
	if (!settings->job[0]) {
		snprintf(announcement, sizeof(announcement), "job %s (progwrap status %s)", launch.job_id,
			launch.job_id);
		options.announcement = announcement;
	}
	return supervise(&options);
}

static int run(int argc, char **argv, char **process_argv)
{
	static struct settings settings;
	struct error err = ERROR_INIT;
	int command;

	if (asks_for_help(argc, argv))
		return help();
	settings_init(&settings);
	if (!settings_load(&settings, &err) || !settings_argv(&settings, argc, argv, &command, &err))
		return wrong_use(err.message);
	if (command >= argc)
		return wrong_use("no command: write it behind '--'");
	return run_command(&settings, process_argv, argv + command);
}

int main(int argc, char **argv)
{
	bool says_run = argc > 1 && !strcmp(argv[1], "run");
	bool is_about_us = argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
					       !strcmp(argv[1], "--version"));

	find_engine();
	if (argc < 2 || is_about_us || (!says_run && argv[1][0] != '-'))
		return exec_engine(argv);
	fd_fill_standard();
	return run(argc - 1 - says_run, argv + 1 + says_run, argv);
}

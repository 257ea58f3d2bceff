/* progwrap patterns: which pattern files are in force, what is in one, and whether files are sound. */
#include "command/command.h"

#include "command/patterns_try.h"
#include "config/settings.h"
#include "parse/pattern_set.h"
#include "record/patterns_in_force.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* `complaints` counts them; NULL: somebody else does. */
static void print_complaint(void *complaints, const char *complaint)
{
	fprintf(stderr, "%s\n", complaint);
	if (complaints)
		++*(int *)complaints;
}

/* By the user's settings. */
static struct pattern_set *in_force(int *complaints)
{
	struct settings settings;
	struct error err = ERROR_INIT;

	*complaints = 0;
	settings_init(&settings);
	if (!settings_load(&settings, &err))
		print_complaint(complaints, err.message);
	return patterns_in_force(&settings, print_complaint, print_complaint, complaints);
}

static int list(int count, char **names)
{
	static const char *const classes[] = { "generic", "tool", "user" };
	static const char *const levels[] = { "-", "search", "training", "loop" };
	int complaints;
	struct pattern_set *set = in_force(&complaints);

	pattern_set_seal(set);
	printf("%-16s %-8s %-9s %7s %8s  %s\n", "TOOL", "CLASS", "LEVEL", "EVENTS", "SAMPLES", "FILE");
	for (unsigned i = 0; i < pattern_set_tool_count(set); i++) {
		struct pattern_tool tool = pattern_set_tool(set, i);

		printf("%-16s %-8s %-9s %7u %8u  %s\n", tool.name, classes[tool.class], levels[tool.level],
			tool.events, tool.samples, tool.path);
	}
	pattern_set_free(set);
	return complaints ? 1 : 0;
}

static bool copy_to_stdout(const char *path)
{
	FILE *file = fopen(path, "r");
	char buffer[4096];
	size_t got;

	if (!file) {
		perror(path);
		return false;
	}
	while ((got = fread(buffer, 1, sizeof(buffer), file)) > 0)
		fwrite(buffer, 1, got, stdout);
	fclose(file);
	return true;
}

static int show(int count, char **names)
{
	int complaints, status = 1;
	struct pattern_set *set;

	if (count != 1) {
		fputs("progwrap: show takes the name of one tool\n", stderr);
		return COMMAND_WRONG_USE;
	}
	set = in_force(&complaints);
	for (unsigned i = 0; i < pattern_set_tool_count(set); i++) {
		struct pattern_tool tool = pattern_set_tool(set, i);

		if (!strcmp(tool.name, names[0]))
			status = copy_to_stdout(tool.path) ? 0 : 1;
	}
	if (status)
		fprintf(stderr, "progwrap: there is no pattern file for '%s'\n", names[0]);
	pattern_set_free(set);
	return status;
}

/* With files: these, beside the shipped ones, as --patterns would take them. */
static int check(int count, char **names)
{
	int complaints;
	struct pattern_set *set = in_force(&complaints);
	unsigned samples = 0;

	for (int i = 0; i < count; i++)
		complaints += pattern_set_add(set, names[i], CLASS_USER, print_complaint, NULL);
	pattern_set_seal(set);
	complaints += pattern_set_check_samples(set, print_complaint, NULL);
	for (unsigned i = 0; i < pattern_set_tool_count(set); i++)
		samples += pattern_set_tool(set, i).samples;
	if (!complaints)
		printf("%u pattern files, %u samples: all right\n", pattern_set_tool_count(set), samples);
	else
		fprintf(stderr, "%d complaints\n", complaints);
	pattern_set_free(set);
	return complaints ? COMMAND_WRONG_USE : 0;
}

static int try(int count, char **names)
{
	int complaints, status;
	struct pattern_set *set;

	if (count != 2) {
		fputs("progwrap: try takes a pattern file and a log\n", stderr);
		return COMMAND_WRONG_USE;
	}
	set = in_force(&complaints);
	complaints += pattern_set_add(set, names[0], CLASS_USER, print_complaint, NULL);
	pattern_set_seal(set);
	status = complaints ? COMMAND_WRONG_USE : patterns_try(set, names[1]);
	pattern_set_free(set);
	return status;
}

static int help(void)
{
	puts("usage: progwrap patterns list\n"
	     "       progwrap patterns show TOOL\n"
	     "       progwrap patterns check [FILE|DIR...]\n"
	     "       progwrap patterns try FILE LOG\n"
	     "\n"
	     "list names the pattern files in force, show prints one, check reads the shipped ones and\n"
	     "yours and runs their samples; it tells every mistake as file:line: what is wrong,\n"
	     "of a regex with a mark under the place.\n"
	     "try shows which lines of LOG your FILE and the shipped ones recognise and what they read "
	     "there,\n"
	     "what went unmatched, and how long each pattern took.");
	return 0;
}

static int run(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(int count, char **names);
	} actions[] = { { "list", list }, { "show", show }, { "check", check }, { "try", try } };

	if (argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")))
		return help();
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (argc > 1 && !strcmp(argv[1], actions[i].name))
			return actions[i].run(argc - 2, argv + 2);
	fprintf(stderr, "progwrap: '%s' is none of list, show, check, try: try 'progwrap patterns --help'\n",
		argc > 1 ? argv[1] : "");
	return COMMAND_WRONG_USE;
}

const struct command command_patterns = {
	.name = "patterns",
	.arguments = "list|show TOOL|check [FILE...]|try FILE LOG",
	.summary = "list, show, check and try the pattern files",
	.run = run,
};

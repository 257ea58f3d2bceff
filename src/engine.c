/* progwrap-engine: the recorder and every command but `run`. Finds the command in the table and runs it. */
#include "command/command.h"

#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
	&command_status,
	&command_list,
	&command_patterns,
	&command_replay,
	&command_version,
	&command_record,
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static int help(void)
{
	puts("usage: progwrap [run] [OPTIONS] [--job ID] -- COMMAND [ARG...]\n"
	     "       progwrap SUBCOMMAND [OPTIONS]\n"
	     "\n"
	     "Runs COMMAND, shows its output untouched and keeps its progress in the jobs table.\n"
	     "\n"
	     "subcommands:\n"
	     "  run          run a command under progwrap (`progwrap run --help` lists its options)");
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (commands[i]->summary)
			printf("  %-12s %s\n", commands[i]->name, commands[i]->summary);
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 2 || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
		return help();
	if (!strcmp(argv[1], "--version"))
		return command_version.run(argc - 1, argv + 1);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (!strcmp(argv[1], commands[i]->name))
			return commands[i]->run(argc - 1, argv + 1);
	fprintf(stderr,
		"progwrap: unknown subcommand '%s': to run a program write 'progwrap -- %s …', "
		"for a list 'progwrap --help'\n",
		argv[1], argv[1]);
	return COMMAND_WRONG_USE;
}

/* progwrap version: what this is. */
#include "command/command.h"

#include "config.h"

#include <stdio.h>

static int run(int argc, char **argv)
{
	puts(PACKAGE_STRING);
	return 0;
}

const struct command command_version = { "version", "", "print the version", run };

/* progwrap-engine record: the recorder process, started by the supervisor only. */
#include "command/command.h"

#include "record/recorder.h"

#include <stddef.h>

static int run(int argc, char **argv)
{
	return recorder_run();
}

const struct command command_record = { "record", "", NULL, run };

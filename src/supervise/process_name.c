/* Both names: the one in /proc/PID/comm and the command line. */
#include "supervise/process_name.h"

#include <string.h>
#include <sys/prctl.h>

void process_rename(char **argv, const char *name)
{
	size_t room = 0, length = strlen(name);

	prctl(PR_SET_NAME, name);
	for (char **argument = argv; *argument; argument++)
		room = (size_t)(*argument - argv[0]) + strlen(*argument);
	memset(argv[0], 0, room);
	memcpy(argv[0], name, length < room ? length : room);
}

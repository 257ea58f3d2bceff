/* Lines of progwrap's own. */
#include "supervise/notices.h"

#include "base/fd.h"

#include <stdio.h>
#include <unistd.h>

void notices_init(struct notices *notices, bool quiet)
{
	notices->wanted = !quiet && !fd_came_closed(STDERR_FILENO) && isatty(STDERR_FILENO);
	notices->length = 0;
}

void notices_add(struct notices *notices, const char *line)
{
	size_t room = sizeof(notices->text) - notices->length;
	int length;

	if (!notices->wanted)
		return;
	length = snprintf(notices->text + notices->length, room, "progwrap: %s\n", line);
	if (length > 0 && (size_t)length < room)
		notices->length += (size_t)length;
	notices->text[notices->length] = '\0';
}

void notices_show(struct notices *notices, struct relay *relay, bool force)
{
	if (notices->length && relay_say(relay, notices->text, force))
		notices->length = 0;
}

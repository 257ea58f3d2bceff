/* Lines of progwrap's own for the user's terminal: shown only when stderr is one, at the start of a line. */
#pragma once

#include "supervise/relay.h"

#include <stdbool.h>

#define NOTICES_BYTES 4096 /* that wait; a line that does not fit is left out */

struct notices {
	bool wanted; /* stderr is a terminal, and not --quiet */
	size_t length;
	char text[NOTICES_BYTES];
};

void notices_init(struct notices *notices, bool quiet);
void notices_add(struct notices *notices, const char *line);
/* Shows what waits if the terminal is at the start of a line; `force`: it is moved there. */
void notices_show(struct notices *notices, struct relay *relay, bool force);

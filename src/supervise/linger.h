/* A small process that goes on carrying what a grandchild prints after the command's end, so that progwrap's
 * own exit need not wait for it. It records nothing. */
#pragma once

#include "supervise/relay.h"

/* Forks it if somebody still holds an output of the command; it has its own copies of what it needs. */
void linger_start(struct relay *relay);

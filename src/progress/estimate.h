/* Between two events the bar moves on at the observed speed (contracts R3, level 3). */
#pragma once

#include "progress/eta.h"

/* `percentage`, or a little more after some time without event: never as much as the next event will say,
 * if that rises as little as the smallest of the last ones did. NAN stays NAN. */
double estimate_percentage(const struct eta *eta, double percentage, uint64_t now_ns);

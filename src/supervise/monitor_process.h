/* What monitor_start() forks. */
#pragma once

#include "supervise/monitor.h"

/* The whole life of M. `supervisor` is P. */
_Noreturn void monitor_run(const struct monitor_duty *duty, pid_t supervisor);

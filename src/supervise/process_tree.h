/* What /proc tells of processes: the descendants of one, and whether it is stopped. Nothing is allocated. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Sends `signo` to all descendants of `root` that are there now, not to `root` itself. */
void process_tree_signal(pid_t root, int signo);
/* By a signal, or by a debugger. Where /proc can't be read: false. */
bool process_is_stopped(pid_t pid);

/* What /proc tells of processes: the descendants of one, and its state. Nothing is allocated. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* Sends `signo` to all descendants of `root` that are there now, not to `root` itself. */
void process_tree_signal(pid_t root, int signo);
/* By a signal, or by a debugger; or it has a SIGSTOP and has only not come to it. Where /proc can't be read:
 * false. */
bool process_is_stopped(pid_t pid);
/* It runs, or waits for a processor. Where /proc can't be read: false. */
bool process_is_busy(pid_t pid);

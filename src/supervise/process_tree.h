/* The descendants of a process, found through /proc. */
#pragma once

#include <sys/types.h>

/* Sends `signo` to all descendants of `root` that are there now, not to `root` itself. */
void process_tree_signal(pid_t root, int signo);

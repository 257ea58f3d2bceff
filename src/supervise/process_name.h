/* The name of a process that is forked and not exec'ed. */
#pragma once

/* Renames this process for ps, top and pkill: a process that is named like the supervisor would be taken for
 * it. `argv` is main's; its strings are overwritten. */
void process_rename(char **argv, const char *name);

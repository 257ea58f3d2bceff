/* Descriptors: which came from outside, which are ours. The rule that everything here builds on: each
 * descriptor that progwrap opens is close-on-exec, and one that came through exec can't be. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Puts /dev/null, close-on-exec, on each of 0-2 that came closed, so that nothing we open lands there and a
 * program we exec finds it closed as before. To be called before anything is opened. */
void fd_fill_standard(void);
/* True for one of 0-2 that fd_fill_standard() had to fill. */
bool fd_came_closed(int fd);
/* Closes every descriptor above 2 that came from outside. */
void fd_close_inherited(void);
/* Replaces what `fd` is by /dev/null, close-on-exec. */
void fd_put_null(int fd);
/* Closes *fd unless it is -1, and sets it to -1. */
void fd_close(int *fd);
/* True if both are one open file: the same offset, the same flags, as after dup(). */
bool fd_is_same_file(int a, int b);
/* The process's pidfd, close-on-exec; -1 with errno. */
int fd_of_process(int pid);
/* Memory with a descriptor that others can map: `bytes` of it, zero, close-on-exec; -1 with errno. The limit
 * on file sizes counts for it too: only a hard one that is too low makes this fail. */
int fd_memory(const char *name, size_t bytes);
/* Closes every descriptor above 2 but those in `keep` (-1 in it is fine). */
void fd_close_all_but(const int *keep, int count);

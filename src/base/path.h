/* Paths on disk. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Makes `path` and what is missing above it, for the user alone (mode 0700). True when it is there
 * afterwards. */
bool path_make_directories(const char *path);

/* What belongs to this program and was installed with it, or built: the path from the directory of the
 * running executable. False: nothing is there, `path` says where it was looked for. */
bool path_beside_executable(const char *name, char *path, size_t size);

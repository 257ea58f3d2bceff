/* Paths on disk. */
#pragma once

#include <stdbool.h>

/* Makes `path` and what is missing above it, for the user alone (mode 0700). True when it is there
 * afterwards. */
bool path_make_directories(const char *path);

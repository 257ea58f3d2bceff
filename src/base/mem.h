/* Allocation for the engine: no NULL ever comes back. Running out of memory ends the process, which the
 * supervisor survives and restarts; the supervisor itself allocates nothing after start and never calls
 * these. */
#pragma once

#include <stddef.h>

void *mem_alloc(size_t size); /* zeroed */
void *mem_resize(void *old, size_t count, size_t size);
char *mem_copy_string(const char *string);
char *mem_copy_bytes(const char *bytes, size_t length); /* NUL behind the copy */
char *mem_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

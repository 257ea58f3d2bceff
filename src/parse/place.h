/* Shows where in a pattern file a regex is wrong. */
#pragma once

#include <stddef.h>

/* "path:line:column: why", the line of the file, and a caret under the place:
 *     trainer.ini:3:17: missing closing parenthesis
 *         regex = epoch (\d+
 *                           ^
 * `line` is where the key stands, `offset` counts the bytes of its value, whose lines joined without their
 * breaks. "path:line: why" alone when the offset is SIZE_MAX or the file cannot be read any more. The caller
 * frees it. */
char *place_complaint(const char *path, int line, size_t offset, const char *why);

/* Line ends on their way from the command's terminal to the user's: each of the two adds a carriage return,
 * but the user must see what one alone would have made. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The terminal puts a CR before each line feed now. */
bool line_ends_have_cr(int terminal);
/* Takes that CR out before each line feed, in place, and returns the new length. A CR at the very end is
 * taken out too, and *holds_cr set: what it is shows what follows it. */
size_t line_ends_drop_cr(char *bytes, size_t length, bool *holds_cr);
/* Takes out the first line feed, if there is one. */
size_t line_ends_drop_first(char *bytes, size_t length);

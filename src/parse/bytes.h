/* Questions about stretches of text that are asked of every byte that a command prints, so they are fast. */
#pragma once

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

/* A tab is text: tools print tables with it. */
static inline bool bytes_is_control(char byte)
{
	return (unsigned char)byte < 0x20 && byte != '\t';
}

/* A byte inside a UTF-8 character, not its first. */
static inline bool bytes_is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* The first control character in [bytes, end), or end. */
const char *bytes_find_control(const char *bytes, const char *end);
/* An identity that needs no defence; never 0. */
uint64_t bytes_hash(struct span text);
/* Without the blanks at its end. */
struct span bytes_trim_end(struct span text);
/* Without the UTF-8 character at its end if that lacks bytes. */
struct span bytes_whole_characters(struct span text);

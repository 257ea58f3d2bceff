/* A text as the search sees it: what a literal takes for the same is the same byte there. */
#pragma once

#include "base/span.h"

#include <stddef.h>

#define FOLDED_PADDING 128

/* Sixteen bytes in a vector of GNU C, which every machine has or gets. */
typedef unsigned char folded_block __attribute__((vector_size(16)));

/* Letters are upper-case and every digit is '0'; FOLDED_PADDING NULs stand behind. */
struct folded {
	char *bytes;
	size_t length, room;
};

/* A zeroed one is empty. */
void folded_take(struct folded *folded, struct span text);
void folded_release(struct folded *folded);

static inline char folded_byte(char byte)
{
	if (byte >= '0' && byte <= '9')
		return '0';
	return byte >= 'a' && byte <= 'z' ? (char)(byte - 0x20) : byte;
}

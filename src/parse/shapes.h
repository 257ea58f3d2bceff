/* The lines of a log repeat their shape: what differs are numbers. Which events may match is the same for all
 * of one shape, so it is kept. */
#pragma once

#include "parse/compiled_set.h"

#define SHAPES 512
#define SHAPE_BYTES 240 /* a longer text is searched each time */

/* What the search said of a text. */
struct shape {
	struct owner_set owners;
	size_t length;
	char bytes[SHAPE_BYTES];
};

struct shapes {
	uint64_t hashes[SHAPES]; /* of those that are kept; 0: none is */
	struct shape kept[SHAPES], spare;
};

/* All events of which everything that they require stands in the text, whether they are awake or not; of
 * those that the search does not look for all. As many words as the search has; lives until the next call. */
const struct owner_set *shapes_find(
	struct shapes *shapes, const struct pattern_set *set, const struct folded *text);

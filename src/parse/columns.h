/* The names above the numbers of a table. A header's group `columns` holds them; of a row's group `cells`
 * each number gets the name that stands in the same place. Cells are told apart by '|', else by tabs, else by
 * blanks: two and more in a header that has such, since a name may hold one ("LOSS NER"), unless only single
 * ones give as many names as the row has cells ("mAP@.5 mAP@.5:.95"). */
#pragma once

#include "base/span.h"
#include "progress/reading.h"

#include <stdint.h>

#define COLUMNS_TABLES 4  /* of so many pattern files at a time; the oldest is forgotten */
#define COLUMNS_BYTES 512 /* a longer header is cut behind its last whole name */

/* Bounded, without pointers. */
struct columns {
	struct {
		uint32_t tool; /* index of the pattern file plus one; 0: free */
		uint32_t length;
		char names[COLUMNS_BYTES];
	} tables[COLUMNS_TABLES];
	uint32_t oldest;
};

/* They stand until the next header of the same file. */
void columns_keep(struct columns *columns, unsigned tool, struct span header);
/* Adds the numbers to the reading's metrics, names borrowed from `columns`. What is no number, or has no name
 * above it, is left out. */
void columns_name_cells(
	const struct columns *columns, unsigned tool, struct span row, struct reading *reading);

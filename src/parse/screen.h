/* Turns the bytes of one stream into records: clean lines as the screen showed them (recognition.md rule 1).
 * Bytes may be cut anywhere; the records are the same. Escapes (CSI, OSC, DCS, ...) are gone, `\r`,
 * backspace, erase and cursor movements are resolved, and every redraw of a row that shows a new text is a
 * record of its own.
 *
 * The state is one bounded struct without pointers: a copy of its bytes is a checkpoint. Nothing is
 * allocated. A plain line that arrives whole is passed on from the caller's bytes without a copy: this is the
 * fast path, several hundred MB/s. */
#pragma once

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

#define SCREEN_LINE_BYTES 8192 /* a longer row is cut here; the rest is dropped up to its end */
#define SCREEN_ROWS 64	       /* rows above the lowest one that a cursor-up can reach */

struct record {
	struct span text; /* borrowed until the callback returns; valid UTF-8 is not promised */
	unsigned stream;  /* 1 or 2 */
	int row;	  /* counted from where the output began */
	bool redrawn; /* ended by a carriage return, erase or cursor movement, not by a line feed: a bar, most
			 likely */
	bool paused;  /* the row is not finished; shown because output paused. It comes again when it is */
	bool cut;     /* the row was longer than SCREEN_LINE_BYTES */
	uint64_t when_ns;
};

typedef void (*record_fn)(void *ctx, const struct record *record);

struct screen {
	unsigned stream;
	int row, column;
	/* the pass that is being written */
	char line[SCREEN_LINE_BYTES];
	uint32_t length;
	/* …the rest is parse/screen.c's own business */
	uint8_t state;
	bool dirty, cut, skipping;
	uint8_t parameter_count, intermediate;
	uint16_t parameters[8];
	uint32_t escape_bytes;
	int lowest_row;
	uint64_t row_hash[SCREEN_ROWS]; /* of the text last shown in each row, so that the same again gives no
					   record */
};

void screen_init(struct screen *screen, unsigned stream);
void screen_feed(struct screen *screen, const char *bytes, size_t count, uint64_t when_ns,
	record_fn on_record, void *ctx);
/* Output paused for 100 ms: shows the unfinished row, if it changed since it was last shown. */
void screen_pause(struct screen *screen, uint64_t when_ns, record_fn on_record, void *ctx);
/* Bytes were lost: the unfinished row is dropped, the next line feed or carriage return begins anew. */
void screen_gap(struct screen *screen);
/* No more will come: the last row may lack its newline. */
void screen_end(struct screen *screen, uint64_t when_ns, record_fn on_record, void *ctx);

/* Turns the bytes of one stream into records: clean lines as the screen showed them (doc/recognition.md rule
 * 1). Bytes may be cut anywhere; the records are the same. Escapes (CSI, OSC, DCS, ...) are gone, `\r`,
 * backspace, erase and cursor movements are resolved, and every redraw of a row that shows a new text is a
 * record of its own.
 *
 * The state is one bounded struct without pointers: a copy of its bytes is a checkpoint. Nothing is
 * allocated. A plain line that arrives whole is passed on from the caller's bytes without a copy: this is the
 * fast path, several hundred MB/s. */
#pragma once

#include "base/span.h"
#include "parse/escape.h"

#include <stdbool.h>
#include <stdint.h>

#define SCREEN_LINE_BYTES 8192 /* a longer row is cut here; the rest is dropped up to its end */
#define SCREEN_ROWS 64	       /* rows above the lowest one that a cursor-up can reach */

struct record {
	struct span text; /* borrowed until the callback returns; not empty, no blanks at its end, tabs are
			     kept; valid UTF-8 is not promised */
	unsigned stream;  /* 1 or 2 */
	int row;	  /* counted from where the output began */
	bool redrawn; /* ended by a carriage return, erase or cursor movement, not by a line feed: a bar, most
			 likely */
	bool paused;  /* the row is not finished; shown because output paused. It comes again when it is */
	bool cut;     /* the row was longer than SCREEN_LINE_BYTES */
	bool osc; /* not shown on the screen: a progress report to the terminal itself, as "OSC 9;4;1;42" */
	uint64_t when_ns;
};

typedef void (*record_fn)(void *ctx, const struct record *record);

struct screen {
	unsigned stream;
	uint32_t row, lowest_row;
	uint32_t saved_row, saved_position;

	/* the pass that is being written */
	uint32_t length;
	uint32_t position; /* where the next character goes; behind the length: blanks lie between */
	bool dirty;	   /* written since the last record of it */
	bool fresh;	   /* written since the last pause */
	bool cut;
	bool returned; /* a carriage return came: a line feed behind it makes the two an ordinary line end */
	bool skipping; /* after a gap, up to the next line feed or carriage return */

	struct escape escape;		/* the sequence that is being read */
	uint64_t report_hash;		/* of the last OSC record, so that the same again gives none */
	uint64_t row_hash[SCREEN_ROWS]; /* of the text last shown in each row, for the same reason; 0: none */
	char line[SCREEN_LINE_BYTES];
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

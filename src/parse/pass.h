/* The inner half of parse/screen: a cursor on rows, and the pass that is being written in one of them, from
 * its left edge to where it stops. A pass that ends is a record if it shows news. No terminal's size is
 * known, so there is no grid: rows are counted, and what stands in a row that the cursor left is forgotten.
 */
#pragma once

#include "parse/screen.h"

#define COLUMNS_MAX 1024 /* no terminal is wider */

/* Who gets the records of one call. */
struct listener {
	record_fn on_record;
	void *ctx;
	uint64_t when_ns;
};

/* --- records --- */

/* Gives `record` out with the text, and with the screen's stream, row and time. */
void pass_give(
	const struct screen *screen, const struct listener *listener, struct span text, struct record record);
/* The row shows `text`: a record, unless it is blank or what the row showed before. */
void pass_show(
	struct screen *screen, const struct listener *listener, struct span text, bool redrawn, bool cut);
/* The hash of what the cursor's row showed last; 0: nothing. */
uint64_t *pass_row_hash(struct screen *screen);

/* --- the pass --- */

struct span pass_text(const struct screen *screen);
bool pass_is_empty(const struct screen *screen);
void pass_begin(struct screen *screen); /* drops what was written */
void pass_end(struct screen *screen, const struct listener *listener, bool redrawn);
/* What follows a carriage return is no line feed, so it was a redraw. */
void pass_settle_return(struct screen *screen, const struct listener *listener);
void pass_write(struct screen *screen, const struct listener *listener, struct span text);
/* `what` as in CSI J and K: 0 from the cursor on, else the row as a whole, which begins anew at its left
 * edge.
 */
void pass_erase(struct screen *screen, const struct listener *listener, unsigned what);

/* --- the cursor: leaving a row ends the pass; in another row a new one begins at the left edge --- */

void pass_enter_row(struct screen *screen, uint32_t row); /* the pass must be empty */
void pass_line_feed(struct screen *screen, const struct listener *listener);
void pass_move_up(struct screen *screen, const struct listener *listener, unsigned rows);
void pass_move_down(struct screen *screen, const struct listener *listener, unsigned rows);
void pass_move_to_row(struct screen *screen, const struct listener *listener, unsigned row); /* from 1 */
void pass_move_right(struct screen *screen, unsigned columns);
void pass_move_left(struct screen *screen, unsigned columns);
void pass_move_to_column(struct screen *screen, unsigned column); /* from 1 */
void pass_save_cursor(struct screen *screen);
void pass_restore_cursor(struct screen *screen, const struct listener *listener);

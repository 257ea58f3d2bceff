/* Of the whole screen only the pass that is being written is kept, and of every other row the hash of what it
 * showed last: enough to tell a redraw with news from one without. */
#include "parse/pass.h"
#include "parse/bytes.h"

#include <limits.h>

/* --- records --- */

uint64_t *pass_row_hash(struct screen *screen)
{
	return &screen->row_hash[screen->row % SCREEN_ROWS];
}

void pass_give(
	const struct screen *screen, const struct listener *listener, struct span text, struct record record)
{
	record.text = text;
	record.stream = screen->stream;
	record.row = (int)(screen->row & INT_MAX);
	record.when_ns = listener->when_ns;
	listener->on_record(listener->ctx, &record);
}

void pass_show(
	struct screen *screen, const struct listener *listener, struct span text, bool redrawn, bool cut)
{
	uint64_t hash;

	text = bytes_trim_end(cut ? bytes_whole_characters(text) : text);
	if (text.length == 0)
		return;
	hash = bytes_hash(text);
	if (*pass_row_hash(screen) == hash)
		return;
	*pass_row_hash(screen) = hash;
	pass_give(screen, listener, text, (struct record){ .redrawn = redrawn, .cut = cut });
}

struct span pass_text(const struct screen *screen)
{
	return (struct span){ screen->line, screen->length };
}

static void show_pass(struct screen *screen, const struct listener *listener, bool redrawn)
{
	if (screen->dirty)
		pass_show(screen, listener, pass_text(screen), redrawn, screen->cut);
	screen->dirty = false;
}

void pass_begin(struct screen *screen)
{
	screen->length = screen->position = 0;
	screen->dirty = screen->fresh = screen->cut = screen->returned = false;
}

void pass_end(struct screen *screen, const struct listener *listener, bool redrawn)
{
	show_pass(screen, listener, redrawn);
	pass_begin(screen);
}

bool pass_is_empty(const struct screen *screen)
{
	return screen->length == 0 && screen->position == 0;
}

void pass_settle_return(struct screen *screen, const struct listener *listener)
{
	if (screen->returned)
		pass_end(screen, listener, true);
}

/* --- the cursor --- */

void pass_enter_row(struct screen *screen, uint32_t row)
{
	screen->row = row;
	while ((int32_t)(row - screen->lowest_row) > 0)
		screen->row_hash[++screen->lowest_row % SCREEN_ROWS] = 0;
}

static uint32_t highest_row(const struct screen *screen)
{
	return screen->lowest_row < SCREEN_ROWS ? 0 : screen->lowest_row - (SCREEN_ROWS - 1);
}

void pass_line_feed(struct screen *screen, const struct listener *listener)
{
	pass_end(screen, listener, false);
	pass_enter_row(screen, screen->row + 1);
}

void pass_move_up(struct screen *screen, const struct listener *listener, unsigned rows)
{
	uint32_t reach = screen->row - highest_row(screen);

	pass_end(screen, listener, true);
	screen->row -= rows < reach ? rows : reach;
}

void pass_move_down(struct screen *screen, const struct listener *listener, unsigned rows)
{
	pass_end(screen, listener, true);
	pass_enter_row(screen, screen->row + (rows < SCREEN_ROWS ? rows : SCREEN_ROWS));
}

/* How high the terminal is stays unknown: its first row is taken for the highest that can be reached. */
void pass_move_to_row(struct screen *screen, const struct listener *listener, unsigned row)
{
	pass_end(screen, listener, true);
	pass_enter_row(screen, highest_row(screen) + (row < SCREEN_ROWS ? row : SCREEN_ROWS) - 1);
}

void pass_move_right(struct screen *screen, unsigned columns)
{
	for (; columns > 0 && screen->position < SCREEN_LINE_BYTES; columns--) {
		screen->position++;
		while (screen->position < screen->length &&
			bytes_is_continuation(screen->line[screen->position]))
			screen->position++;
	}
}

void pass_move_left(struct screen *screen, unsigned columns)
{
	for (; columns > 0 && screen->position > 0; columns--) {
		screen->position--;
		while (screen->position > 0 && screen->position < screen->length &&
			bytes_is_continuation(screen->line[screen->position]))
			screen->position--;
	}
}

void pass_move_to_column(struct screen *screen, unsigned column)
{
	screen->position = 0;
	pass_move_right(screen, column - 1);
}

void pass_save_cursor(struct screen *screen)
{
	screen->saved_row = screen->row;
	screen->saved_position = screen->position;
}

void pass_restore_cursor(struct screen *screen, const struct listener *listener)
{
	if (screen->saved_row != screen->row) {
		pass_end(screen, listener, true);
		if ((int32_t)(screen->saved_row - highest_row(screen)) >= 0)
			screen->row = screen->saved_row;
		return;
	}
	pass_settle_return(screen, listener);
	screen->position = screen->saved_position;
}

/* --- writing and erasing --- */

/* What stands right of the cursor belongs to an older pass: it was shown, and goes. Going back in a row that
 * is wider than any terminal is no redraw of a bar; a record for each time would cost more than it tells. */
static void cut_at_cursor(struct screen *screen, const struct listener *listener)
{
	if (screen->position >= screen->length)
		return;
	if (screen->length <= COLUMNS_MAX)
		show_pass(screen, listener, true);
	screen->length = screen->position;
	screen->cut = false;
}

static void fill_to_cursor(struct screen *screen)
{
	if (screen->position > screen->length) {
		memset(screen->line + screen->length, ' ', screen->position - screen->length);
		screen->length = screen->position;
	}
}

void pass_write(struct screen *screen, const struct listener *listener, struct span text)
{
	size_t room;

	cut_at_cursor(screen, listener);
	fill_to_cursor(screen);
	room = SCREEN_LINE_BYTES - screen->length;
	if (text.length > room) {
		text.length = room;
		screen->cut = true;
	}
	memcpy(screen->line + screen->length, text.text, text.length);
	screen->length += text.length;
	screen->position = screen->length;
	screen->dirty = screen->fresh = true;
}

void pass_erase(struct screen *screen, const struct listener *listener, unsigned what)
{
	pass_settle_return(screen, listener);
	if (what == 0)
		cut_at_cursor(screen, listener);
	else
		pass_end(screen, listener, true);
}

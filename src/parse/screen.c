/* A screen without a grid. Of the whole screen only the pass that is being written is kept, and of every
 * other row the hash of what it showed last: enough to tell a redraw with news from one without. */
#include "parse/screen.h"
#include "parse/text.h"

#include <limits.h>

#define COLUMNS_MAX 1024 /* no terminal is wider */

/* Who gets the records of one call. */
struct listener {
	record_fn on_record;
	void *ctx;
	uint64_t when_ns;
};

/* --- records --- */

static uint64_t *hash_of_row(struct screen *screen)
{
	return &screen->row_hash[screen->row % SCREEN_ROWS];
}

static void give(
	const struct screen *screen, const struct listener *listener, struct span text, struct record record)
{
	record.text = text;
	record.stream = screen->stream;
	record.row = (int)(screen->row & INT_MAX);
	record.when_ns = listener->when_ns;
	listener->on_record(listener->ctx, &record);
}

/* The row shows `text`: a record, unless it showed the same before. */
static void show(
	struct screen *screen, const struct listener *listener, struct span text, bool redrawn, bool cut)
{
	uint64_t hash;

	text = text_trim_end(cut ? text_whole_characters(text) : text);
	if (text.length == 0)
		return;
	hash = text_hash(text);
	if (*hash_of_row(screen) == hash)
		return;
	*hash_of_row(screen) = hash;
	give(screen, listener, text, (struct record){ .redrawn = redrawn, .cut = cut });
}

static struct span pass_text(const struct screen *screen)
{
	return (struct span){ screen->line, screen->length };
}

static void show_pass(struct screen *screen, const struct listener *listener, bool redrawn)
{
	if (screen->dirty)
		show(screen, listener, pass_text(screen), redrawn, screen->cut);
	screen->dirty = false;
}

static void begin_pass(struct screen *screen)
{
	screen->length = screen->position = 0;
	screen->dirty = screen->fresh = screen->cut = screen->returned = false;
}

static void end_pass(struct screen *screen, const struct listener *listener, bool redrawn)
{
	show_pass(screen, listener, redrawn);
	begin_pass(screen);
}

static bool pass_is_empty(const struct screen *screen)
{
	return screen->length == 0 && screen->position == 0;
}

/* The carriage return that was seen was no half of a line end. */
static void settle_return(struct screen *screen, const struct listener *listener)
{
	if (screen->returned)
		end_pass(screen, listener, true);
}

/* --- the cursor --- */

static void enter_row(struct screen *screen, uint32_t row)
{
	screen->row = row;
	while ((int32_t)(row - screen->lowest_row) > 0)
		screen->row_hash[++screen->lowest_row % SCREEN_ROWS] = 0;
}

static uint32_t highest_row(const struct screen *screen)
{
	return screen->lowest_row < SCREEN_ROWS ? 0 : screen->lowest_row - (SCREEN_ROWS - 1);
}

static void line_feed(struct screen *screen, const struct listener *listener)
{
	end_pass(screen, listener, false);
	enter_row(screen, screen->row + 1);
}

static void move_up(struct screen *screen, const struct listener *listener, unsigned rows)
{
	uint32_t reach = screen->row - highest_row(screen);

	end_pass(screen, listener, true);
	screen->row -= rows < reach ? rows : reach;
}

static void move_down(struct screen *screen, const struct listener *listener, unsigned rows)
{
	end_pass(screen, listener, true);
	enter_row(screen, screen->row + (rows < SCREEN_ROWS ? rows : SCREEN_ROWS));
}

/* How high the terminal is stays unknown: its first row is taken for the highest that can be reached. */
static void move_to_row(struct screen *screen, const struct listener *listener, unsigned row)
{
	end_pass(screen, listener, true);
	enter_row(screen, highest_row(screen) + (row < SCREEN_ROWS ? row : SCREEN_ROWS) - 1);
}

static void move_right(struct screen *screen, unsigned columns)
{
	for (; columns > 0 && screen->position < SCREEN_LINE_BYTES; columns--) {
		screen->position++;
		while (screen->position < screen->length &&
			text_is_continuation(screen->line[screen->position]))
			screen->position++;
	}
}

static void move_left(struct screen *screen, unsigned columns)
{
	for (; columns > 0 && screen->position > 0; columns--) {
		screen->position--;
		while (screen->position > 0 && screen->position < screen->length &&
			text_is_continuation(screen->line[screen->position]))
			screen->position--;
	}
}

static void move_to_column(struct screen *screen, unsigned column)
{
	screen->position = 0;
	move_right(screen, column - 1);
}

static void save_cursor(struct screen *screen)
{
	screen->saved_row = screen->row;
	screen->saved_position = screen->position;
}

static void restore_cursor(struct screen *screen, const struct listener *listener)
{
	if (screen->saved_row != screen->row) {
		end_pass(screen, listener, true);
		if ((int32_t)(screen->saved_row - highest_row(screen)) >= 0)
			screen->row = screen->saved_row;
		return;
	}
	settle_return(screen, listener);
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

static void write_text(struct screen *screen, const struct listener *listener, struct span text)
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

/* `what` as in CSI J and K: 0 from the cursor on, else the row as a whole, which begins anew at its left
 * edge. */
static void erase(struct screen *screen, const struct listener *listener, unsigned what)
{
	settle_return(screen, listener);
	if (what == 0)
		cut_at_cursor(screen, listener);
	else
		end_pass(screen, listener, true);
}

/* --- escape sequences --- */

/* A missing or zero parameter is a one. */
static unsigned distance(unsigned parameter)
{
	if (parameter == 0)
		return 1;
	return parameter < COLUMNS_MAX ? parameter : COLUMNS_MAX;
}

static void perform_control_sequence(struct screen *screen, const struct listener *listener, char final)
{
	const unsigned first = screen->escape.parameters[0];
	const unsigned second = screen->escape.parameters[1];

	switch (final) {
	case 'A':
	case 'F':
		move_up(screen, listener, distance(first));
		break;
	case 'B':
	case 'E':
	case 'e':
		move_down(screen, listener, distance(first));
		break;
	case 'C':
	case 'a':
		settle_return(screen, listener);
		move_right(screen, distance(first));
		break;
	case 'D':
		if (!screen->returned)
			move_left(screen, distance(first));
		break;
	case 'G':
	case '`':
		settle_return(screen, listener);
		move_to_column(screen, distance(first));
		break;
	case 'H':
	case 'f':
		move_to_row(screen, listener, distance(first));
		move_to_column(screen, distance(second));
		break;
	case 'd':
		move_to_row(screen, listener, distance(first));
		break;
	case 'J':
	case 'K':
		erase(screen, listener, first);
		break;
	case 'P':
	case 'X':
		erase(screen, listener, 0);
		break;
	case 's':
		save_cursor(screen);
		break;
	case 'u':
		restore_cursor(screen, listener);
		break;
	}
}

static void perform_simple_sequence(struct screen *screen, const struct listener *listener, char final)
{
	switch (final) {
	case '7':
		save_cursor(screen);
		break;
	case '8':
		restore_cursor(screen, listener);
		break;
	case 'M':
		move_up(screen, listener, 1);
		break;
	case 'D':
	case 'E':
		line_feed(screen, listener);
		break;
	case 'c':
		move_to_row(screen, listener, 1);
		break;
	}
}

/* Progress that is meant for the terminal's taskbar: the only report that says something about the job. */
static void give_taskbar_progress(struct screen *screen, const struct listener *listener)
{
	static const char prefix[] = { 'O', 'S', 'C', ' ' };
	const struct escape *escape = &screen->escape;
	char text[sizeof(prefix) + ESCAPE_TEXT_BYTES];
	const struct span report = { text, sizeof(prefix) + escape->text_length };
	uint64_t hash;

	if (escape->text_length < 4 || escape->text_length == ESCAPE_TEXT_BYTES ||
		memcmp(escape->text, "9;4;", 4) != 0)
		return;
	memcpy(text, prefix, sizeof(prefix));
	memcpy(text + sizeof(prefix), escape->text, escape->text_length);
	hash = text_hash(report);
	if (hash == screen->report_hash)
		return;
	screen->report_hash = hash;
	give(screen, listener, report, (struct record){ .redrawn = true, .osc = true });
}

/* Takes one byte of the sequence. Returns how many were taken: 0, it must be read again. */
static size_t read_escape(struct screen *screen, const struct listener *listener, char byte)
{
	switch (escape_take(&screen->escape, byte)) {
	case ESCAPE_OPEN:
	case ESCAPE_DROPPED:
		return 1;
	case ESCAPE_FOREIGN:
		return 0;
	case ESCAPE_SIMPLE:
		perform_simple_sequence(screen, listener, byte);
		return 1;
	case ESCAPE_CONTROL:
		perform_control_sequence(screen, listener, byte);
		return 1;
	case ESCAPE_REPORT:
		give_taskbar_progress(screen, listener);
		return 1;
	case ESCAPE_REPORTED:
		give_taskbar_progress(screen, listener);
		return 0;
	}
	return 1;
}

/* --- text --- */

static void perform_control_character(struct screen *screen, const struct listener *listener, char byte)
{
	switch (byte) {
	case '\n':
	case '\v':
	case '\f':
		line_feed(screen, listener);
		break;
	case '\r':
		if (screen->length > 0)
			screen->returned = true;
		else
			begin_pass(screen);
		break;
	case '\b':
		if (!screen->returned)
			move_left(screen, 1);
		break;
	case '\033':
		escape_begin(&screen->escape);
		break;
	}
}

/* How many bytes at `bytes` end a pass beyond doubt; 0: none, or what comes next must be known first. */
static size_t ending_length(const char *bytes, const char *end)
{
	if (bytes == end)
		return 0;
	if (*bytes == '\n')
		return 1;
	if (*bytes != '\r' || bytes + 1 == end)
		return 0;
	if (bytes[1] == '\n')
		return 2;
	return text_is_control(bytes[1]) ? 0 : 1;
}

/* A pass that is here from its beginning to its end goes to the listener from the caller's bytes. */
static void show_whole(struct screen *screen, const struct listener *listener, struct span text, bool redrawn)
{
	const bool cut = text.length > SCREEN_LINE_BYTES;

	if (cut)
		text.length = SCREEN_LINE_BYTES;
	show(screen, listener, text, redrawn, cut);
	if (!redrawn)
		enter_row(screen, screen->row + 1);
}

/* Takes text up to and with the next control character. */
static const char *read_text(
	struct screen *screen, const struct listener *listener, const char *bytes, const char *end)
{
	const char *stop = text_find_control(bytes, end);
	const struct span text = { bytes, (size_t)(stop - bytes) };
	size_t ending;

	if (text.length > 0)
		settle_return(screen, listener);
	ending = pass_is_empty(screen) ? ending_length(stop, end) : 0;
	if (text.length > 0 && ending > 0) {
		show_whole(screen, listener, text, stop[ending - 1] != '\n');
		return stop + ending;
	}
	if (text.length > 0)
		write_text(screen, listener, text);
	if (stop == end)
		return end;
	perform_control_character(screen, listener, *stop);
	return stop + 1;
}

/* Returns the line feed or carriage return that ends the gap, or end. */
static const char *skip_gap(struct screen *screen, const char *bytes, const char *end)
{
	while (bytes < end && *bytes != '\n' && *bytes != '\r')
		bytes++;
	if (bytes < end)
		screen->skipping = false;
	return bytes;
}

/* --- the face --- */

void screen_init(struct screen *screen, unsigned stream)
{
	memset(screen, 0, sizeof(*screen));
	screen->stream = stream;
}

void screen_feed(struct screen *screen, const char *bytes, size_t count, uint64_t when_ns,
	record_fn on_record, void *ctx)
{
	const struct listener listener = { on_record, ctx, when_ns };
	const char *end = bytes + count;

	if (screen->skipping)
		bytes = skip_gap(screen, bytes, end);
	while (bytes < end) {
		if (screen->escape.state == ESCAPE_NONE)
			bytes = read_text(screen, &listener, bytes, end);
		else
			bytes += read_escape(screen, &listener, *bytes);
	}
}

void screen_pause(struct screen *screen, uint64_t when_ns, record_fn on_record, void *ctx)
{
	const struct listener listener = { on_record, ctx, when_ns };
	const struct record unfinished = { .redrawn = screen->returned, .paused = true, .cut = screen->cut };
	const struct span text = text_trim_end(text_whole_characters(pass_text(screen)));

	if (!screen->fresh || !screen->dirty)
		return;
	screen->fresh = false;
	if (text.length > 0 && text_hash(text) != *hash_of_row(screen))
		give(screen, &listener, text, unfinished);
}

void screen_gap(struct screen *screen)
{
	begin_pass(screen);
	screen->escape.state = ESCAPE_NONE;
	screen->skipping = true;
}

void screen_end(struct screen *screen, uint64_t when_ns, record_fn on_record, void *ctx)
{
	const struct listener listener = { on_record, ctx, when_ns };

	end_pass(screen, &listener, screen->returned);
}

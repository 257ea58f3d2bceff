/* Reads the bytes: text, control characters and escape sequences. What they do to the rows is parse/pass's.
 */
#include "parse/screen.h"
#include "parse/bytes.h"
#include "parse/pass.h"

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
		pass_move_up(screen, listener, distance(first));
		break;
	case 'B':
	case 'E':
	case 'e':
		pass_move_down(screen, listener, distance(first));
		break;
	case 'C':
	case 'a':
		pass_settle_return(screen, listener);
		pass_move_right(screen, distance(first));
		break;
	case 'D':
		if (!screen->returned)
			pass_move_left(screen, distance(first));
		break;
	case 'G':
	case '`':
		pass_settle_return(screen, listener);
		pass_move_to_column(screen, distance(first));
		break;
	case 'H':
	case 'f':
		pass_move_to_row(screen, listener, distance(first));
		pass_move_to_column(screen, distance(second));
		break;
	case 'd':
		pass_move_to_row(screen, listener, distance(first));
		break;
	case 'J':
	case 'K':
		pass_erase(screen, listener, first);
		break;
	case 'P':
	case 'X':
		pass_erase(screen, listener, 0);
		break;
	case 's':
		pass_save_cursor(screen);
		break;
	case 'u':
		pass_restore_cursor(screen, listener);
		break;
	}
}

static void perform_simple_sequence(struct screen *screen, const struct listener *listener, char final)
{
	switch (final) {
	case '7':
		pass_save_cursor(screen);
		break;
	case '8':
		pass_restore_cursor(screen, listener);
		break;
	case 'M':
		pass_move_up(screen, listener, 1);
		break;
	case 'D':
	case 'E':
		pass_line_feed(screen, listener);
		break;
	case 'c':
		pass_move_to_row(screen, listener, 1);
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
	hash = bytes_hash(report);
	if (hash == screen->report_hash)
		return;
	screen->report_hash = hash;
	pass_give(screen, listener, report, (struct record){ .redrawn = true, .osc = true });
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
		pass_line_feed(screen, listener);
		break;
	case '\r':
		if (screen->length > 0)
			screen->returned = true;
		else
			pass_begin(screen);
		break;
	case '\b':
		if (!screen->returned)
			pass_move_left(screen, 1);
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
	return bytes_is_control(bytes[1]) ? 0 : 1;
}

/* A pass that is here from its beginning to its end goes to the listener from the caller's bytes. */
static void show_whole(struct screen *screen, const struct listener *listener, struct span text, bool redrawn)
{
	const bool cut = text.length > SCREEN_LINE_BYTES;

	if (cut)
		text.length = SCREEN_LINE_BYTES;
	pass_show(screen, listener, text, redrawn, cut);
	if (!redrawn)
		pass_enter_row(screen, screen->row + 1);
}

/* Takes text up to and with the next control character. */
static const char *read_text(
	struct screen *screen, const struct listener *listener, const char *bytes, const char *end)
{
	const char *stop = bytes_find_control(bytes, end);
	const struct span text = { bytes, (size_t)(stop - bytes) };
	size_t ending;

	if (text.length > 0)
		pass_settle_return(screen, listener);
	ending = pass_is_empty(screen) ? ending_length(stop, end) : 0;
	if (text.length > 0 && ending > 0) {
		show_whole(screen, listener, text, stop[ending - 1] != '\n');
		return stop + ending;
	}
	if (text.length > 0)
		pass_write(screen, listener, text);
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
	const struct span text = bytes_trim_end(bytes_whole_characters(pass_text(screen)));

	if (!screen->fresh || !screen->dirty)
		return;
	screen->fresh = false;
	if (text.length > 0 && bytes_hash(text) != *pass_row_hash(screen))
		pass_give(screen, &listener, text, unfinished);
}

void screen_gap(struct screen *screen)
{
	pass_begin(screen);
	screen->escape.state = ESCAPE_NONE;
	screen->skipping = true;
}

void screen_end(struct screen *screen, uint64_t when_ns, record_fn on_record, void *ctx)
{
	const struct listener listener = { on_record, ctx, when_ns };

	pass_end(screen, &listener, screen->returned);
}

/* parse/screen: bytes to records. Every sample is fed whole, byte by byte and at random cuts: the records
 * must be the same. */
#include "parse/screen.h"
#include "base/strbuf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void write_record(void *ctx, const struct record *record)
{
	strbuf_add_format(ctx, "%d%s%s%s%s:", record->row, record->redrawn ? "r" : "",
		record->paused ? "p" : "", record->cut ? "c" : "", record->osc ? "o" : "");
	strbuf_add(ctx, record->text.text, record->text.length);
	strbuf_add_string(ctx, "|");
}

static char *text_of(struct strbuf *written)
{
	char *text = strbuf_detach(written);

	strbuf_release(written);
	return text;
}

static size_t next_cut(size_t left, size_t longest)
{
	size_t count = 1 + (size_t)rand() % longest;

	return count < left ? count : left;
}

/* The records of `bytes` as one string: row, flags, text. Every piece lies in memory of its own size, so that
 * reading past its end shows under the sanitizers. */
static char *records(struct span bytes, size_t longest_piece)
{
	struct screen *screen = malloc(sizeof(*screen));
	struct strbuf written;

	strbuf_init(&written);
	screen_init(screen, 1);
	while (bytes.length > 0) {
		size_t count = next_cut(bytes.length, longest_piece);
		char *piece = malloc(count);

		memcpy(piece, bytes.text, count);
		screen_feed(screen, piece, count, 0, write_record, &written);
		free(piece);
		bytes.text += count;
		bytes.length -= count;
	}
	screen_end(screen, 0, write_record, &written);
	free(screen);
	return text_of(&written);
}

static char *records_whole(struct span bytes)
{
	struct strbuf written;
	struct screen screen;

	strbuf_init(&written);
	screen_init(&screen, 1);
	screen_feed(&screen, bytes.text, bytes.length, 0, write_record, &written);
	screen_end(&screen, 0, write_record, &written);
	return text_of(&written);
}

static void assert_same_however_cut(struct span bytes)
{
	static const size_t longest[] = { 1, 2, 3, 7, 20, 100, 5000 };
	char *whole = records_whole(bytes);

	for (size_t i = 0; i < sizeof(longest) / sizeof(longest[0]); i++) {
		char *cut = records(bytes, longest[i]);

		assert_string_equal(cut, whole);
		free(cut);
	}
	free(whole);
}

struct sample {
	const char *bytes, *records;
};

static void check(const struct sample *samples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct span bytes = span_of(samples[i].bytes);
		char *got = records_whole(bytes);

		assert_string_equal(got, samples[i].records);
		free(got);
		assert_same_however_cut(bytes);
	}
}

#define CHECK(...)                                                                                           \
	do {                                                                                                 \
		const struct sample samples[] = { __VA_ARGS__ };                                             \
		check(samples, sizeof(samples) / sizeof(samples[0]));                                        \
	} while (0)

#define UP "\033[A"
#define FIVE_BLANKS "     "

static void a_line_is_a_record(void **state)
{
	CHECK({ "one\ntwo\n", "0:one|1:two|" }, { "one\r\ntwo\r\n", "0:one|1:two|" },
		{ "one\r\r\ntwo", "0:one|1:two|" }, { "one\n\n\ntwo\n", "0:one|3:two|" },
		{ "one\ftwo\vthree\n", "0:one|1:two|2:three|" }, { "", "" });
}

static void blanks_stay_in_front_and_go_at_the_end(void **state)
{
	CHECK({ "  a b \t \n", "0:  a b|" }, { "     \n\t\n", "" },
		{ "[0]\ttrain-rmse:0.5\n", "0:[0]\ttrain-rmse:0.5|" });
}

static void the_last_row_may_lack_its_newline(void **state)
{
	CHECK({ "one\ntwo", "0:one|1:two|" }, { "50%\r", "0r:50%|" }, { "50%\r60%", "0r:50%|0:60%|" });
}

static void carriage_return_starts_the_line_over(void **state)
{
	CHECK({ "\rloss 0.4321\rloss 0.5\n", "0r:loss 0.4321|0:loss 0.5|" },
		{ "  1%\r  2%\r  3%\r\n", "0r:  1%|0r:  2%|0:  3%|" });
}

static void a_row_redrawn_with_the_same_text_gives_no_record(void **state)
{
	CHECK({ "\r1/2\r1/2   \r1/2\r2/2\r2/2\n", "0r:1/2|0r:2/2|" },
		{ "\r1/2\r" FIVE_BLANKS "\r1/2\n", "0r:1/2|" },
		{ "outer 0/3\n\rinner 0/5" UP "\router 0/3\n\rinner 1/5" UP,
			"0:outer 0/3|1r:inner 0/5|1r:inner 1/5|" });
}

static void the_same_line_on_a_new_row_is_a_new_record(void **state)
{
	CHECK({ "[CV] END C=1\n[CV] END C=1\n[CV] END C=1\n",
		"0:[CV] END C=1|1:[CV] END C=1|2:[CV] END C=1|" });
}

static void backspace_goes_back_within_the_pass(void **state)
{
	CHECK({ "  9%\b\b\b\b 10%\b\b\b\b 11%\n", "0r:  9%|0r: 10%|0: 11%|" },
		{ "work |\b/\b-\n", "0r:work ||0r:work /|0:work -|" },
		{ "1/2 [==]\b\b\b\b\b\b\b\b\r2/2 [==]\n", "0r:1/2 [==]|0:2/2 [==]|" },
		{ "\b\b\bx\n", "0:x|" }, { "naïve\b\b\bé\n", "0r:naïve|0:naé|" });
}

static void colours_vanish(void **state)
{
	CHECK({ "\033[32m[I 2026]\033[0m Trial 3\n", "0:[I 2026] Trial 3|" },
		{ "\033[38;2;249;38;114mbar\033[0m\r\033[1m\n", "0:bar|" },
		{ "\033[mx\033[;;;;;;;;;;;;1my\n", "0:xy|" });
}

static void erasing_ends_a_pass(void **state)
{
	CHECK({ "one\033[2Ktwo\n", "0r:one|0:two|" }, { "one\r\033[Ktwo\n", "0r:one|0:two|" },
		{ "one\033[K\n", "0:one|" }, { "10%\b\b\b\033[K9%\n", "0r:10%|0:9%|" },
		{ "one\033[2J\033[Htwo\n", "0r:one|0:two|" }, { "one\033[1Gtwo\n", "0r:one|0:two|" });
}

static void cursor_up_comes_back_to_a_row(void **state)
{
	CHECK({ "a 1\nb 1\n\033[2Aa 2\nb 2\n", "0:a 1|1:b 1|0:a 2|1:b 2|" },
		{ "a 1\nb 1\n\033[2A\033[2Ka 1\n\033[2Kb 2\n", "0:a 1|1:b 1|1:b 2|" },
		{ "a\n\033[9Ab\n\033[Bc\n", "0:a|0:b|2:c|" }, { "a\n\033[Fb\033[Ec\n", "0:a|0r:b|1:c|" },
		{ "a\nb\033Mc\033Dd\n", "0:a|1r:b|0:c|1:d|" });
}

static void nested_tqdm_bars_keep_their_rows(void **state)
{
	CHECK({ "\repochs: 0/2\n\rbatches: 0/2" UP "\n\rbatches: 2/2" UP "\repochs: 1/2\n\r" FIVE_BLANKS
		"\r" UP "\r"
		"epochs: 2/2\n",
		"0:epochs: 0/2|1r:batches: 0/2|1r:batches: 2/2|0:epochs: 1/2|0:epochs: 2/2|" });
}

static void a_log_line_between_bar_refreshes_is_clean(void **state)
{
	CHECK({ "\r 50%|##  | 1/2\r" FIVE_BLANKS FIVE_BLANKS FIVE_BLANKS
		"\r[I] Trial 1 finished\n\r 50%|##  | 1/2",
		"0r: 50%|##  | 1/2|0:[I] Trial 1 finished|1: 50%|##  | 1/2|" });
}

static void rich_redraws_its_rows(void **state)
{
	CHECK({ "\033[?25lA 1%\nB 1%\r\033[2K" UP "\033[2KA 2%\nB 2%\n\033[?25h",
		"0:A 1%|1r:B 1%|0:A 2%|1:B 2%|" });
}

static void the_cursor_moves_in_the_row(void **state)
{
	CHECK({ "ab\033[3Cc\n", "0:ab   c|" }, { "abc\033[2DX\n", "0r:abc|0:aX|" },
		{ "\033[5Gx\n", "0:    x|" }, { "abc\033[2`d\n", "0r:abc|0:ad|" },
		{ "a\0337b\0338c\n", "0r:ab|0:ac|" }, { "a\033[s\nb\033[uc\n", "0:a|1r:b|0:c|" },
		{ "\033[3;4Hx\n", "2:   x|" });
}

static void absolute_rows_are_the_same_rows_each_time(void **state)
{
	CHECK({ "\033[H\033[2Jjob\nloss 1\n\033[H\033[2Jjob\nloss 2\n", "0:job|1:loss 1|1:loss 2|" },
		{ "\033[999;999H\033[6n\033[Hx\n", "0:x|" });
}

static void strings_for_the_terminal_vanish(void **state)
{
	CHECK({ "a\033]0;title\ab\033]8;;http://x\033\\c\n", "0:abc|" },
		{ "a\033Pq#0;2\033\\b\033_Gf=100;AAAA\033\\c\033^pm\033\\d\033Xsos\033\\e\033ktitle\033\\f\n",
			"0:abcdef|" },
		{ "\033(Bx\033=y\033#8z\n", "0:xyz|" }, { "a\033]0;t\030b\n", "0:ab|" });
}

static void taskbar_progress_is_a_record_of_its_own(void **state)
{
	CHECK({ "ab\033]9;4;1;42\ac\n", "0ro:OSC 9;4;1;42|0:abc|" },
		{ "\033]9;4;1;42\033\\\033]9;4;1;42\a\033]9;4;0\a", "0ro:OSC 9;4;1;42|0ro:OSC 9;4;0|" },
		{ "\033]9;9;4;1\a\033]9;4\a\033]9;4;1;00000000000000000000000000000000042\a", "" });
}

static void controls_vanish(void **state)
{
	const struct span bytes = { "a\0b\a\001c\016d\n", 9 };
	char *got = records_whole(bytes);

	assert_string_equal(got, "0:abcd|");
	free(got);
	assert_same_however_cut(bytes);
}

static void bytes_that_are_no_utf8_pass(void **state)
{
	CHECK({ "\xff\x80\x9b"
		"1m caf\xe9\n",
		      "0:\xff\x80\x9b"
		      "1m caf\xe9|" },
		{ "100%|\xe2\x96\x88\xe2\x96\x8c| 7\n", "0:100%|█▌| 7|" });
}

static void a_broken_escape_ends_at_the_next_control(void **state)
{
	CHECK({ "a\033[12\nb\n", "0:a|1:b|" }, { "a\033\nb\n", "0:a|1:b|" }, { "a\033[1\033[0mb\n", "0:ab|" },
		{ "a\033[\xe2\x96\x88\n", "0:a█|" }, { "a\033(\rb\n", "0r:a|0:b|" });
}

static void an_unterminated_string_gives_up_after_4_kib(void **state)
{
	struct strbuf bytes;
	char *got;

	strbuf_init(&bytes);
	strbuf_add_string(&bytes, "a\033]0;");
	for (int i = 0; i < 4200; i++)
		strbuf_add_string(&bytes, "x");
	strbuf_add_string(&bytes, "\nb\n");
	got = records_whole(span_of(bytes.text));
	assert_int_equal(strlen(got), 4 + 4200 + 3 - 4096 + strlen("1:b|"));
	assert_memory_equal(got, "0:axx", 5);
	free(got);
	assert_same_however_cut((struct span){ bytes.text, bytes.length });
	strbuf_release(&bytes);
}

static void a_long_row_is_cut_between_characters(void **state)
{
	struct strbuf bytes;
	char *got;

	strbuf_init(&bytes);
	strbuf_add_string(&bytes, "x");
	for (int i = 0; i < 30000; i++)
		strbuf_add_string(&bytes, "é");
	strbuf_add_string(&bytes, "\nnext\n");
	got = records_whole(span_of(bytes.text));
	assert_int_equal(strlen(got), strlen("0c:") + SCREEN_LINE_BYTES - 1 + strlen("|1:next|"));
	assert_string_equal(got + strlen(got) - strlen("é|1:next|"), "é|1:next|");
	free(got);
	assert_same_however_cut((struct span){ bytes.text, bytes.length });
	strbuf_release(&bytes);
}

static void a_row_too_far_up_is_out_of_reach(void **state)
{
	struct strbuf bytes;
	char *got;

	strbuf_init(&bytes);
	for (int i = 0; i < 200; i++)
		strbuf_add_string(&bytes, "\n");
	strbuf_add_string(&bytes, "\033[999Ax\n");
	got = records_whole(span_of(bytes.text));
	assert_string_equal(got, "137:x|");
	free(got);
	assert_same_however_cut((struct span){ bytes.text, bytes.length });
	strbuf_release(&bytes);
}

/* --- pauses, gaps, checkpoints --- */

struct feeding {
	struct screen screen;
	struct strbuf written;
};

static void begin(struct feeding *feeding)
{
	screen_init(&feeding->screen, 1);
	strbuf_init(&feeding->written);
}

static void feed(struct feeding *feeding, const char *bytes)
{
	screen_feed(&feeding->screen, bytes, strlen(bytes), 0, write_record, &feeding->written);
}

static void pause_output(struct feeding *feeding)
{
	screen_pause(&feeding->screen, 0, write_record, &feeding->written);
}

static void assert_records(struct feeding *feeding, const char *expected)
{
	assert_string_equal(feeding->written.text, expected);
	strbuf_clear(&feeding->written);
}

static void a_pause_shows_the_unfinished_row_once(void **state)
{
	struct feeding feeding;

	begin(&feeding);
	pause_output(&feeding);
	feed(&feeding, "\rCandle 7,300/10");
	pause_output(&feeding);
	pause_output(&feeding);
	assert_records(&feeding, "0p:Candle 7,300/10|");
	feed(&feeding, ",000");
	pause_output(&feeding);
	assert_records(&feeding, "0p:Candle 7,300/10,000|");
	feed(&feeding, "\r");
	pause_output(&feeding);
	assert_records(&feeding, "");
	feed(&feeding, "next");
	assert_records(&feeding, "0r:Candle 7,300/10,000|");
	feed(&feeding, "\r");
	pause_output(&feeding);
	assert_records(&feeding, "0rp:next|");
	strbuf_release(&feeding.written);
}

static void a_pause_shows_whole_characters_and_nothing_old(void **state)
{
	struct feeding feeding;

	begin(&feeding);
	feed(&feeding, "\r1/2\r1/2");
	pause_output(&feeding);
	assert_records(&feeding, "0r:1/2|");
	feed(&feeding, " \xe2\x96");
	pause_output(&feeding);
	assert_records(&feeding, "");
	feed(&feeding, "\x88\xe2\x96");
	pause_output(&feeding);
	assert_records(&feeding, "0p:1/2 █|");
	strbuf_release(&feeding.written);
}

static void after_a_gap_the_next_row_begins_anew(void **state)
{
	struct feeding feeding;

	begin(&feeding);
	feed(&feeding, "one\nhalf \033[3");
	screen_gap(&feeding.screen);
	feed(&feeding, "1m of a line");
	pause_output(&feeding);
	feed(&feeding, "\ntwo\n");
	screen_gap(&feeding.screen);
	feed(&feeding, "bar\rnew bar\r\n");
	assert_records(&feeding, "0:one|2:two|3:new bar|");
	strbuf_release(&feeding.written);
}

static void a_copy_of_the_state_goes_on_where_it_stood(void **state)
{
	const struct span bytes =
		span_of("a 1\nb 1\r\033[A\033[2Ka 2\n\xe2\x96\x88 b 2\b3\033]9;4;1;5\a\r\nlast\r\r");
	char *whole = records_whole(bytes);

	for (size_t cut = 0; cut <= bytes.length; cut++) {
		struct screen before, after;
		struct strbuf written;

		strbuf_init(&written);
		screen_init(&before, 1);
		screen_feed(&before, bytes.text, cut, 0, write_record, &written);
		memcpy(&after, &before, sizeof(after));
		memset(&before, 0xa5, sizeof(before));
		screen_feed(&after, bytes.text + cut, bytes.length - cut, 0, write_record, &written);
		screen_end(&after, 0, write_record, &written);
		assert_string_equal(written.text, whole);
		strbuf_release(&written);
	}
	free(whole);
}

static void the_state_is_small(void **state)
{
	assert_true(sizeof(struct screen) <= 10 * 1024);
}

static void garbage_gives_the_same_records_however_cut(void **state)
{
	static const char *const pieces[] = { "\r", "\n", "\b", "\033[", "\033]", "A", "2K", "12", ";", "H",
		"m", "\a", "\033\\", "text ", "x", "\xe2\x96\x88", "\xc3", " ", "\t", "9;4;1;", "\0338",
		"\0337", "\033[999G", "\033[5D", "\033P", "K", "J", "\030" };
	struct strbuf bytes;

	strbuf_init(&bytes);
	for (int round = 0; round < 200; round++) {
		strbuf_clear(&bytes);
		for (int i = 0; i < 200; i++)
			strbuf_add_string(
				&bytes, pieces[(size_t)rand() % (sizeof(pieces) / sizeof(pieces[0]))]);
		assert_same_however_cut((struct span){ bytes.text, bytes.length });
	}
	strbuf_release(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_a_record),
		cmocka_unit_test(blanks_stay_in_front_and_go_at_the_end),
		cmocka_unit_test(the_last_row_may_lack_its_newline),
		cmocka_unit_test(carriage_return_starts_the_line_over),
		cmocka_unit_test(a_row_redrawn_with_the_same_text_gives_no_record),
		cmocka_unit_test(the_same_line_on_a_new_row_is_a_new_record),
		cmocka_unit_test(backspace_goes_back_within_the_pass),
		cmocka_unit_test(colours_vanish),
		cmocka_unit_test(erasing_ends_a_pass),
		cmocka_unit_test(cursor_up_comes_back_to_a_row),
		cmocka_unit_test(nested_tqdm_bars_keep_their_rows),
		cmocka_unit_test(a_log_line_between_bar_refreshes_is_clean),
		cmocka_unit_test(rich_redraws_its_rows),
		cmocka_unit_test(the_cursor_moves_in_the_row),
		cmocka_unit_test(absolute_rows_are_the_same_rows_each_time),
		cmocka_unit_test(strings_for_the_terminal_vanish),
		cmocka_unit_test(taskbar_progress_is_a_record_of_its_own),
		cmocka_unit_test(controls_vanish),
		cmocka_unit_test(bytes_that_are_no_utf8_pass),
		cmocka_unit_test(a_broken_escape_ends_at_the_next_control),
		cmocka_unit_test(an_unterminated_string_gives_up_after_4_kib),
		cmocka_unit_test(a_long_row_is_cut_between_characters),
		cmocka_unit_test(a_row_too_far_up_is_out_of_reach),
		cmocka_unit_test(a_pause_shows_the_unfinished_row_once),
		cmocka_unit_test(a_pause_shows_whole_characters_and_nothing_old),
		cmocka_unit_test(after_a_gap_the_next_row_begins_anew),
		cmocka_unit_test(a_copy_of_the_state_goes_on_where_it_stood),
		cmocka_unit_test(the_state_is_small),
		cmocka_unit_test(garbage_gives_the_same_records_however_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

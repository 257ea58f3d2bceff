/* parse/matcher: which events a record holds, and what they read. */
#include "parse/matcher.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

/* Everything that was read, in short: "tool-less event name:key=…/counted" joined by blanks. */
struct harness {
	struct pattern_set *set;
	struct matcher *matcher;
	struct matcher_state *state;
	char heard[4096];
	char complaints[2048];
	struct record record; /* what the next line is like */
};

static void take_complaint(void *ctx, const char *complaint)
{
	struct harness *harness = ctx;
	size_t used = strlen(harness->complaints);

	snprintf(harness->complaints + used, sizeof(harness->complaints) - used, "%s\n", complaint);
}

static void add_file(struct harness *harness, const char *text, enum pattern_class class)
{
	char path[] = "/tmp/progwrap-test-XXXXXX.ini";
	int fd = mkstemps(path, 4);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	pattern_set_add(harness->set, path, class, take_complaint, harness);
	unlink(path);
	assert_string_equal(harness->complaints, "");
}

static struct harness *start(const char *tool_file, const char *user_file)
{
	struct harness *harness = calloc(1, sizeof(*harness));

	harness->set = pattern_set_new();
	if (tool_file)
		add_file(harness, tool_file, CLASS_TOOL);
	else
		pattern_set_add(
			harness->set, pattern_set_shipped_directory(), CLASS_TOOL, take_complaint, harness);
	if (user_file)
		add_file(harness, user_file, CLASS_USER);
	pattern_set_seal(harness->set);
	harness->matcher = matcher_new(harness->set);
	matcher_on_complaint(harness->matcher, take_complaint, harness);
	harness->state = malloc(sizeof(*harness->state));
	matcher_state_init(harness->state);
	harness->record = (struct record){ .stream = 1 };
	return harness;
}

static void stop(struct harness *harness)
{
	matcher_free(harness->matcher);
	pattern_set_free(harness->set);
	free(harness->state);
	free(harness);
}

static void hear(void *ctx, const struct reading *reading)
{
	struct harness *harness = ctx;
	char *end = harness->heard + strlen(harness->heard);
	size_t room = sizeof(harness->heard) - (size_t)(end - harness->heard);

	snprintf(end, room, "%s%s%s%.*s%s", *harness->heard ? " " : "", reading->event_name,
		reading->key.text ? ":" : "", (int)reading->key.length,
		reading->key.text ? reading->key.text : "",
		reading->counted < 0 ? ""
		: reading->fresh     ? "+"
				     : "=");
	if (reading->worker_name.text) {
		end += strlen(end);
		room = sizeof(harness->heard) - (size_t)(end - harness->heard);
		snprintf(end, room, "@%.*s", (int)reading->worker_name.length, reading->worker_name.text);
	}
}

static void say(struct harness *harness, const char *text)
{
	harness->record.text = span_of(text);
	matcher_feed(harness->matcher, harness->state, &harness->record, hear, harness);
}

#define assert_heard(harness, expected)                                                                      \
	do {                                                                                                 \
		assert_string_equal((harness)->heard, (expected));                                           \
		(harness)->heard[0] = '\0';                                                                  \
	} while (0)

#define TRIAL(n) "Trial " #n " finished with value: 0.5 and parameters: {'x': 1}."

static void the_higher_class_takes_its_stretch_then_the_leftmost(void **state)
{
	struct harness *harness = start("[late]\nregex = bb(?<key>\\d)\n[early]\nregex = a(?<key>b)\n"
					"[loose]\nregex = (?<key>\\d)x\n",
		"[mine]\nregex = x(?<key>yz)\n");

	say(harness, "abb1xyz"); /* mine takes xyz, then early takes ab, b1 is left */
	assert_heard(harness, "early:b mine:yz");
	say(harness, "bb2 ab 3x");
	assert_heard(harness, "late:2 early:b loose:3");
	stop(harness);
}

static void a_shipped_regex_is_compiled_when_its_literal_turns_up(void **state)
{
	struct harness *harness =
		start("[broken]\nregex = Trial (?<no_such>\\d+)\n[fold]\nregex = Fold (?<key>\\d+)\n", NULL);

	say(harness, "Fold 1");
	assert_heard(harness, "fold:1");
	assert_string_equal(harness->complaints, "");
	say(harness, "Trial 1 Fold 2");
	say(harness, "Trial 2 Fold 3");
	assert_heard(harness, "fold:2 fold:3");
	assert_non_null(strstr(harness->complaints, ".ini:2: [broken] there is no group name 'no_such'"));
	assert_null(strstr(strchr(harness->complaints, '\n') + 1, "broken")); /* told once */
	assert_int_equal(pattern_set_check_samples(harness->set, take_complaint, harness), 1);
	stop(harness);
}

static void what_stands_before_and_behind_is_matched_as_records_of_their_own(void **state)
{
	struct harness *harness =
		start("[round]\nregex = ^\\[(?<key>\\d+)\\]\n[bar]\nregex = ^#+ (?<key>\\d+)%\n", NULL);

	say(harness, "### 40%[7]\ttrain-rmse:0.5");
	assert_heard(harness, "bar:40 round:7");
	say(harness, "text [7]");
	assert_heard(harness, "");
	stop(harness);
}

static void glued_lines_of_parallel_fits_each_count(void **state)
{
	struct harness *harness = start(NULL, NULL);

	say(harness, "[CV] END ...C=1, kernel=rbf; total time=   0.0s[CV] END ...C=1, kernel=rbf; total "
		     "time=   0.0s");
	assert_heard(harness, "fit+ fit+");
	stop(harness);
}

static void the_echo_of_a_second_handler_counts_nothing(void **state)
{
	struct harness *harness = start(NULL, NULL);

	say(harness, "[I 2026-11-23 01:13:48,896] " TRIAL(1));
	harness->record.stream = 2;
	say(harness, "root - INFO - " TRIAL(1));
	say(harness, "root - INFO - " TRIAL(0));
	assert_heard(harness, "finished:1+ finished:1= finished:0+");
	stop(harness);
}

static void equal_lines_from_one_source_are_told_from_echoes_by_their_prefix(void **state)
{
	struct harness *harness = start(NULL, NULL);
	static const char line[] = "[CV] END ....C=1; total time=   0.0s";
	static const char echo[] = "2026-11-23 01:13:48 INFO: [CV] END ....C=1; total time=   0.0s";
	static const char later_echo[] = "2026-11-23 01:14:59 INFO: [CV] END ....C=1; total time=   0.0s";

	say(harness, line);
	say(harness, echo);
	say(harness, line);
	say(harness, later_echo);
	assert_heard(harness, "fit+ fit= fit+ fit=");
	stop(harness);
}

static void a_dict_goes_on_over_the_next_records(void **state)
{
	struct harness *harness = start(NULL, NULL);

	say(harness, "Trial 7 finished with value: 1.0 and parameters: {'w': [1,");
	assert_heard(harness, "");
	harness->record.stream = 2;
	say(harness, TRIAL(3)); /* another stream is not part of it */
	assert_heard(harness, "finished:3+");
	harness->record.stream = 1;
	say(harness, "  2], 's': ')'");
	say(harness, "}. Best is trial 7 with value: 1.0.");
	assert_heard(harness, "finished:7+");
	stop(harness);
}

static void a_dict_that_never_closes_holds_nothing_back(void **state)
{
	struct harness *harness = start(NULL, NULL);

	say(harness, "Trial 7 finished with value: 1.0 and parameters: {'w': [1,");
	for (int i = 0; i < JOIN_RECORDS - 1; i++)
		say(harness, "more");
	assert_heard(harness, "");
	say(harness, TRIAL(8));
	assert_heard(harness, "finished:8+");
	say(harness, "Trial 9 finished with value: 1.0 and parameters: {'w': [1,");
	matcher_end(harness->matcher, harness->state, 0, hear, harness);
	assert_heard(harness, "");
	stop(harness);
}

static void an_event_behind_a_dict_that_never_closes_is_told_at_once(void **state)
{
	struct harness *harness = start(NULL, NULL);

	say(harness, "Trial 7 finished with value: 1.0 and parameters: {'w': [1,");
	say(harness, "a line");
	say(harness, TRIAL(8));
	assert_heard(harness, "finished:8+");
	say(harness, "[CV] END C=1, k=f('");
	say(harness, TRIAL(9));
	assert_heard(harness, "finished:9+");
	say(harness, "Trial 10 finished with value: 1.0 and parameters: {'w': [[1,");
	say(harness, "Trial 11 finished with value: 1.0 and parameters: {'w': [[1,");
	say(harness, "  2], [3, 4]]}.");
	assert_heard(harness, "finished:11+");
	stop(harness);
}

static void a_dict_inside_a_dict_begins_nothing(void **state)
{
	struct harness *harness =
		start("[tool]\nlevel = search\n[params]\nregex = ^(?<params>{dict})$\n", NULL);

	say(harness, "{'w': 1, 'x':");
	say(harness, "[1, 2]");
	say(harness, "}");
	assert_heard(harness, "params");
	stop(harness);
}

static void trials_of_workers_add_up_and_a_number_may_be_the_tools_own(void **state)
{
	struct harness *harness =
		start("[tool]\nlevel = search\n[trial]\nregex = trial (?<key>\\d+) done\ncount = key\n"
		      "[own]\nregex = ^(?<key>\\d+): loss\n",
			NULL);

	say(harness, "0: trial 5 done");
	say(harness, "1: trial 5 done");
	say(harness, "1: trial 5 done");
	say(harness, "4: loss 0.5");
	assert_heard(harness, "trial:5+@0 trial:5+@1 trial:5=@1 own:4");
	stop(harness);
}

static void what_was_held_to_the_end_is_still_its_workers(void **state)
{
	struct harness *harness =
		start("[tool]\nlevel = search\n[trial]\nregex = trial (?<key>\\d+)\ncount = key\n"
		      "[done]\nregex = done (?<params>{dict})\n",
			NULL);

	say(harness, "[rank1]: trial 5 done {'x': [1,");
	assert_heard(harness, "");
	say(harness, "[rank2]: trial 5");
	assert_heard(harness, "trial:5+@rank2");
	matcher_end(harness->matcher, harness->state, 1, hear, harness);
	assert_heard(harness, "trial:5+@rank1");
	stop(harness);
}

static void a_tools_own_line_is_known_behind_a_loggers_prefix(void **state)
{
	struct harness *harness = start("[tool]\nlevel = search\n[fit]\nregex = ^fit over$\ncount = each\n"
					"[table]\nregex = ^  (?<key>\\d+) rows$\ncount = key\n",
		NULL);

	say(harness, "2026-11-23 01:13:48,123 - train - INFO - fit over");
	say(harness, "fit over");
	say(harness, "2026-11-23 01:13:49,123 - train - INFO - fit over");
	assert_heard(harness, "fit+ fit= fit+");
	say(harness, "trainer-1  | 2026-11-23T01:13:49Z   7 rows");
	assert_heard(harness, "table:7+@trainer-1");
	stop(harness);
}

static void a_number_that_only_a_generic_event_takes_for_a_prefix_is_a_workers(void **state)
{
	struct harness *harness = start(NULL, NULL);

	say(harness, "3: Epoch 1/10");
	assert_heard(harness, "epoch@3");
	stop(harness);
}

static void an_event_sleeps_until_what_it_needs_was_seen(void **state)
{
	struct harness *harness = start("[head]\nregex = ^epoch  loss\n"
					"[row]\nregex = ^(?<key>\\d+)  [\\d.]+$\nneeds = head\nwithin = 2\n",
		NULL);

	say(harness, "1  0.5");
	assert_heard(harness, "");
	say(harness, "epoch  loss");
	say(harness, "1  0.5");
	say(harness, "a line between");
	say(harness, "2  0.4"); /* its own match keeps it awake */
	assert_heard(harness, "head row:1 row:2");
	say(harness, "one");
	say(harness, "two");
	say(harness, "3  0.3");
	assert_heard(harness, "");
	stop(harness);
}

static void an_event_that_speaks_once_sleeps_until_what_it_needs_comes_anew(void **state)
{
	struct harness *harness =
		start("[head]\nregex = ^failed:\n"
		      "[why]\nregex = ^(?<key>\\d+) .*\nneeds = head\nwithin = 3\nonce = yes\n",
			NULL);

	say(harness, "failed:");
	say(harness, "1 no candles");
	say(harness, "2 shutting down");
	assert_heard(harness, "head why:1");
	say(harness, "failed:");
	say(harness, "3 no memory");
	assert_heard(harness, "head why:3");
	stop(harness);
}

static void records_of_the_other_stream_are_not_counted(void **state)
{
	struct harness *harness = start("[head]\nregex = ^epoch  loss\n"
					"[row]\nregex = ^(?<key>\\d+)  [\\d.]+$\nneeds = head\nwithin = 1\n"
					"[bar]\nregex = ^bar (?<key>\\d+)\nneeds = head\n",
		NULL);

	harness->record.stream = 2;
	say(harness, "epoch  loss");
	harness->record.stream = 1;
	say(harness, "printed meanwhile");
	say(harness, "7  0.5"); /* the head was not in this stream */
	assert_heard(harness, "head");
	say(harness, "bar 3"); /* without a limit it may stand anywhere */
	harness->record.stream = 2;
	say(harness, "1  0.5");
	assert_heard(harness, "bar:3 row:1");
	stop(harness);
}

static void an_ignored_event_takes_its_text_and_says_nothing(void **state)
{
	struct harness *harness = start(
		"[date]\nregex = \\d+/\\d+/\\d+\nignore = yes\n[pair]\nregex = (?<key>\\d+)/\\d+\n", NULL);

	say(harness, "2026/11/23 4/9");
	assert_heard(harness, "pair:4");
	stop(harness);
}

static void a_bar_behind_a_counter_keeps_quiet_with_it_while_output_pauses(void **state)
{
	struct harness *harness = start(NULL, NULL);

	harness->record.paused = true;
	say(harness, "Fold 2/4:  10%|#         | 1/10 [00:01<00:02, 3.00it/s]");
	assert_heard(harness, "");
	harness->record.paused = false;
	say(harness, "Fold 2/4:  10%|#         | 1/10 [00:01<00:02, 3.00it/s]");
	assert_heard(harness, "around bar");
	stop(harness);
}

static void a_pause_moves_only_bars_whose_numbers_are_whole(void **state)
{
	struct harness *harness = start(NULL, NULL);

	harness->record.paused = true;
	say(harness, TRIAL(1));
	say(harness, "Episode 1/2 · Candle 7,300/10");
	assert_heard(harness, "");
	say(harness, " 16%|█▌        | 4/25 [00:00<00:00, 32.40it/s]");
	assert_heard(harness, "bar");
	harness->record.paused = false;
	say(harness, TRIAL(1));
	assert_heard(harness, "finished:1+");
	stop(harness);
}

static void a_copy_of_the_state_goes_on_where_it_was(void **state)
{
	struct harness *first = start(NULL, NULL), *second = start(NULL, NULL);

	say(first, TRIAL(1));
	say(first, "Trial 2 finished with value: 1.0 and parameters: {'w': [1,");
	memcpy(second->state, first->state, sizeof(*first->state));
	say(second, "2]}. ");
	say(second, TRIAL(1));
	assert_heard(second, "finished:2+ finished:1=");
	assert_true(sizeof(struct matcher_state) <= 96 << 10);
	stop(first);
	stop(second);
}

static void a_regex_that_takes_too_long_is_switched_off_and_told(void **state)
{
	struct harness *harness =
		start("[slow]\nregex = (?:a|ab)*(?<key>\\d)\n[good]\nregex = good (?<key>\\d+)\n", NULL);
	char *line = malloc(6001);

	for (int i = 0; i < 6000; i++)
		line[i] = i % 2 ? 'b' : 'a';
	line[6000] = '\0';
	for (int i = 0; i < 20 && !strstr(harness->complaints, "switched off"); i++)
		say(harness, line);
	assert_non_null(
		strstr(harness->complaints, "[slow] takes too long on this output and is switched off"));
	say(harness, "good 1");
	assert_heard(harness, "good:1");
	free(line);
	stop(harness);
}

static void a_match_that_hits_a_limit_is_no_silent_miss(void **state)
{
	struct harness *harness = start("[nested]\nregex = ^(?<key>a+)+\\W?$\n", NULL);

	say(harness, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab");
	assert_heard(harness, "");
	assert_non_null(strstr(harness->complaints, "[nested] gave up on a line: match limit exceeded"));
	stop(harness);
}

static void a_deep_match_outgrows_the_jit_stack_and_still_matches(void **state)
{
	struct harness *harness = start("[deep]\nregex = ^(?:_|X)+(?<key>!)\n", NULL);
	char *line = malloc(8002);

	memset(line, '_', 8000);
	memcpy(line + 8000, "!", 2);
	say(harness, line);
	assert_heard(harness, "deep:!");
	free(line);
	stop(harness);
}

static void bytes_that_are_no_text_do_no_harm(void **state)
{
	struct harness *harness = start(NULL, NULL);

	say(harness, "\xff\xfe\x80 Trial 3 pruned. \xc3");
	assert_heard(harness, "ended:3+");
	stop(harness);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_higher_class_takes_its_stretch_then_the_leftmost),
		cmocka_unit_test(a_shipped_regex_is_compiled_when_its_literal_turns_up),
		cmocka_unit_test(what_stands_before_and_behind_is_matched_as_records_of_their_own),
		cmocka_unit_test(glued_lines_of_parallel_fits_each_count),
		cmocka_unit_test(the_echo_of_a_second_handler_counts_nothing),
		cmocka_unit_test(equal_lines_from_one_source_are_told_from_echoes_by_their_prefix),
		cmocka_unit_test(a_dict_goes_on_over_the_next_records),
		cmocka_unit_test(a_dict_that_never_closes_holds_nothing_back),
		cmocka_unit_test(an_event_behind_a_dict_that_never_closes_is_told_at_once),
		cmocka_unit_test(a_dict_inside_a_dict_begins_nothing),
		cmocka_unit_test(trials_of_workers_add_up_and_a_number_may_be_the_tools_own),
		cmocka_unit_test(what_was_held_to_the_end_is_still_its_workers),
		cmocka_unit_test(a_tools_own_line_is_known_behind_a_loggers_prefix),
		cmocka_unit_test(a_number_that_only_a_generic_event_takes_for_a_prefix_is_a_workers),
		cmocka_unit_test(an_event_sleeps_until_what_it_needs_was_seen),
		cmocka_unit_test(an_event_that_speaks_once_sleeps_until_what_it_needs_comes_anew),
		cmocka_unit_test(records_of_the_other_stream_are_not_counted),
		cmocka_unit_test(an_ignored_event_takes_its_text_and_says_nothing),
		cmocka_unit_test(a_bar_behind_a_counter_keeps_quiet_with_it_while_output_pauses),
		cmocka_unit_test(a_pause_moves_only_bars_whose_numbers_are_whole),
		cmocka_unit_test(a_copy_of_the_state_goes_on_where_it_was),
		cmocka_unit_test(a_regex_that_takes_too_long_is_switched_off_and_told),
		cmocka_unit_test(a_match_that_hits_a_limit_is_no_silent_miss),
		cmocka_unit_test(a_deep_match_outgrows_the_jit_stack_and_still_matches),
		cmocka_unit_test(bytes_that_are_no_text_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

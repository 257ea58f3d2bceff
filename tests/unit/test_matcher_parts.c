/* What the matcher is made of: the search for literals, worker tags, metrics. */
#include "parse/literal_search.h"
#include "parse/needle.h"
#include "parse/log_prefix.h"
#include "parse/metrics.h"
#include "parse/worker_tag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void worker_tags_come_off_first(void **state)
{
	static const struct {
		const char *line, *name, *rest;
	} tags[] = {
		{ "[rank3]: x", "rank3", "x" },
		{ "[rank: 3] x", "rank: 3", "x" },
		{ "[default0]:x", "default0", "x" },
		{ "[trainer0|8]:x", "trainer0|8", "x" },
		{ "[1,3]<stdout>:x", "1,3", "x" },
		{ "[1,mpirank:0,algo-1]<stdout>:x", "1,mpirank:0,algo-1", "x" },
		{ "[1,3]<stderr>:  x", "1,3", " x" },
		{ "(pid=123) x", "pid=123", "x" },
		{ "(train_fn pid=12, ip=10.0.0.1) x", "train_fn pid=12, ip=10.0.0.1", "x" },
		{ "  12: x", "12", "x" },
		{ "trainer-1  | x", "trainer-1", "x" },
		{ "trainer_1         |  x", "trainer_1", " x" },
		{ "trainer  | x", "trainer", "x" },
		{ "train.1 | x", "train.1", "x" },
		{ "01:13:48 train.1   | x", "train.1", "x" },
		{ "[pod/trainer-0/main] x", "pod/trainer-0/main", "x" },
		{ "worker-1: x", "worker-1", "x" },
		{ "node03: x", "node03", "x" },
		{ "trainer | x", NULL, NULL },
		{ "trainer-1 x | y", NULL, NULL },
		{ "01:13:48 x", NULL, NULL },
		{ "worker: x", NULL, NULL },
		{ "12: 5", "12", "5" },
		{ "12:x", NULL, NULL },
		{ "[7]\tx", NULL, NULL },
		{ "[1,2] x", NULL, NULL },
		{ "(see pid) x", NULL, NULL },
		{ "[CV 1/2] END", NULL, NULL },
		{ "123456: x", NULL, NULL },
	};

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		struct worker_tag tag = worker_tag_find(span_of(tags[i].line));

		if (!tags[i].name) {
			assert_null(tag.name.text);
			continue;
		}
		if (!span_is(tag.name, tags[i].name) || strcmp(tags[i].line + tag.length, tags[i].rest))
			fail_msg("'%s': '%.*s', %zu", tags[i].line, (int)tag.name.length, tag.name.text,
				tag.length);
	}
}

static void what_a_logger_puts_before_a_line_is_found(void **state)
{
	static const struct {
		const char *line, *texts; /* what may be the text, parted by `~` */
	} cases[] = {
		{ "2026-11-23 01:13:48,123 - INFO - x", "INFO - x~x" },
		{ "2026-11-23 01:13:48,123 - train.loop - INFO - x", "train.loop - INFO - x~x" },
		{ "2026-11-23 01:13:48 INFO train: x", "INFO train: x~train: x~x" },
		{ "2026-11-23T01:13:48.896543210Z x", "x" },
		{ "[2026-11-23 01:13:48 +0100] [4711] [INFO] x", "[4711] [INFO] x~x" },
		{ "[2026-11-23 01:13:48] x", "x" },
		{ "Nov 23 01:13:48 x", "x" },
		{ "Nov 23 01:13:48 host python3[4711]: x", "host python3[4711]: x~x" },
		{ "Nov 23 01:13:48 a b: x", "a b: x" },
		{ "01:13:48 x", "x" },
		{ "01:13:48   x", "  x~x" },
		{ "2026-11-23 01:13:48.123 | INFO     | __main__:train:42 - x",
			"INFO     | __main__:train:42 - x~__main__:train:42 - x~x" },
		{ "I0123 01:13:48.123456 140735 train.py:42] x", "x" },
		{ "I0123 01:13:48.123456    42 train.py:42] x", "x" },
		{ "I0123 x", "" },
		{ "I01:13 ] x", "" },
		{ "INFO:root:x", "root:x~x" },
		{ "[INFO] x", "x" },
		{ "INFO  [train.py:42] x", " [train.py:42] x~[train.py:42] x~x" },
		{ "train - INFO - x: y", "x: y~y" },
		{ "Epoch 1/3", "" },
		{ "INFORMATION x", "" },
		{ "1:13:48 x", "" },
		{ "01:13:48", "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t ends[LOG_PREFIX_ENDS_MAX];
		unsigned count = log_prefix_find(span_of(cases[i].line), ends);
		char texts[200] = "";

		for (unsigned j = 0; j < count; j++)
			snprintf(texts + strlen(texts), sizeof(texts) - strlen(texts), "%s%s", j ? "~" : "",
				cases[i].line + ends[j]);
		assert_string_equal(texts, cases[i].texts);
	}
}

static void a_text_is_folded_whatever_its_length(void **state)
{
	struct folded folded = { 0 };
	char text[256];

	for (unsigned i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 7);
	for (size_t length = 0; length <= sizeof(text); length++) {
		folded_take(&folded, (struct span){ text + sizeof(text) - length, length });
		assert_int_equal(folded.length, length);
		for (size_t i = 0; i < length; i++)
			assert_int_equal(folded.bytes[i], folded_byte(text[sizeof(text) - length + i]));
		for (size_t i = 0; i < FOLDED_PADDING; i++)
			assert_int_equal(folded.bytes[length + i], '\0');
	}
	folded_release(&folded);
}

static void of_many_texts_a_part_each_is_looked_for(void **state)
{
	static const char *const texts[] = { "epoch", "trial", "fold", "seed", "window", "round" };
	struct folded folded = { 0 };
	struct text_set set = { 0 };
	struct needles needles;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		text_set_add(&set, texts[i], (unsigned)strlen(texts[i]));
	needles = needles_of(&set);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		folded_take(&folded, span_of(texts[i]));
		assert_true(needles_stand_in(&needles, &folded));
	}
	folded_take(&folded, span_of("12:30"));
	assert_false(needles_stand_in(&needles, &folded));
	needles_release(&needles);
	folded_release(&folded);
}

static void search_in(const struct literal_search *search, struct span text, struct owner_set *owners)
{
	struct folded folded = { 0 };

	folded_take(&folded, text);
	literal_search_run(search, &folded, owners);
	folded_release(&folded);
}

static void the_search_finds_each_literal_at_every_place(void **state)
{
	static const char *const literals[] = { "%|", "trial ", "ab", "abc", "z", "it/s]", "qwertyu",
		"a literal of six" };
	struct literal_search *search = literal_search_new();
	struct owner_set owners;
	char text[64];

	for (unsigned i = 0; i < 8; i++)
		literal_search_add(search, span_of(literals[i]), i * 70);
	literal_search_add_always(search, 500);
	literal_search_build(search);
	for (unsigned i = 0; i < 8; i++)
		for (size_t at = 0; at < 20; at++)
			for (size_t behind = 0; behind < 6; behind++) {
				memset(text, '.', sizeof(text));
				memcpy(text + at, literals[i], strlen(literals[i]));
				search_in(search, (struct span){ text, at + strlen(literals[i]) + behind },
					&owners);
				for (unsigned j = 0; j < 8; j++) {
					bool wanted = j == i || (i == 3 && j == 2);

					assert_int_equal(
						owners.words[j * 70 / 64] >> j * 70 % 64 & 1, wanted);
				}
				assert_true(owners.words[500 / 64] >> 500 % 64 & 1);
			}
	literal_search_free(search);
}

static void a_literal_stands_for_letters_in_either_case_and_a_nul_for_any_digit(void **state)
{
	static const struct {
		const char *text;
		bool epoch, of_ten, number;
	} cases[] = {
		{ "EPOCH 3/10", true, true, true },
		{ "1/10 Epoch", true, true, true },
		{ "epoch x/9", true, false, false },
		{ "epo ch 1/9", false, false, true },
	};
	struct literal_search *search = literal_search_new();
	struct owner_set owners;

	literal_search_add(search, span_of("epoch"), 3);
	literal_search_add(search, span_of("1/10"), 4);
	literal_search_add(search, (struct span){ "\0/\0", 3 }, 5);
	literal_search_build(search);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		search_in(search, span_of(cases[i].text), &owners);
		if (owner_set_has(&owners, 3) != cases[i].epoch ||
			owner_set_has(&owners, 4) != cases[i].of_ten ||
			owner_set_has(&owners, 5) != cases[i].number)
			fail_msg("'%s'", cases[i].text);
	}
	literal_search_free(search);
}

static void more_literals_than_there_is_room_for_keep_nobody_out(void **state)
{
	struct literal_search *search = literal_search_new();
	struct owner_set owners;
	char literal[16];

	for (unsigned i = 0; i < 40000; i++) {
		snprintf(literal, sizeof(literal), "literal %u", i % 32000);
		literal_search_add(search, span_of(literal), 1 + i / 20000);
	}
	literal_search_add(search, span_of("third"), 3);
	literal_search_build(search);
	search_in(search, span_of("literal 19999"), &owners);
	assert_true(owner_set_has(&owners, 1) && owner_set_has(&owners, 2) && owner_set_has(&owners, 3));
	search_in(search, span_of("nothing"), &owners);
	assert_true(!owner_set_has(&owners, 1) && owner_set_has(&owners, 2) && owner_set_has(&owners, 3));
	literal_search_free(search);
}

static void metrics_are_split_however_they_are_written(void **state)
{
	static const struct {
		const char *text, *metrics;
	} cases[] = {
		{ "loss: 0.5428 - acc: 0.9688", "loss=0.5428 acc=0.9688" },
		{ "train-rmse:0.61162+0.00181\ttest-rmse:0.6175+0.001",
			"train-rmse=0.61162 test-rmse=0.6175" },
		{ "acc=0.987, loss=0.0133", "acc=0.987 loss=0.0133" },
		{ "{'loss': 0.5133, 'lr': 3.1e-05, 'epoch': 0.06}", "loss=0.5133 lr=3.1e-05 epoch=0.06" },
		{ "loss 0.43 | ppl 3.2", "loss=0.43 ppl=3.2" },
		{ "lm loss: 3.2E+00 | grad norm: nan |", "lm loss=3.2 grad norm=nan" },
		{ "loss=-inf acc=97.5%", "loss=-inf acc=97.5" },
		{ "accuracy: (train=0.97, test=0.95) f1: (train=1, test=2)",
			"accuracy.train=0.97 accuracy.test=0.95 f1.train=1 f1.test=2" },
		{ "[0.58, 1.0]", "value_0=0.58 value_1=1" },
		{ "mode=fast, top5=0.9", "top5=0.9" },
		{ "Time  0.310 ( 0.421)\tLoss 6.9 (6.95)", "Time=0.31 Loss=6.9" },
		{ "cv_agg's auc: 0.95 + 0.01\tcv_agg's l2: 0.5 + 0.02", "cv_agg's auc=0.95 cv_agg's l2=0.5" },
		{ "{\"loss\": \"17.556\", \"ppl\": \"3.9e+07\"}", "loss=17.556 ppl=3.9e+07" },
		{ "", "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct reading reading = reading_none();
		struct metric_names names = { .used = 0 };
		char found[256] = "";

		metrics_split(span_of(cases[i].text), &names, &reading);
		for (unsigned j = 0; j < reading.metric_count; j++) {
			size_t used = strlen(found);

			snprintf(found + used, sizeof(found) - used, "%s%.*s=%g", j ? " " : "",
				(int)reading.metrics[j].name.length, reading.metrics[j].name.text,
				reading.metrics[j].value);
		}
		if (strcmp(found, cases[i].metrics))
			fail_msg("%s: '%s'", cases[i].text, found);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(worker_tags_come_off_first),
		cmocka_unit_test(what_a_logger_puts_before_a_line_is_found),
		cmocka_unit_test(a_text_is_folded_whatever_its_length),
		cmocka_unit_test(of_many_texts_a_part_each_is_looked_for),
		cmocka_unit_test(the_search_finds_each_literal_at_every_place),
		cmocka_unit_test(a_literal_stands_for_letters_in_either_case_and_a_nul_for_any_digit),
		cmocka_unit_test(more_literals_than_there_is_room_for_keep_nobody_out),
		cmocka_unit_test(metrics_are_split_however_they_are_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

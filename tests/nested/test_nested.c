/* Recorded output of nested programs that told their true fraction in an escape which the screen drops
 * (tests/nested/programs/truth.py). Replayed at many cuts, with and without pauses: what is shown is never
 * ahead of the truth, never falls on one basis, is null where no total can be known, and is near the truth
 * where the totals are known. `test_nested NAME` prints truth and percentage of one log, side by side. */
#include "record/pipeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define MARK "\033]7777;"
#define MARKS_MAX 1024
#define LOG_BYTES_MAX (64u << 10)
#define ROUNDING 0.01
#define BETWEEN_MARKS_NS 20000000u

enum shows {
	SHOWS_PERCENTAGE, /* from `useful_from` on, at most `lag` points behind the truth */
	SHOWS_NOTHING,	  /* nobody can know how much there will be: null until the very end */
	SHOWS_LATE,	  /* until `useful_from` it looks like another program, then as the first */
	SHOWS_MISTAKEN,	  /* until `useful_from` it looks like another program, then null */
};

static struct nested_case {
	const char *log;
	enum shows shows;
	double useful_from; /* of the truth, 0..1 */
	double lag;	    /* percentage points */
	const char *option; /* of the command line, NULL: none */
} cases[] = {
	{ "bar_over_epochs", SHOWS_PERCENTAGE, 0.3, 1, NULL },
	{ "bars_in_a_row", SHOWS_MISTAKEN, 0.26, 0, NULL },
	{ "bracketed_loop", SHOWS_PERCENTAGE, 0.03, 3, NULL },
	{ "candles_nested", SHOWS_PERCENTAGE, 0.01, 1, NULL },
	{ "carriage_counts", SHOWS_PERCENTAGE, 0.02, 2, NULL },
	{ "cross_val_models", SHOWS_PERCENTAGE, 0.25, 25, NULL },
	{ "download_train", SHOWS_PERCENTAGE, 0.17, 1, NULL },
	{ "epoch_percent", SHOWS_PERCENTAGE, 0.09, 9, NULL },
	{ "epochs_early_stop", SHOWS_PERCENTAGE, 0.04, 1, NULL },
	{ "epochs_from_zero", SHOWS_PERCENTAGE, 0.1, 5, NULL },
	{ "epochs_logged", SHOWS_MISTAKEN, 0.23, 0, NULL },
	{ "epochs_then_test", SHOWS_PERCENTAGE, 0.2, 2, NULL },
	{ "epochs_unnamed", SHOWS_PERCENTAGE, 0.2, 1, NULL },
	{ "epochs_validation", SHOWS_PERCENTAGE, 0.17, 1, NULL },
	{ "federated", SHOWS_PERCENTAGE, 0.34, 30, NULL },
	{ "files_and_bars", SHOWS_PERCENTAGE, 0.125, 2, NULL },
	{ "fold_bars", SHOWS_PERCENTAGE, 0.27, 9, NULL },
	{ "fold_epoch_bars", SHOWS_PERCENTAGE, 0.36, 2, NULL },
	{ "fold_epochs", SHOWS_PERCENTAGE, 0.2, 3, NULL },
	{ "folds_counted", SHOWS_NOTHING, 0, 0, NULL },
	{ "folds_silent", SHOWS_MISTAKEN, 0.26, 0, NULL },
	{ "generations", SHOWS_PERCENTAGE, 0.17, 2, NULL },
	{ "grid_equal", SHOWS_LATE, 0.085, 9, NULL },
	{ "grid_parallel", SHOWS_PERCENTAGE, 0.05, 2, NULL },
	{ "grid_parallel_epochs", SHOWS_PERCENTAGE, 0.2, 17, NULL },
	/* only the header is printed, and a fit may hold several trainings: nobody tells that one is over */
	{ "grid_xgboost_v1", SHOWS_PERCENTAGE, 0.0, 100, NULL },
	{ "grid_xgboost_v3", SHOWS_PERCENTAGE, 0.09, 8.4, NULL },
	{ "growing_inner", SHOWS_PERCENTAGE, 0.3, 17, NULL },
	{ "halving", SHOWS_PERCENTAGE, 0.5, 3, NULL },
	{ "hf_like", SHOWS_PERCENTAGE, 0.02, 2, NULL },
	{ "hyperopt_like", SHOWS_PERCENTAGE, 0.21, 17, NULL },
	{ "iterations_of_epochs", SHOWS_PERCENTAGE, 0.25, 25, NULL },
	{ "keras_folds", SHOWS_PERCENTAGE, 0.25, 3, NULL },
	{ "keras_like", SHOWS_PERCENTAGE, 0.25, 1, "--n-trials=4" },
	{ "keras_resumed", SHOWS_PERCENTAGE, 0.43, 1, NULL },
	{ "lightning_1x_like", SHOWS_NOTHING, 0, 0, NULL },
	{ "lightning_1x_like", SHOWS_PERCENTAGE, 0.03, 5, "--max_epochs=5" },
	{ "lightning_like", SHOWS_PERCENTAGE, 0.03, 5.5, NULL },
	{ "logs_and_bars", SHOWS_PERCENTAGE, 0.2, 16, NULL },
	{ "optuna_bar_tqdm", SHOWS_PERCENTAGE, 0.25, 1, NULL },
	{ "optuna_bar_tqdm_pipe", SHOWS_PERCENTAGE, 0.25, 1, NULL },
	{ "optuna_boosting", SHOWS_PERCENTAGE, 0.2, 20, "--n-trials=5" },
	{ "optuna_catboost_like", SHOWS_PERCENTAGE, 0.2, 20, "--n-trials=5" },
	{ "optuna_crash", SHOWS_PERCENTAGE, 0.2, 1, NULL },
	{ "optuna_cv_epochs", SHOWS_PERCENTAGE, 0.17, 1, "--n-trials=6" },
	{ "optuna_episodes", SHOWS_PERCENTAGE, 0.2, 1, "--n-trials=5" },
	{ "optuna_epochs_tqdm", SHOWS_PERCENTAGE, 0.2, 1, "--n-trials=5" },
	{ "optuna_epochs_tqdm_pipe", SHOWS_PERCENTAGE, 0.2, 1, "--n_trials 5" },
	{ "optuna_equal", SHOWS_NOTHING, 0, 0, NULL },
	{ "optuna_folds", SHOWS_PERCENTAGE, 0.25, 1, "--n-trials=4" },
	{ "optuna_grid_v1", SHOWS_PERCENTAGE, 0.17, 17, "--n-trials=6" },
	{ "optuna_grid_v3", SHOWS_PERCENTAGE, 0.17, 1, "--n-trials=6" },
	{ "optuna_jobs", SHOWS_PERCENTAGE, 0.3, 22, "--n-trials=12" },
	{ "optuna_jobs_bar", SHOWS_PERCENTAGE, 0.1, 6, NULL },
	{ "optuna_jobs_tqdm", SHOWS_PERCENTAGE, 0.3, 35, "--n-trials=9" },
	{ "optuna_keras_jobs", SHOWS_PERCENTAGE, 0.2, 20, "--n-trials=12" },
	{ "optuna_printed_trials", SHOWS_NOTHING, 0, 0, NULL },
	{ "optuna_pruned_epochs", SHOWS_PERCENTAGE, 0.09, 2, "--n-trials=12" },
	{ "optuna_resumed", SHOWS_PERCENTAGE, 0.1, 1, "--n-trials=10" },
	{ "optuna_timeout", SHOWS_PERCENTAGE, 0.1, 6, NULL },
	{ "optuna_two_studies", SHOWS_NOTHING, 0, 0, NULL },
	{ "optuna_xgboost", SHOWS_PERCENTAGE, 0.13, 13, "--n-trials=8" },
	{ "phases_numbered", SHOWS_NOTHING, 0, 0, NULL },
	{ "pools", SHOWS_PERCENTAGE, 0.0, 3, NULL },
	{ "pools_epochs", SHOWS_PERCENTAGE, 0.26, 3, NULL },
	{ "process_map", SHOWS_PERCENTAGE, 0.34, 25, NULL },
	{ "ranks", SHOWS_PERCENTAGE, 0.17, 17, NULL },
	{ "repeated_folds", SHOWS_PERCENTAGE, 0.5, 1, NULL },
	{ "resumed_bars", SHOWS_PERCENTAGE, 0.52, 2, NULL },
	{ "rich_epoch_alone", SHOWS_NOTHING, 0, 0, NULL },
	{ "rich_epochs", SHOWS_PERCENTAGE, 0.25, 20, NULL },
	{ "rich_nested", SHOWS_PERCENTAGE, 0.5, 20, NULL },
	{ "search_then_final", SHOWS_LATE, 0.7, 61, "--n-trials=5" },
	{ "seeds_epochs", SHOWS_PERCENTAGE, 0.34, 1, NULL },
	{ "seeds_epochs_pipe", SHOWS_PERCENTAGE, 0.34, 1, NULL },
	{ "seeds_headed", SHOWS_PERCENTAGE, 0.2, 1, NULL },
	{ "seeds_headed_bars", SHOWS_PERCENTAGE, 0.25, 3, NULL },
	{ "sklearn_mlp", SHOWS_NOTHING, 0, 0, NULL },
	{ "stages_numbered", SHOWS_NOTHING, 0, 0, NULL },
	{ "stages_steps", SHOWS_NOTHING, 0, 0, NULL },
	{ "steps_logged", SHOWS_PERCENTAGE, 0.04, 5, NULL },
	{ "studies_by_symbol", SHOWS_PERCENTAGE, 0.25, 1, "--n-trials=6" },
	{ "three_bars", SHOWS_PERCENTAGE, 0.34, 1, NULL },
	{ "three_reset", SHOWS_PERCENTAGE, 0.34, 3, NULL },
	{ "torch_loop", SHOWS_NOTHING, 0, 0, NULL },
	{ "torch_loop", SHOWS_PERCENTAGE, 0.1, 10, "--epochs=4" },
	{ "tqdm_epoch_no_total", SHOWS_NOTHING, 0, 0, NULL },
	{ "tqdm_epoch_numbers", SHOWS_PERCENTAGE, 0.01, 1, NULL },
	{ "tqdm_equal", SHOWS_PERCENTAGE, 0.4, 5, NULL },
	{ "tqdm_generator", SHOWS_NOTHING, 0, 0, NULL },
	{ "tqdm_growing_total", SHOWS_PERCENTAGE, 0.1, 26, NULL },
	{ "tqdm_home_made", SHOWS_MISTAKEN, 0.21, 0, NULL },
	{ "tqdm_inner_gone", SHOWS_PERCENTAGE, 0.25, 1, NULL },
	{ "tqdm_inner_gone_pipe", SHOWS_PERCENTAGE, 0.25, 1, NULL },
	{ "tqdm_inner_leave", SHOWS_PERCENTAGE, 0.25, 1, NULL },
	{ "tqdm_inner_position", SHOWS_PERCENTAGE, 0.25, 1, NULL },
	{ "tqdm_inner_unnamed", SHOWS_PERCENTAGE, 0.25, 1, NULL },
	{ "tqdm_narrow", SHOWS_PERCENTAGE, 0.34, 1, NULL },
	{ "tqdm_renamed", SHOWS_PERCENTAGE, 0.02, 8, NULL },
	{ "tqdm_restarts", SHOWS_PERCENTAGE, 0.34, 2, NULL },
	{ "tqdm_sparse", SHOWS_PERCENTAGE, 0.25, 9, NULL },
	{ "tqdm_unknown_total", SHOWS_PERCENTAGE, 0.2, 20, NULL },
	{ "two_searches", SHOWS_MISTAKEN, 0.38, 0, NULL },
	{ "validation_sometimes", SHOWS_PERCENTAGE, 0.13, 5, NULL },
	{ "windows", SHOWS_PERCENTAGE, 0.2, 1, NULL },
	{ "windows_headed", SHOWS_NOTHING, 0, 0, NULL },
	{ "write_in_loops", SHOWS_PERCENTAGE, 0.2, 20, NULL },
};

#define CASES (sizeof(cases) / sizeof(cases[0]))

static struct pattern_set *patterns;

static void tell(void *ctx, const char *complaint)
{
	print_error("%s\n", complaint);
}

/* --- a log, and where it tells the truth --- */

struct log {
	char bytes[LOG_BYTES_MAX];
	size_t length;
	size_t marks[MARKS_MAX]; /* offsets */
	double truths[MARKS_MAX];
	unsigned mark_count;
};

static void find_marks(struct log *log)
{
	char *at = log->bytes;

	while ((at = memmem(at, log->bytes + log->length - at, MARK, strlen(MARK)))) {
		assert_true(log->mark_count < MARKS_MAX);
		log->marks[log->mark_count] = at - log->bytes;
		at += strlen(MARK);
		log->truths[log->mark_count++] = strtod(at, NULL);
	}
	assert_true(log->mark_count > 1);
}

static void read_log(const char *name, struct log *log)
{
	const char *folder = getenv("srcdir");
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/tests/nested/logs/%s.log", folder ? folder : ".", name);
	file = fopen(path, "re");
	if (!file)
		fail_msg("cannot open %s", path);
	memset(log, 0, sizeof(*log));
	log->length = fread(log->bytes, 1, sizeof(log->bytes) - 1, file);
	assert_true(feof(file));
	fclose(file);
	find_marks(log);
}

/* --- one replay of it --- */

struct run {
	const struct nested_case *nested;
	const struct log *log;
	struct pipeline pipeline;
	struct pipeline_state state;
	struct snapshot snapshot;
	uint64_t now_ns;
	size_t chunk_bytes;
	bool pauses;  /* output stands still at each mark, so that unfinished rows are looked at */
	bool streams; /* what holds a carriage return came from stderr, the rest from stdout */

	double last_percentage, last_estimate;
	uint64_t last_basis;
};

static void begin_run(struct run *run, const struct nested_case *nested, const struct log *log)
{
	char option[64];
	char *argv[] = { "python3", "train.py", NULL, NULL, NULL };
	struct plan plan = { .total = NAN };

	run->nested = nested;
	run->log = log;
	run->now_ns = 1;
	run->last_percentage = run->last_estimate = NAN;
	run->last_basis = 0;
	pipeline_state_init(&run->state, &plan, run->now_ns);
	pipeline_init(&run->pipeline, patterns, &run->state);
	if (!nested->option)
		return;
	snprintf(option, sizeof(option), "%s", nested->option);
	argv[2] = option;
	argv[3] = strchr(option, ' ');
	if (argv[3])
		*argv[3]++ = '\0';
	pipeline_argv(&run->pipeline, patterns, argv);
}

/* Of the line in which the log stands there: bars are on stderr. */
static unsigned stream_at(const struct log *log, size_t at)
{
	size_t first = at, last = at;

	while (first > 0 && log->bytes[first - 1] != '\n')
		first--;
	while (last < log->length && log->bytes[last] != '\n')
		last++;
	return memchr(log->bytes + first, '\r', last - first) ? 2 : 1;
}

/* All that was printed before the next mark, in pieces. */
static void feed_until(struct run *run, size_t from, size_t to)
{
	for (size_t at = from, end; at < to; at = end) {
		const char *newline = memchr(run->log->bytes + at, '\n', to - at);

		end = to - at < run->chunk_bytes ? to : at + run->chunk_bytes;
		if (run->streams && newline && newline < run->log->bytes + end)
			end = newline + 1 - run->log->bytes;
		pipeline_bytes(&run->pipeline, run->streams ? stream_at(run->log, at) : 1,
			run->log->bytes + at, end - at, run->now_ns);
	}
	run->now_ns += BETWEEN_MARKS_NS;
	if (run->pauses) {
		run->now_ns += PIPELINE_PAUSE_NS;
		pipeline_quiet(&run->pipeline, run->now_ns);
	}
	tracker_snapshot(&run->state.tracker, run->now_ns, &run->snapshot);
}

static const char *complaint(const struct run *run, double truth)
{
	const struct nested_case *nested = run->nested;
	const struct snapshot *now = &run->snapshot;
	bool same_basis = run->state.tracker.overall.basis == run->last_basis;
	bool judged = truth >= nested->useful_from;

	if (now->percentage > 100 * truth + ROUNDING && !(nested->shows >= SHOWS_LATE && !judged))
		return "is ahead of the truth";
	if (same_basis && now->percentage < run->last_percentage)
		return "fell";
	if (same_basis && now->estimated_percentage < run->last_estimate)
		return "has an estimate that fell";
	if (now->estimated_percentage < now->percentage || now->estimated_percentage > 99.99)
		return "has a wrong estimate";
	if (!judged)
		return NULL;
	if (nested->shows != SHOWS_PERCENTAGE && nested->shows != SHOWS_LATE)
		return isnan(now->percentage) || truth == 1 ? NULL : "cannot be known";
	if (isnan(now->percentage))
		return "is null";
	return now->percentage >= 100 * truth - nested->lag ? NULL : "is far behind the truth";
}

static void check(struct run *run, double truth)
{
	const char *what = complaint(run, truth);

	if (what)
		print_error("%s, cut every %zu bytes%s: percentage %.2f (estimate %.2f, before %.2f) %s, "
			    "which is %.2f: %s\n",
			run->nested->log, run->chunk_bytes,
			run->pauses    ? ", with pauses"
			: run->streams ? ", in two streams"
				       : "",
			run->snapshot.percentage, run->snapshot.estimated_percentage, run->last_percentage,
			what, 100 * truth, run->snapshot.message);
	assert_null(what);
	run->last_percentage = run->snapshot.percentage;
	run->last_estimate = run->snapshot.estimated_percentage;
	run->last_basis = run->state.tracker.overall.basis;
}

typedef void (*at_mark_fn)(struct run *run, unsigned mark, void *ctx);

static void replay(struct run *run, const struct nested_case *nested, const struct log *log,
	at_mark_fn at_mark, void *ctx)
{
	begin_run(run, nested, log);
	feed_until(run, 0, log->marks[0]);
	for (unsigned i = 0; i < log->mark_count; i++) {
		feed_until(run, log->marks[i], i + 1 < log->mark_count ? log->marks[i + 1] : log->length);
		at_mark(run, i, ctx);
	}
	pipeline_release(&run->pipeline);
}

/* --- the tests --- */

struct shown {
	double percentages[MARKS_MAX];
	char messages[MARKS_MAX][SNAPSHOT_MESSAGE_BYTES];
};

static void remember(struct run *run, unsigned mark, void *ctx)
{
	struct shown *shown = ctx;

	check(run, run->log->truths[mark]);
	shown->percentages[mark] = run->snapshot.percentage;
	strcpy(shown->messages[mark], run->snapshot.message);
}

static void compare(struct run *run, unsigned mark, void *ctx)
{
	const struct shown *shown = ctx;
	double before = shown->percentages[mark], now = run->snapshot.percentage;

	check(run, run->log->truths[mark]);
	if (now != before && !(isnan(now) && isnan(before)))
		fail_msg("%s: %.2f when cut every %zu bytes, %.2f uncut", run->nested->log, now,
			run->chunk_bytes, before);
	if (strcmp(shown->messages[mark], run->snapshot.message) != 0)
		fail_msg("%s: '%s' when cut every %zu bytes, '%s' uncut", run->nested->log,
			run->snapshot.message, run->chunk_bytes, shown->messages[mark]);
}

static void check_only(struct run *run, unsigned mark, void *ctx)
{
	check(run, run->log->truths[mark]);
}

static void the_percentage_is_true_at_every_cut(void **state)
{
	static const size_t chunks[] = { 1, 7, 80, 1000 };
	const struct nested_case *nested = *state;
	static struct log log;
	static struct run run;
	static struct shown shown;

	read_log(nested->log, &log);
	run.pauses = run.streams = false;
	run.chunk_bytes = LOG_BYTES_MAX;
	replay(&run, nested, &log, remember, &shown);
	for (size_t i = 0; i < sizeof(chunks) / sizeof(chunks[0]); i++) {
		run.chunk_bytes = chunks[i];
		replay(&run, nested, &log, compare, &shown);
	}
	run.pauses = true;
	run.chunk_bytes = LOG_BYTES_MAX;
	replay(&run, nested, &log, check_only, NULL);
	run.pauses = false;
	run.streams = !memmem(log.bytes, log.length, "\r\n", 2); /* a terminal is one stream */
	replay(&run, nested, &log, check_only, NULL);
}

static void trace(struct run *run, unsigned mark, void *ctx)
{
	printf("%6.2f %6.2f %s\n", 100 * run->log->truths[mark], run->snapshot.percentage,
		run->snapshot.message);
}

static int print_one(const char *name)
{
	static struct log log;
	static struct run run = { .chunk_bytes = LOG_BYTES_MAX };

	for (size_t i = 0; i < CASES; i++) {
		if (strcmp(cases[i].log, name) != 0)
			continue;
		read_log(name, &log);
		replay(&run, &cases[i], &log, trace, NULL);
		return 0;
	}
	return 1;
}

int main(int argc, char **argv)
{
	static struct CMUnitTest tests[CASES];

	patterns = pattern_set_new();
	if (pattern_set_add(patterns, pattern_set_shipped_directory(), CLASS_TOOL, tell, NULL) != 0)
		return 1;
	pattern_set_seal(patterns);
	if (argc > 1)
		return print_one(argv[1]);
	for (size_t i = 0; i < CASES; i++)
		tests[i] = (struct CMUnitTest){ cases[i].log, the_percentage_is_true_at_every_cut, NULL, NULL,
			&cases[i] };
	return _cmocka_run_group_tests("nested", tests, CASES, NULL, NULL);
}

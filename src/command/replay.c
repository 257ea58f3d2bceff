/* progwrap replay: what the bytes of a recorded log say, by the same code as a live job; no store is touched.
 */
#include "command/command.h"

#include "base/mem.h"
#include "base/text.h"
#include "record/job.h"
#include "record/patterns_in_force.h"
#include "record/pipeline.h"
#include "record/plan.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A log has no clock: everything in it happens at one moment, so there is neither speed nor ETA. */
#define REPLAY_NOW_NS 1
#define CHUNK_BYTES 65536

struct replay {
	const char *log;
	bool json;
	bool ended;
	int exit_status;
	size_t chunk_bytes;
	struct settings settings;
};

static void tell(void *ctx, const char *complaint)
{
	fprintf(stderr, "progwrap: %s\n", complaint);
}

static int wrong_use(const char *what, const char *value)
{
	fprintf(stderr, "progwrap: %s '%s': try 'progwrap replay --help'\n", what, value);
	return COMMAND_WRONG_USE;
}

static int usage(void)
{
	puts("usage: progwrap replay [OPTIONS] LOG\n"
	     "\n"
	     "Prints the row that the bytes of LOG ('-': standard input) give.\n"
	     "\n"
	     "  -o, --output json    the row as JSON; default: its known columns, one a line\n"
	     "      --exit-status N  how the command ended; default: it still runs at the last byte\n"
	     "  -p, --patterns PATH  a pattern file or directory beside the shipped ones\n"
	     "      --disable TOOL   without the shipped pattern file of that tool\n"
	     "      --total N        iterations of the outermost level, if the log does not tell\n"
	     "      --steps LIST     weighted steps: \"Load=20,Train=80\"\n"
	     "      --chunk BYTES    feed so many bytes at a time (the result is the same)");
	return 0;
}

static bool number_option(const char *text, long minimum, long maximum, long *number)
{
	char *end;

	errno = 0;
	*number = strtol(text, &end, 10);
	return *text && !*end && !errno && *number >= minimum && *number <= maximum;
}

/* 0 go on, else what to exit with plus one. */
static int take_option(struct replay *replay, int option, const char *value)
{
	static const char *const names[] = {
		['d'] = "disable", ['p'] = "patterns", ['t'] = "total", ['s'] = "steps"
	};
	struct error err = ERROR_INIT;
	long number;

	switch (option) {
	case 'o':
		replay->json = !strcmp(value, "json");
		return replay->json ? 0 : wrong_use("unknown output format", value) + 1;
	case 'e':
		replay->ended = number_option(value, 0, 255, &number);
		replay->exit_status = (int)number;
		return replay->ended ? 0 : wrong_use("no exit status from 0 to 255:", value) + 1;
	case 'c':
		if (!number_option(value, 1, 1 << 30, &number))
			return wrong_use("no number of bytes:", value) + 1;
		replay->chunk_bytes = (size_t)number;
		return 0;
	case 'h':
		return usage() + 1;
	case 'd':
	case 'p':
	case 't':
	case 's':
		if (settings_set(&replay->settings, settings_find(names[option]), value, names[option], &err))
			return 0;
		tell(NULL, err.message);
		return COMMAND_WRONG_USE + 1;
	}
	return wrong_use("cannot use", value ? value : "") + 1;
}

static void tell_and_count(void *complaints, const char *complaint)
{
	++*(int *)complaints;
	tell(NULL, complaint);
}

static struct pattern_set *load_patterns(struct replay *replay)
{
	int complaints = 0;
	struct pattern_set *set =
		patterns_in_force(&replay->settings, tell_and_count, tell_and_count, &complaints);

	if (complaints) {
		pattern_set_free(set);
		return NULL;
	}
	pattern_set_seal(set);
	return set;
}

static bool feed_log(struct replay *replay, struct pipeline *pipeline)
{
	FILE *file = strcmp(replay->log, "-") ? fopen(replay->log, "re") : stdin;
	char *chunk = mem_alloc(replay->chunk_bytes);
	size_t count;
	bool fine = file != NULL;

	while (file && (count = fread(chunk, 1, replay->chunk_bytes, file)) > 0)
		pipeline_bytes(pipeline, 1, chunk, count, REPLAY_NOW_NS);
	if (!file || ferror(file)) {
		fprintf(stderr, "progwrap: cannot read '%s': %s\n", replay->log, strerror(errno));
		fine = false;
	}
	if (file && file != stdin)
		fclose(file);
	free(chunk);
	return fine;
}

/* For people: the columns that are not null, one a line. */
static void add_known(struct strbuf *lines, const struct job_row *row)
{
	struct strbuf value;

	strbuf_init(&value);
	for (size_t i = 0; i < job_column_count; i++) {
		strbuf_clear(&value);
		if (!job_column_text(&job_columns[i], row, ROW_FULL, &value))
			continue;
		strbuf_add_format(lines, "%-20s ", job_columns[i].name);
		text_add_shown(lines, value.text);
		strbuf_add_string(lines, "\n");
	}
	strbuf_release(&value);
}

static void print_row(const struct replay *replay, const struct pipeline *pipeline)
{
	struct job_row *row = mem_alloc(sizeof(*row));
	struct job_state state = { .seq = 1, .started = true, .ended = replay->ended };
	struct snapshot snapshot;
	struct strbuf text;

	state.facts.wait_status = replay->exit_status << 8;
	tracker_snapshot(&pipeline->state->tracker, REPLAY_NOW_NS, &snapshot);
	job_row_init(row);
	row->attempt = 1;
	snprintf(row->job_id, sizeof(row->job_id), "%s", replay->log);
	job_row_update(row, &state, &snapshot, REPLAY_NOW_NS, 0);
	strbuf_init(&text);
	if (replay->json) {
		job_row_to_json(row, &text);
		strbuf_add_string(&text, "\n");
	} else {
		add_known(&text, row);
	}
	fputs(text.text, stdout);
	strbuf_release(&text);
	free(row);
}

static int replay_log(struct replay *replay)
{
	struct pipeline_state *state = mem_alloc(sizeof(*state));
	struct pattern_set *set;
	struct pipeline pipeline;
	struct error err = ERROR_INIT;
	struct plan plan;
	bool fine;

	if (!plan_from_settings(&plan, &replay->settings, &err)) {
		tell(NULL, err.message);
		return COMMAND_WRONG_USE;
	}
	set = load_patterns(replay);
	if (!set)
		return COMMAND_WRONG_USE;
	pipeline_state_init(state, &plan, REPLAY_NOW_NS);
	pipeline_init(&pipeline, set, state);
	matcher_on_complaint(pipeline.matcher, tell, NULL);
	fine = feed_log(replay, &pipeline);
	if (fine) {
		if (replay->ended)
			pipeline_end(
				&pipeline, replay->exit_status ? ENDING_BADLY : ENDING_WELL, REPLAY_NOW_NS);
		else
			pipeline_quiet(&pipeline, REPLAY_NOW_NS + PIPELINE_PAUSE_NS);
		print_row(replay, &pipeline);
	}
	pipeline_release(&pipeline);
	pattern_set_free(set);
	free(state);
	return fine ? 0 : 1;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "exit-status", required_argument, NULL, 'e' },
		{ "patterns", required_argument, NULL, 'p' },
		{ "disable", required_argument, NULL, 'd' },
		{ "total", required_argument, NULL, 't' },
		{ "steps", required_argument, NULL, 's' },
		{ "chunk", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct replay replay = { .chunk_bytes = CHUNK_BYTES };
	int option, status;

	settings_init(&replay.settings);
	opterr = 0;
	while ((option = getopt_long(argc, argv, "o:p:h", options, NULL)) != -1) {
		if (option == '?')
			return wrong_use("unknown option, or its value is missing:", argv[optind - 1]);
		status = take_option(&replay, option, optarg);
		if (status)
			return status - 1;
	}
	if (optind != argc - 1)
		return wrong_use("exactly one log is needed, not", optind < argc ? argv[optind + 1] : "none");
	replay.log = argv[optind];
	return replay_log(&replay);
}

const struct command command_replay = { "replay", "[OPTIONS] LOG", "print the row that a recorded log gives",
	run };

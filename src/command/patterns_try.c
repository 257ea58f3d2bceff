/* The log goes through the same screen and matcher as a job's output. */
#include "command/patterns_try.h"

#include "base/mem.h"
#include "base/text.h"
#include "parse/field.h"
#include "parse/matcher.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define CHUNK_BYTES 65536
#define UNMATCHED_SHOWN 5
#define COSTS_SHOWN 10
#define RECORD_SHOWN_BYTES 200

struct trial {
	struct matcher *matcher;
	struct matcher_state *state;
	const struct record *record; /* that is being matched */
	bool matched;
	uint64_t records, unmatched;
	struct strbuf line, first_unmatched;
};

static void print_complaint(void *ctx, const char *complaint)
{
	fprintf(stderr, "%s\n", complaint);
}

static void add_record(struct strbuf *line, const struct record *record)
{
	char text[RECORD_SHOWN_BYTES];

	span_copy(record->text, text, sizeof(text));
	text_add_shown(line, text);
	strbuf_add_string(line, record->text.length >= sizeof(text) ? "...\n" : "\n");
}

static void add_value(void *ctx, const char *name, const char *text)
{
	struct strbuf *line = ctx;

	strbuf_add_format(line, " %s=", name);
	text_add_shown(line, text);
}

static void take_reading(void *ctx, const struct reading *reading)
{
	struct trial *trial = ctx;
	struct strbuf *line = &trial->line;

	strbuf_clear(line);
	if (!trial->matched)
		add_record(line, trial->record);
	trial->matched = true;
	strbuf_add_format(line, "    %s.%s:", reading->tool_name, reading->event_name);
	field_each_said(reading, add_value, line);
	for (unsigned i = 0; i < reading->metric_count; i++)
		strbuf_add_format(line, " metrics.%.*s=%g", (int)reading->metrics[i].name.length,
			reading->metrics[i].name.text, reading->metrics[i].value);
	if (reading->counted >= 0)
		strbuf_add_format(
			line, " counted=%" PRId64 "%s", reading->counted, reading->fresh ? "" : " (echo)");
	strbuf_add_string(line, "\n");
	fputs(line->text, stdout);
}

static void take_record(void *ctx, const struct record *record)
{
	struct trial *trial = ctx;

	trial->record = record;
	trial->matched = false;
	trial->records++;
	matcher_feed(trial->matcher, trial->state, record, take_reading, trial);
	if (trial->matched)
		return;
	if (trial->unmatched++ < UNMATCHED_SHOWN)
		add_record(&trial->first_unmatched, record);
}

static bool feed(struct trial *trial, const char *path)
{
	FILE *file = fopen(path, "re");
	struct screen *screen = mem_alloc(sizeof(*screen));
	char *chunk = mem_alloc(CHUNK_BYTES);
	bool fine = file != NULL;
	size_t count;

	screen_init(screen, 1);
	while (file && (count = fread(chunk, 1, CHUNK_BYTES, file)) > 0)
		screen_feed(screen, chunk, count, 1, take_record, trial);
	screen_end(screen, 1, take_record, trial);
	if (!file || ferror(file)) {
		fprintf(stderr, "progwrap: cannot read '%s': %s\n", path, strerror(errno));
		fine = false;
	}
	if (file)
		fclose(file);
	free(chunk);
	free(screen);
	return fine;
}

static int dearer_first(const void *a, const void *b)
{
	const struct pattern_cost *one = a, *other = b;

	return (one->nanoseconds < other->nanoseconds) - (one->nanoseconds > other->nanoseconds);
}

static void print_costs(struct pattern_cost *costs, unsigned count)
{
	qsort(costs, count, sizeof(*costs), dearer_first);
	printf("\n%12s %10s %10s  %s\n", "MILLISECONDS", "TRIES", "MATCHES", "PATTERN");
	for (unsigned i = 0; i < count && i < COSTS_SHOWN && costs[i].tries > 0; i++)
		printf("%12.3f %10" PRIu64 " %10" PRIu64 "  %s.%s\n", (double)costs[i].nanoseconds / 1e6,
			costs[i].tries, costs[i].matches, costs[i].tool, costs[i].event);
}

int patterns_try(const struct pattern_set *set, const char *log)
{
	struct trial trial = { .matcher = matcher_new(set),
		.state = mem_alloc(sizeof(struct matcher_state)) };
	struct pattern_cost *costs = mem_alloc((pattern_set_event_count(set) + 1) * sizeof(*costs));
	const struct record nothing = { .text = { "", 0 } };
	bool fine;

	strbuf_init(&trial.line);
	strbuf_init(&trial.first_unmatched);
	matcher_state_init(trial.state);
	matcher_measure(trial.matcher, costs);
	matcher_on_complaint(trial.matcher, print_complaint, NULL);
	fine = feed(&trial, log);
	trial.record = &nothing;
	matcher_end(trial.matcher, trial.state, 1, take_reading, &trial);
	if (fine) {
		printf("\n%" PRIu64 " of %" PRIu64 " records unmatched%s\n%s", trial.unmatched, trial.records,
			trial.unmatched ? ", the first:" : "", trial.first_unmatched.text);
		print_costs(costs, pattern_set_event_count(set));
	}
	strbuf_release(&trial.line);
	strbuf_release(&trial.first_unmatched);
	matcher_free(trial.matcher);
	free(trial.state);
	free(costs);
	return fine ? 0 : 1;
}

/* The files in a list. */
#include "parse/pattern_set.h"

#include "base/mem.h"
#include "base/path.h"
#include "parse/compiled_set.h"
#include "parse/pattern_file.h"
#include "parse/place.h"
#include "parse/regex_walk.h"
#include "parse/sample.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct pattern_set *pattern_set_new(void)
{
	return mem_alloc(sizeof(struct pattern_set));
}

void pattern_set_free(struct pattern_set *set)
{
	if (!set)
		return;
	for (unsigned i = 0; i < set->file_count; i++)
		pattern_file_free(set->files[i]);
	literal_search_free(set->search);
	free(set->beside);
	free(set->files);
	free(set->events);
	free(set);
}

/* The index of the tool's file; the count of files when there is none. */
static unsigned find_tool(const struct pattern_set *set, const char *name)
{
	unsigned i = 0;

	while (i < set->file_count && strcmp(set->files[i]->tool.name, name))
		i++;
	return i;
}

static void place(struct pattern_set *set, unsigned at, struct pattern_file *file)
{
	if (at < set->file_count) {
		pattern_file_free(set->files[at]);
		set->files[at] = file;
		return;
	}
	set->files = mem_resize(set->files, set->file_count + 1, sizeof(struct pattern_file *));
	set->files[set->file_count++] = file;
}

static unsigned events_beside(const struct pattern_set *set, unsigned at)
{
	unsigned events = 0;

	for (unsigned i = 0; i < set->file_count; i++)
		if (i != at)
			events += set->files[i]->event_count;
	return events;
}

/* A file takes the place of one with the same name. */
static int add_file(struct pattern_set *set, const char *path, enum pattern_class class,
	struct macro_parts *macros, complaint_fn on_complaint, void *ctx)
{
	struct pattern_file *file = pattern_file_read(path, class, macros, on_complaint, ctx);
	const unsigned at = find_tool(set, file->tool.name);
	int complaints = file->complaints;
	char *complaint;

	if (complaints == 0 && file->event_count + events_beside(set, at) <= OWNERS_MAX) {
		place(set, at, file);
		return 0;
	}
	if (complaints == 0) {
		complaint = mem_format("%s: more than %d events in all pattern files", path, OWNERS_MAX);
		on_complaint(ctx, complaint);
		free(complaint);
		complaints = 1;
	}
	pattern_file_free(file);
	return complaints;
}

static int is_ini(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return length > 4 && entry->d_name[0] != '.' && !strcmp(entry->d_name + length - 4, ".ini");
}

static int add_directory(struct pattern_set *set, const char *path, enum pattern_class class,
	struct macro_parts *macros, complaint_fn on_complaint, void *ctx)
{
	struct dirent **entries;
	int count = scandir(path, &entries, is_ini, alphasort), complaints = 0;

	for (int i = 0; i < count; i++) {
		char *file = mem_format("%s/%s", path, entries[i]->d_name);

		complaints += add_file(set, file, class, macros, on_complaint, ctx);
		free(file);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return complaints;
}

int pattern_set_add(struct pattern_set *set, const char *path, enum pattern_class class,
	complaint_fn on_complaint, void *ctx)
{
	struct macro_parts *macros = macro_parts_new();
	struct stat status;
	int complaints;

	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		complaints = add_directory(set, path, class, macros, on_complaint, ctx);
	else
		complaints = add_file(set, path, class, macros, on_complaint, ctx);
	macro_parts_free(macros);
	return complaints;
}

bool pattern_set_remove(struct pattern_set *set, const char *name)
{
	unsigned at = find_tool(set, name);

	if (at == set->file_count)
		return false;
	pattern_file_free(set->files[at]);
	set->file_count--;
	memmove(&set->files[at], &set->files[at + 1], (set->file_count - at) * sizeof(set->files[0]));
	return true;
}

const char *pattern_set_shipped_directory(void)
{
	static const char *const places[] = { "patterns", "../share/progwrap/patterns" };
	static char found[PATH_MAX];
	const char *directory = getenv("PROGWRAP_PATTERN_DIR");

	if (directory && *directory)
		return directory;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (path_beside_executable(places[i], found, sizeof(found)))
			return found;
	return PKGDATADIR "/patterns";
}

static char *joined_command(char *const *argv)
{
	char *line = mem_copy_string("");

	for (; *argv; argv++) {
		char *longer = mem_format("%s%s%s", line, *line ? " " : "", *argv);

		free(line);
		line = longer;
	}
	return line;
}

void pattern_set_argv(const struct pattern_set *set, char *const *argv, reading_fn on_reading, void *ctx)
{
	struct regex_scratch *scratch = regex_scratch_new();
	char *line = joined_command(argv);

	for (unsigned i = 0; i < set->file_count; i++) {
		const struct tool *tool = &set->files[i]->tool;

		for (unsigned j = 0; j < set->files[i]->total_count; j++) {
			const struct argv_total *total = &set->files[i]->totals[j];
			struct reading reading = reading_none();
			struct regex_match match;

			if (regex_match_once(total->regex, scratch, span_of(line), &match) != REGEX_FOUND ||
				match.count < 2 || !match.groups[1].text ||
				!field_store(total->field, match.groups[1], &reading))
				continue;
			reading.tool = tool->index;
			reading.tool_name = tool->name;
			reading.event_name = "argv";
			reading.class = tool->class;
			reading.level = tool->level;
			reading.unit = span_of(tool->unit);
			reading.item_unit = span_of(tool->item_unit);
			reading.firmness = TOTAL_ARGV;
			on_reading(ctx, &reading);
		}
	}
	free(line);
	regex_scratch_free(scratch);
}

static bool check_event(struct event *event, complaint_fn on_complaint, void *ctx)
{
	struct error err = ERROR_INIT;
	char *complaint;

	if (event_compile(event, &err))
		return true;
	complaint = place_complaint(event->tool->path, event->text_line, event->wrong_at, err.message);
	on_complaint(ctx, complaint);
	free(complaint);
	return false;
}

static bool check_sample(const struct pattern_set *set, const struct event *event,
	const struct event_sample *sample, complaint_fn on_complaint, void *ctx)
{
	struct error err = ERROR_INIT;
	char *complaint;

	if (sample_check(set, event, sample, &err))
		return true;
	complaint = mem_format("%s:%d: the sample of [%s] fails: %s", event->tool->path, sample->line,
		event->name, err.message);
	on_complaint(ctx, complaint);
	free(complaint);
	return false;
}

int pattern_set_check_samples(struct pattern_set *set, complaint_fn on_complaint, void *ctx)
{
	int complaints = 0;

	for (unsigned i = 0; i < set->event_count; i++)
		complaints += !check_event(set->events[i], on_complaint, ctx);
	for (unsigned i = 0; i < set->event_count; i++)
		for (unsigned j = 0; j < set->events[i]->sample_count; j++)
			complaints += !check_sample(
				set, set->events[i], &set->events[i]->samples[j], on_complaint, ctx);
	return complaints;
}

unsigned pattern_set_event_count(const struct pattern_set *set)
{
	return set->event_count;
}

unsigned pattern_set_tool_count(const struct pattern_set *set)
{
	return set->file_count;
}

struct pattern_tool pattern_set_tool(const struct pattern_set *set, unsigned index)
{
	const struct pattern_file *file = set->files[index];
	struct pattern_tool tool = {
		.name = file->tool.name,
		.path = file->tool.path,
		.class = file->tool.class,
		.level = file->tool.level,
		.events = file->event_count,
	};

	for (unsigned i = 0; i < file->event_count; i++)
		tool.samples += file->events[i]->sample_count;
	return tool;
}

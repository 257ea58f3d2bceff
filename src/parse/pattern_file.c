/* One table says which keys a section may have and what reads each. The file is read to its end first and
 * compiled then, so that [tool] and the events may stand in any order. */
#include "parse/pattern_file.h"

#include "base/ini_file.h"
#include "base/mem.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct pattern_file *file;
	enum pattern_class class;
	struct event *event; /* of the section that is being read */
	complaint_fn on_complaint;
	void *ctx;
};

static void complain(struct reader *reader, int line, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void complain(struct reader *reader, int line, const char *format, ...)
{
	char text[1024];
	int length = snprintf(text, sizeof(text), "%s:%d: ", reader->file->tool.path, line);
	va_list arguments;

	reader->file->complaints++;
	if (length < 0 || (size_t)length >= sizeof(text))
		length = 0;
	va_start(arguments, format);
	vsnprintf(text + length, sizeof(text) - (size_t)length, format, arguments);
	va_end(arguments);
	reader->on_complaint(reader->ctx, text);
}

/* Lines of a regex or text that goes on join without the line break. */
static char *copy_joined(const char *value)
{
	char *copy = mem_copy_string(value), *to = copy;

	for (const char *from = copy; *from; from++)
		if (*from != '\n')
			*to++ = *from;
	*to = '\0';
	return copy;
}

static void set_text(char **text, const char *value)
{
	free(*text);
	*text = copy_joined(value);
}

static bool read_switch(const char *value, bool *on, struct error *err)
{
	if (!strcmp(value, "yes") || !strcmp(value, "no")) {
		*on = *value == 'y';
		return true;
	}
	return error_set(err, ERROR_USAGE, "'%s' is neither 'yes' nor 'no'", value);
}

static bool read_level(const char *value, enum level *level, struct error *err)
{
	static const char *const names[] = { "none", "search", "training", "loop" };

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(value, names[i])) {
			*level = (enum level)i;
			return true;
		}
	return error_set(err, ERROR_USAGE, "'%s' is no level: search, training, loop or none", value);
}

/* --- the keys of an event --- */

static bool set_regex(struct event *event, const char *value, int line, struct error *err)
{
	set_text(&event->text, value);
	event->text_line = line;
	return true;
}

static bool set_level(struct event *event, const char *value, int line, struct error *err)
{
	event->has_level = true;
	return read_level(value, &event->level, err);
}

static bool set_opens(struct event *event, const char *value, int line, struct error *err)
{
	event->opens = true;
	return !strcmp(value, "round") || read_switch(value, &event->opens, err);
}

static bool set_count(struct event *event, const char *value, int line, struct error *err)
{
	if (strcmp(value, "key") && strcmp(value, "each"))
		return error_set(err, ERROR_USAGE, "'%s' is neither 'key' nor 'each'", value);
	event->count = *value == 'k' ? COUNT_KEY : COUNT_EACH;
	return true;
}

static bool set_counts(struct event *event, const char *value, int line, struct error *err)
{
	if (strcmp(value, "iterations"))
		return error_set(err, ERROR_USAGE, "'%s' is not 'iterations'", value);
	event->counts_iterations = true;
	return true;
}

static bool set_bar(struct event *event, const char *value, int line, struct error *err)
{
	event->is_bar = true;
	if (strcmp(value, "yes"))
		set_text(&event->bar_group, value);
	return true;
}

static bool set_total(struct event *event, const char *value, int line, struct error *err)
{
	if (strcmp(value, "soft") && strcmp(value, "firm"))
		return error_set(err, ERROR_USAGE, "'%s' is neither 'soft' nor 'firm'", value);
	event->totals = *value == 's' ? TOTALS_SOFT : TOTALS_FIRM;
	return true;
}

static bool set_side(struct event *event, const char *value, int line, struct error *err)
{
	return read_switch(value, &event->side, err);
}

static bool set_bare(struct event *event, const char *value, int line, struct error *err)
{
	return read_switch(value, &event->bare, err);
}

static bool set_ignore(struct event *event, const char *value, int line, struct error *err)
{
	return read_switch(value, &event->ignore, err);
}

static bool set_join(struct event *event, const char *value, int line, struct error *err)
{
	return read_switch(value, &event->join, err);
}

static bool set_finishes(struct event *event, const char *value, int line, struct error *err)
{
	return read_switch(value, &event->finishes, err);
}

static bool set_needs(struct event *event, const char *value, int line, struct error *err)
{
	set_text(&event->needs_names, value);
	return true;
}

static bool set_within(struct event *event, const char *value, int line, struct error *err)
{
	char *end;
	unsigned long records = strtoul(value, &end, 10);

	if (!isdigit((unsigned char)*value) || *end || records == 0 || records > 1000000)
		return error_set(err, ERROR_USAGE, "'%s' is no number of records from 1 to 1000000", value);
	event->within = (unsigned)records;
	return true;
}

static bool set_step(struct event *event, const char *value, int line, struct error *err)
{
	set_text(&event->step, value);
	return true;
}

static bool set_message(struct event *event, const char *value, int line, struct error *err)
{
	set_text(&event->message, value);
	return true;
}

static bool set_unit(struct event *event, const char *value, int line, struct error *err)
{
	set_text(&event->unit, value);
	return true;
}

static bool set_item_unit(struct event *event, const char *value, int line, struct error *err)
{
	set_text(&event->item_unit, value);
	return true;
}

static bool add_sample(struct event *event, const char *value, int line, struct error *err)
{
	if (event->sample_count == EVENT_SAMPLES_MAX)
		return error_set(err, ERROR_USAGE, "more than %d samples", EVENT_SAMPLES_MAX);
	event->samples[event->sample_count++] =
		(struct event_sample){ .value = mem_copy_string(value), .line = line };
	return true;
}

/* "min val_loss | max val_acc | loss" */
static bool set_score(struct event *event, const char *value, int line, struct error *err)
{
	const char *at = value;

	while (*at) {
		size_t length = strcspn(at, "|");
		const char *next = at[length] ? at + length + 1 : at + length;
		struct wanted_score *score = &event->scores[event->score_count];

		if (event->score_count == EVENT_SCORES_MAX)
			return error_set(err, ERROR_USAGE, "more than %d scores", EVENT_SCORES_MAX);
		for (; length && isspace((unsigned char)*at); at++)
			length--;
		score->direction = 0;
		if (length > 4 && (!strncmp(at, "min ", 4) || !strncmp(at, "max ", 4))) {
			score->direction = at[1] == 'i' ? -1 : 1;
			at += 4;
			length -= 4;
		}
		for (; length && isspace((unsigned char)*at); at++)
			length--;
		while (length && isspace((unsigned char)at[length - 1]))
			length--;
		if (!length)
			return error_set(err, ERROR_USAGE, "a score without a name in '%s'", value);
		score->name = mem_copy_bytes(at, length);
		event->score_count++;
		at = next;
	}
	return true;
}

static const struct event_key {
	const char *name;
	bool (*set)(struct event *event, const char *value, int line, struct error *err);
} event_keys[] = {
	{ "regex", set_regex },
	{ "level", set_level },
	{ "opens", set_opens },
	{ "count", set_count },
	{ "counts", set_counts },
	{ "bar", set_bar },
	{ "total", set_total },
	{ "side", set_side },
	{ "bare", set_bare },
	{ "needs", set_needs },
	{ "within", set_within },
	{ "join", set_join },
	{ "ignore", set_ignore },
	{ "score", set_score },
	{ "step", set_step },
	{ "finishes", set_finishes },
	{ "message", set_message },
	{ "unit", set_unit },
	{ "item_unit", set_item_unit },
	{ "sample", add_sample },
};

static bool set_event_key(struct event *event, const struct ini_entry *entry, struct error *err)
{
	for (size_t i = 0; i < sizeof(event_keys) / sizeof(event_keys[0]); i++)
		if (!strcmp(event_keys[i].name, entry->key))
			return event_keys[i].set(event, entry->value, entry->line, err);
	return error_set(err, ERROR_USAGE, "an event has no key '%s'", entry->key);
}

/* --- [tool] and [argv] --- */

static bool set_tool_key(struct reader *reader, const struct ini_entry *entry, struct error *err)
{
	struct tool *tool = &reader->file->tool;

	if (!strcmp(entry->key, "level"))
		return read_level(entry->value, &tool->level, err);
	if (!strcmp(entry->key, "unit") || !strcmp(entry->key, "item_unit")) {
		set_text(*entry->key == 'u' ? &tool->unit : &tool->item_unit, entry->value);
		return true;
	}
	if (strcmp(entry->key, "class"))
		return error_set(err, ERROR_USAGE, "[tool] has no key '%s'", entry->key);
	if (strcmp(entry->value, "generic") && strcmp(entry->value, "tool"))
		return error_set(err, ERROR_USAGE, "'%s' is neither 'generic' nor 'tool'", entry->value);
	if (reader->class != CLASS_USER)
		tool->class = *entry->value == 'g' ? CLASS_GENERIC : CLASS_TOOL;
	return true;
}

static bool add_total(struct reader *reader, const struct ini_entry *entry, struct error *err)
{
	struct pattern_file *file = reader->file;
	const struct field *field = field_find(entry->key);
	struct regex *regex;
	char *text;

	if (!field || !field_is_total(field) || field_is_bar(field))
		return error_set(err, ERROR_USAGE, "[argv] has no key '%s'", entry->key);
	text = copy_joined(entry->value);
	regex = regex_new(text, err);
	free(text);
	if (!regex)
		return false;
	file->totals = mem_resize(file->totals, file->total_count + 1, sizeof(*file->totals));
	file->totals[file->total_count++] =
		(struct argv_total){ .tool = &file->tool, .field = field, .regex = regex };
	return true;
}

static void begin_section(struct reader *reader, const struct ini_entry *entry)
{
	struct pattern_file *file = reader->file;

	reader->event = NULL;
	if (!strcmp(entry->section, "tool") || !strcmp(entry->section, "argv"))
		return;
	reader->event = event_new(&file->tool, entry->section, entry->line);
	file->events = mem_resize(file->events, file->event_count + 1, sizeof(struct event *));
	file->events[file->event_count++] = reader->event;
}

static void take_entry(void *ctx, const struct ini_entry *entry)
{
	struct reader *reader = ctx;
	struct error err = ERROR_INIT;
	bool taken;

	if (!entry->key) {
		begin_section(reader, entry);
		return;
	}
	if (!strcmp(entry->section, "tool"))
		taken = set_tool_key(reader, entry, &err);
	else if (!strcmp(entry->section, "argv"))
		taken = add_total(reader, entry, &err);
	else if (reader->event)
		taken = set_event_key(reader->event, entry, &err);
	else
		taken = error_set(&err, ERROR_USAGE, "'%s' stands before the first [section]", entry->key);
	if (!taken)
		complain(reader, entry->line, "%s", err.message);
}

static void take_ini_complaint(void *ctx, const char *complaint)
{
	struct reader *reader = ctx;

	reader->file->complaints++;
	reader->on_complaint(reader->ctx, complaint);
}

/* --- after the last line --- */

static struct event *find_event(const struct pattern_file *file, const char *name, size_t length)
{
	for (unsigned i = 0; i < file->event_count; i++)
		if (strlen(file->events[i]->name) == length && !strncmp(file->events[i]->name, name, length))
			return file->events[i];
	return NULL;
}

/* "header | signature" */
static bool resolve_needs(const struct pattern_file *file, struct event *event, struct error *err)
{
	static const char separators[] = " |";
	const char *at = event->needs_names ? event->needs_names : "";

	for (at += strspn(at, separators); *at; at += strspn(at, separators)) {
		size_t length = strcspn(at, separators);
		struct event *needed = find_event(file, at, length);

		if (!needed)
			return error_set(err, ERROR_USAGE,
				"'needs' names '%.*s', which is no event of this file", (int)length, at);
		if (event->needs_count == EVENT_NEEDS_MAX)
			return error_set(
				err, ERROR_USAGE, "'needs' names more than %d events", EVENT_NEEDS_MAX);
		event->needs[event->needs_count++] = needed;
		at += length;
	}
	if (event->within && !event->needs_count)
		return error_set(err, ERROR_USAGE, "'within' without 'needs'");
	return true;
}

static void compile_all(struct reader *reader)
{
	for (unsigned i = 0; i < reader->file->event_count; i++) {
		struct event *event = reader->file->events[i];
		struct error err = ERROR_INIT;

		if (!event_compile(event, &err))
			complain(reader, event->text ? event->text_line : event->line, "%s", err.message);
		err = (struct error)ERROR_INIT;
		if (!resolve_needs(reader->file, event, &err))
			complain(reader, event->line, "%s", err.message);
	}
}

static char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t length = strlen(name);

	if (length > 4 && !strcmp(name + length - 4, ".ini"))
		length -= 4;
	return mem_copy_bytes(name, length);
}

struct pattern_file *pattern_file_read(
	const char *path, enum pattern_class class, complaint_fn on_complaint, void *ctx)
{
	static const char *const repeatable[] = { "sample", NULL };
	struct pattern_file *file = mem_alloc(sizeof(*file));
	struct reader reader = { .file = file, .class = class, .on_complaint = on_complaint, .ctx = ctx };
	struct ini_reader ini = {
		.on_entry = take_entry,
		.on_complaint = take_ini_complaint,
		.ctx = &reader,
		.repeatable = repeatable,
	};

	file->tool.path = mem_copy_string(path);
	file->tool.name = name_of(path);
	file->tool.class = class == CLASS_USER ? CLASS_USER : CLASS_TOOL;
	ini_file_read(path, &ini);
	compile_all(&reader);
	return file;
}

void pattern_file_free(struct pattern_file *file)
{
	if (!file)
		return;
	for (unsigned i = 0; i < file->event_count; i++)
		event_free(file->events[i]);
	for (unsigned i = 0; i < file->total_count; i++)
		regex_free(file->totals[i].regex);
	free(file->events);
	free(file->totals);
	free(file->tool.path);
	free(file->tool.name);
	free(file->tool.unit);
	free(file->tool.item_unit);
	free(file);
}

/* The file is read to its end first and compiled then, so that [tool] and the events may stand in any order.
 */
#include "parse/pattern_file.h"

#include "base/ini_file.h"
#include "base/mem.h"
#include "parse/event_keys.h"
#include "parse/place.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct pattern_file *file;
	enum pattern_class class;
	struct macro_parts *macros;
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

/* Of a regex: shows the place in it. */
static void complain_at(struct reader *reader, int line, size_t offset, const char *why)
{
	char *complaint = place_complaint(reader->file->tool.path, line, offset, why);

	reader->file->complaints++;
	reader->on_complaint(reader->ctx, complaint);
	free(complaint);
}

/* --- [tool] and [argv] --- */

static bool set_tool_key(struct reader *reader, const struct ini_entry *entry, struct error *err)
{
	struct tool *tool = &reader->file->tool;

	if (!strcmp(entry->key, "level"))
		return event_keys_level(entry->value, &tool->level, err);
	if (!strcmp(entry->key, "unit") || !strcmp(entry->key, "item_unit")) {
		event_keys_text(*entry->key == 'u' ? &tool->unit : &tool->item_unit, entry->value);
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

static bool add_total(
	struct reader *reader, const struct ini_entry *entry, size_t *wrong_at, struct error *err)
{
	struct pattern_file *file = reader->file;
	const struct field *field = field_find(entry->key);
	struct regex *regex;
	char *text;

	if (!field || !field_is_total(field) || field_is_bar(field))
		return error_set(err, ERROR_USAGE, "[argv] has no key '%s'", entry->key);
	text = event_keys_joined(entry->value);
	regex = regex_new(text, wrong_at, err);
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
	size_t wrong_at = SIZE_MAX;
	bool taken;

	if (!entry->key) {
		begin_section(reader, entry);
		return;
	}
	if (!strcmp(entry->section, "tool"))
		taken = set_tool_key(reader, entry, &err);
	else if (!strcmp(entry->section, "argv"))
		taken = add_total(reader, entry, &wrong_at, &err);
	else if (reader->event)
		taken = event_keys_set(reader->event, entry, &err);
	else
		taken = error_set(&err, ERROR_USAGE, "'%s' stands before the first [section]", entry->key);
	if (!taken)
		complain_at(reader, entry->line, wrong_at, err.message);
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
	if (event->once && !event->within)
		return error_set(err, ERROR_USAGE, "'once' without 'within'");
	return true;
}

/* The regexes of shipped files wait for their first candidate: they were compiled when progwrap was built. */
static void finish_events(struct reader *reader)
{
	for (unsigned i = 0; i < reader->file->event_count; i++) {
		struct event *event = reader->file->events[i];
		struct error err = ERROR_INIT;

		if (!event_prepare(event, reader->macros, &err) ||
			(reader->class == CLASS_USER && !event_compile(event, &err)))
			complain_at(reader, event->text ? event->text_line : event->line, event->wrong_at,
				err.message);
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

struct pattern_file *pattern_file_read(const char *path, enum pattern_class class, struct macro_parts *macros,
	complaint_fn on_complaint, void *ctx)
{
	static const char *const repeatable[] = { "sample", NULL };
	struct pattern_file *file = mem_alloc(sizeof(*file));
	struct reader reader = {
		.file = file,
		.class = class,
		.macros = macros,
		.on_complaint = on_complaint,
		.ctx = ctx,
	};
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
	finish_events(&reader);
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

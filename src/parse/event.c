/* From the texts of a section to something that can be matched. */
#include "parse/event.h"

#include "base/mem.h"
#include "parse/macro.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct event *event_new(const struct tool *tool, const char *name, int line)
{
	struct event *event = mem_alloc(sizeof(*event));

	event->tool = tool;
	event->name = mem_copy_string(name);
	event->line = line;
	event->wrong_at = SIZE_MAX;
	return event;
}

void event_free(struct event *event)
{
	if (!event)
		return;
	regex_free(event->regex);
	for (unsigned i = 0; i < event->capture_count; i++)
		free(event->captures[i].name);
	for (unsigned i = 0; i < event->score_count; i++)
		free(event->scores[i].name);
	for (unsigned i = 0; i < event->sample_count; i++)
		free(event->samples[i].value);
	free(event->captures);
	for (unsigned i = 0; i < REQUIRED_SETS; i++) {
		free(event->required[i]);
		needles_release(&event->asked[i]);
	}
	free(event->name);
	free(event->text);
	free(event->bar_group);
	free(event->unit);
	free(event->item_unit);
	free(event->step);
	free(event->message);
	free(event->needs_names);
	free(event);
}

struct naming {
	struct event *event;
	struct error *err;
	bool failed;
};

static bool message_uses(const struct event *event, const char *name)
{
	const char *at = event->message;
	size_t length = strlen(name);

	while (at && (at = strchr(at, '{')) != NULL)
		if (!strncmp(++at, name, length) && at[length] == '}')
			return true;
	return false;
}

static size_t place_of_name(const char *regex, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = regex; (at = strstr(at, name)); at++)
		if (at > regex && strchr("<'", at[-1]) && strchr(">'", at[length]))
			return (size_t)(at - regex);
	return SIZE_MAX;
}

static void take_name(void *ctx, const char *name, unsigned group)
{
	struct naming *naming = ctx;
	struct event *event = naming->event;
	const struct field *field = field_find(name);
	bool names_bar = event->bar_group && !strcmp(event->bar_group, name);

	if (naming->failed)
		return;
	if (!field && !names_bar && !message_uses(event, name)) {
		naming->failed = true;
		event->wrong_at = place_of_name(event->text, name);
		error_set(naming->err, ERROR_USAGE, "there is no group name '%s'", name);
		return;
	}
	if (event->capture_count == EVENT_CAPTURES_MAX) {
		naming->failed = true;
		error_set(naming->err, ERROR_USAGE, "more than %d named groups", EVENT_CAPTURES_MAX);
		return;
	}
	if (names_bar)
		field = field_find("name");
	event->captures = mem_resize(event->captures, event->capture_count + 1, sizeof(event->captures[0]));
	event->captures[event->capture_count++] =
		(struct event_capture){ .name = mem_copy_string(name), .group = group, .field = field };
	event->has_bar_numbers = event->has_bar_numbers || (field && field_is_bar(field));
}

static bool has_group(const struct event *event, const char *name)
{
	for (unsigned i = 0; i < event->capture_count; i++)
		if (!strcmp(event->captures[i].name, name))
			return true;
	return false;
}

/* What the keys of the section promise, the regex must hold. */
static bool keeps_promises(const struct event *event, struct error *err)
{
	if (event->count == COUNT_KEY && !has_group(event, "key"))
		return error_set(err, ERROR_USAGE, "'count = key' needs a group named 'key'");
	if (event->is_bar && event->bar_group && !has_group(event, event->bar_group))
		return error_set(err, ERROR_USAGE, "'bar = %s' needs a group named '%s'", event->bar_group,
			event->bar_group);
	if ((event->is_bar || event->counts_iterations) && !event->has_bar_numbers &&
		!has_group(event, "percentage"))
		return error_set(err, ERROR_USAGE,
			"a bar needs {bar}, {counter} or a group named 'bar_done' or 'percentage'");
	return true;
}

/* Of an event that goes on over several records the first one must hold the text, or nobody would wait for
 * the others. */
static void find_required(struct event *event, size_t open_at, struct macro_parts *macros)
{
	struct required required;

	required_find(event->text, open_at, macros, &required);
	if (open_at != SIZE_MAX && required.sets[0].count == 0) {
		required_find(event->text, SIZE_MAX, macros, &required);
		required.sets[1].count = 0;
	} else if (open_at == SIZE_MAX && event->join) {
		required.sets[1].count = 0;
	}
	event->first = required.first;
	event->last = required.last;
	for (unsigned i = 0; i < REQUIRED_SETS; i++) {
		event->required[i] = mem_alloc(text_set_bytes(&required.sets[i]));
		text_set_copy(event->required[i], &required.sets[i]);
	}
	event->join = event->join || open_at != SIZE_MAX;
}

bool event_prepare(struct event *event, struct macro_parts *macros, struct error *err)
{
	size_t open_at;

	if (!event->text)
		return error_set(err, ERROR_USAGE, "[%s] has no regex", event->name);
	if (!event->has_level)
		event->level = event->tool->level;
	if (!macro_check(event->text, &open_at, &event->wrong_at, err))
		return false;
	find_required(event, open_at, macros);
	return true;
}

static struct regex *compile_text(struct event *event, struct error *err)
{
	size_t wrong_at = SIZE_MAX;
	struct strbuf expanded;
	struct regex *regex;

	strbuf_init(&expanded);
	macro_expand(event->text, &expanded);
	regex = regex_new(expanded.text, &wrong_at, err);
	if (!regex && wrong_at != SIZE_MAX)
		event->wrong_at = macro_place(event->text, wrong_at);
	strbuf_release(&expanded);
	return regex;
}

bool event_compile(struct event *event, struct error *err)
{
	struct naming naming = { .event = event, .err = err };

	if (event->regex || event->broken)
		return !event->broken;
	event->regex = compile_text(event, err);
	event->broken = !event->regex;
	if (event->broken)
		return false;
	regex_each_name(event->regex, take_name, &naming);
	event->broken = naming.failed || !keeps_promises(event, err);
	return !event->broken;
}

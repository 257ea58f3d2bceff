/* One table says which keys an event may have and what reads each. */
#include "parse/event_keys.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Lines of a regex or text that goes on join without the line break. */
char *event_keys_joined(const char *value)
{
	char *copy = mem_copy_string(value), *to = copy + strcspn(copy, "\n");

	for (const char *from = to; *from; from++)
		if (*from != '\n')
			*to++ = *from;
	*to = '\0';
	return copy;
}

void event_keys_text(char **text, const char *value)
{
	free(*text);
	*text = event_keys_joined(value);
}

static bool read_switch(const char *value, bool *on, struct error *err)
{
	if (!strcmp(value, "yes") || !strcmp(value, "no")) {
		*on = *value == 'y';
		return true;
	}
	return error_set(err, ERROR_USAGE, "'%s' is neither 'yes' nor 'no'", value);
}

bool event_keys_level(const char *value, enum level *level, struct error *err)
{
	static const char *const names[] = { "none", "search", "training", "loop" };

	for (unsigned i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(value, names[i])) {
			*level = (enum level)i;
			return true;
		}
	return error_set(err, ERROR_USAGE, "'%s' is no level: search, training, loop or none", value);
}

static bool set_regex(struct event *event, const char *value, int line, struct error *err)
{
	event_keys_text(&event->text, value);
	event->text_line = line;
	return true;
}

static bool set_level(struct event *event, const char *value, int line, struct error *err)
{
	event->has_level = true;
	return event_keys_level(value, &event->level, err);
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
		event_keys_text(&event->bar_group, value);
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

static bool set_weak(struct event *event, const char *value, int line, struct error *err)
{
	bool weak;

	if (!strcmp(value, "level")) {
		event->weak = WEAK_AT_LEVEL;
		return true;
	}
	if (!read_switch(value, &weak, err))
		return false;
	event->weak = weak ? WEAK : WEAK_NOT;
	return true;
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
	event_keys_text(&event->needs_names, value);
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

static bool set_once(struct event *event, const char *value, int line, struct error *err)
{
	return read_switch(value, &event->once, err);
}

static bool set_step(struct event *event, const char *value, int line, struct error *err)
{
	event_keys_text(&event->step, value);
	return true;
}

static bool set_message(struct event *event, const char *value, int line, struct error *err)
{
	event_keys_text(&event->message, value);
	return true;
}

static bool set_unit(struct event *event, const char *value, int line, struct error *err)
{
	event_keys_text(&event->unit, value);
	return true;
}

static bool set_item_unit(struct event *event, const char *value, int line, struct error *err)
{
	event_keys_text(&event->item_unit, value);
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

/* The most frequent ones first. */
static const struct event_key {
	const char *name;
	bool (*set)(struct event *event, const char *value, int line, struct error *err);
} event_keys[] = {
	{ "sample", add_sample },
	{ "regex", set_regex },
	{ "level", set_level },
	{ "opens", set_opens },
	{ "count", set_count },
	{ "counts", set_counts },
	{ "bar", set_bar },
	{ "total", set_total },
	{ "side", set_side },
	{ "weak", set_weak },
	{ "bare", set_bare },
	{ "needs", set_needs },
	{ "within", set_within },
	{ "once", set_once },
	{ "join", set_join },
	{ "ignore", set_ignore },
	{ "score", set_score },
	{ "step", set_step },
	{ "finishes", set_finishes },
	{ "message", set_message },
	{ "unit", set_unit },
	{ "item_unit", set_item_unit },
};

bool event_keys_set(struct event *event, const struct ini_entry *entry, struct error *err)
{
	for (size_t i = 0; i < sizeof(event_keys) / sizeof(event_keys[0]); i++)
		if (!strcmp(event_keys[i].name, entry->key))
			return event_keys[i].set(event, entry->value, entry->line, err);
	return error_set(err, ERROR_USAGE, "an event has no key '%s'", entry->key);
}

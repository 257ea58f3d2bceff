/* The events of all files in one array, and the search for what they require over all of them. */
#include "base/mem.h"
#include "parse/compiled_set.h"

#include <stdlib.h>
#include <string.h>

/* What stands in every other line costs the search much, and a sleeper seldom wants it. */
#define WORTH_SEARCHING 20
/* A second set is asked for where the first stands: unless it has too many texts for that, and these are
 * rare. */
#define TEXTS_TO_ASK 8
#define WORTH_SEARCHING_BESIDE 13

/* A stable sort by class: within one, files stand as they were added and events as they stand in the file. */
static void sort_events(struct pattern_set *set)
{
	static const enum pattern_class order[] = { CLASS_USER, CLASS_TOOL, CLASS_GENERIC };

	set->event_count = 0;
	for (unsigned c = 0; c < sizeof(order) / sizeof(order[0]); c++)
		for (unsigned i = 0; i < set->file_count; i++) {
			struct pattern_file *file = set->files[i];

			if (file->tool.class != order[c])
				continue;
			set->events = mem_resize(set->events, set->event_count + file->event_count + 1,
				sizeof(struct event *));
			for (unsigned j = 0; j < file->event_count; j++) {
				file->events[j]->index = set->event_count;
				set->events[set->event_count++] = file->events[j];
			}
		}
}

static void ask_for(struct event *event, unsigned which)
{
	needles_release(&event->asked[which]);
	event->asked[which] = needles_of(event->required[which]);
}

static void search_for(struct pattern_set *set, const struct text_set *texts, unsigned owner)
{
	for (unsigned i = 0; i < texts->count; i++)
		literal_search_add(
			set->search, (struct span){ texts->texts[i].bytes, texts->texts[i].length }, owner);
}

static bool is_searched_for(const struct event *event)
{
	return event->required[0]->count &&
	       (event->needs_count == 0 || text_set_worth(event->required[0]) >= WORTH_SEARCHING);
}

/* Who has these texts in the search: an event as its first set, or several as their second; -1: nobody. */
static int owner_of(const struct pattern_set *set, const struct text_set *texts)
{
	for (unsigned i = 0; i < set->event_count; i++)
		if (text_sets_equal(set->events[i]->required[0], texts) && is_searched_for(set->events[i]))
			return (int)i;
	for (unsigned i = 0; i < set->beside_count; i++)
		if (text_sets_equal(set->beside[i], texts))
			return (int)(set->event_count + i);
	return -1;
}

/* An owner behind the events. */
static int add_beside(struct pattern_set *set, const struct text_set *texts)
{
	const unsigned owner = set->event_count + set->beside_count;

	if (owner == OWNERS_MAX || texts->count <= TEXTS_TO_ASK ||
		text_set_worth(texts) < WORTH_SEARCHING_BESIDE)
		return -1;
	set->beside = mem_resize(set->beside, set->beside_count + 1, sizeof(set->beside[0]));
	set->beside[set->beside_count++] = texts;
	search_for(set, texts, owner);
	return (int)owner;
}

static void take_in(struct pattern_set *set, struct event *event)
{
	const struct text_set *second = event->required[1];

	owner_set_add(&set->everybody, event->index);
	if (event->join)
		owner_set_add(&set->joining, event->index);
	if (event->needs_count)
		owner_set_add(&set->sleepers, event->index);
	event->beside = -1;
	if (is_searched_for(event)) {
		owner_set_add(&set->searched, event->index);
		search_for(set, event->required[0], event->index);
		event->beside = second->count ? owner_of(set, second) : -1;
		if (event->beside < 0)
			event->beside = add_beside(set, second);
	} else {
		literal_search_add_always(set->search, event->index);
		ask_for(event, 0);
	}
	if (event->beside < 0)
		ask_for(event, 1);
}

static void begin(struct pattern_set *set)
{
	literal_search_free(set->search);
	set->search = literal_search_new();
	set->beside_count = 0;
	memset(&set->everybody, 0, sizeof(set->everybody));
	memset(&set->searched, 0, sizeof(set->searched));
	memset(&set->joining, 0, sizeof(set->joining));
	memset(&set->sleepers, 0, sizeof(set->sleepers));
}

void pattern_set_seal(struct pattern_set *set)
{
	sort_events(set);
	begin(set);
	for (unsigned i = 0; i < set->event_count; i++)
		take_in(set, set->events[i]);
	literal_search_build(set->search);
	for (unsigned i = 0; i < set->file_count; i++)
		set->files[i]->tool.index = i;
}

void pattern_set_search_nothing(struct pattern_set *set)
{
	struct owner_set joining = set->joining;

	begin(set);
	set->joining = joining;
	for (unsigned i = 0; i < set->event_count; i++) {
		owner_set_add(&set->everybody, i);
		literal_search_add_always(set->search, i);
		set->events[i]->beside = -1;
		for (unsigned j = 0; j < REQUIRED_SETS; j++)
			set->events[i]->asked[j].count = 0;
	}
	literal_search_build(set->search);
}

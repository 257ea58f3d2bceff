/* Each hash has one place; who comes last stays. */
#include "parse/shapes.h"

#include "parse/bytes.h"

#include <string.h>

static bool has_the_rest(const struct event *event, const struct owner_set *found, const struct folded *text)
{
	return event->is_unsearched ||
	       ((event->beside < 0 || owner_set_has(found, (unsigned)event->beside)) &&
		       needles_stand_in(&event->asked[1], text));
}

static void search(const struct pattern_set *set, const struct folded *text, struct owner_set *owners)
{
	struct owner_set found;
	const unsigned words = literal_search_run(set->search, text, &found);

	for (unsigned i = 0; i < words; i++) {
		owners->words[i] = found.words[i] & set->everybody.words[i];
		for (uint64_t rest = owners->words[i]; rest; rest &= rest - 1)
			if (!has_the_rest(
				    set->events[i * 64 + (unsigned)__builtin_ctzll(rest)], &found, text))
				owners->words[i] &= ~(rest & -rest);
	}
}

const struct owner_set *shapes_find(
	struct shapes *shapes, const struct pattern_set *set, const struct folded *text)
{
	struct shape *shape = &shapes->spare;

	if (text->length > 0 && text->length <= SHAPE_BYTES) {
		shape = &shapes->kept[bytes_hash((struct span){ text->bytes, text->length }) % SHAPES];
		if (shape->length == text->length && !memcmp(shape->bytes, text->bytes, text->length))
			return &shape->owners;
		shape->length = text->length;
		memcpy(shape->bytes, text->bytes, text->length);
	}
	search(set, text, &shape->owners);
	return &shape->owners;
}

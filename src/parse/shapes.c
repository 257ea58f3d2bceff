/* Each hash has one place; who comes last stays. */
#include "parse/shapes.h"

#include "parse/bytes.h"

#include <string.h>

static bool has_the_rest(const struct event *event, const struct owner_set *found, const struct folded *text)
{
	return (event->beside < 0 || owner_set_has(found, (unsigned)event->beside)) &&
	       needles_stand_in(&event->asked[1], text);
}

static void search(const struct pattern_set *set, const struct folded *text, struct owner_set *owners)
{
	struct owner_set found;
	const unsigned words = literal_search_run(set->search, text, &found);

	for (unsigned i = 0; i < words; i++) {
		owners->words[i] = found.words[i] & set->everybody.words[i];
		for (uint64_t rest = owners->words[i] & set->searched.words[i]; rest; rest &= rest - 1)
			if (!has_the_rest(
				    set->events[i * 64 + (unsigned)__builtin_ctzll(rest)], &found, text))
				owners->words[i] &= ~(rest & -rest);
	}
}

/* Where a text may be kept; *is_kept: it is. */
static struct shape *place_of(struct shapes *shapes, const struct folded *text, bool *is_kept)
{
	const uint64_t hash = bytes_hash((struct span){ text->bytes, text->length });
	struct shape *shape = &shapes->kept[hash % SHAPES];
	uint64_t *known = &shapes->hashes[hash % SHAPES];

	*is_kept = *known == hash && shape->length == text->length &&
		   !memcmp(shape->bytes, text->bytes, text->length);
	*known = hash;
	return shape;
}

const struct owner_set *shapes_find(
	struct shapes *shapes, const struct pattern_set *set, const struct folded *text)
{
	bool is_kept = false, may_be_kept = text->length <= SHAPE_BYTES;
	struct shape *shape = may_be_kept ? place_of(shapes, text, &is_kept) : &shapes->spare;

	if (is_kept)
		return &shape->owners;
	if (may_be_kept) {
		shape->length = text->length;
		memcpy(shape->bytes, text->bytes, text->length);
	}
	search(set, text, &shape->owners);
	return &shape->owners;
}

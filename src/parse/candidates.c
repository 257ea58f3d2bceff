/* Which events may match is known by the text's shape; here those are left out that are asleep, and those
 * that are awake are asked for if nobody did. */
#include "parse/candidates.h"

/* When one of the events that this one needs matched last, 0 = never. */
static uint64_t needed_at(const struct seen_records *seen, const struct event *event)
{
	uint64_t latest = 0;

	for (unsigned i = 0; i < event->needs_count; i++)
		if (seen->matched_at[event->needs[i]->index] > latest)
			latest = seen->matched_at[event->needs[i]->index];
	return latest;
}

static bool was_needed_anywhere(const struct matcher_state *state, const struct event *event)
{
	for (unsigned i = 0; i < MATCHER_STREAMS; i++)
		if (needed_at(&state->seen[i], event))
			return true;
	return false;
}

static bool is_awake(const struct matcher_state *state, unsigned stream, const struct event *event)
{
	const struct seen_records *seen = &state->seen[matcher_stream(stream)];
	uint64_t latest;

	if (event->needs_count == 0)
		return true;
	if (event->within == 0)
		return was_needed_anywhere(state, event);
	latest = needed_at(seen, event);
	if (latest == 0)
		return false;
	if (event->once && seen->matched_at[event->index] > latest)
		return false;
	if (seen->matched_at[event->index] > latest)
		latest = seen->matched_at[event->index];
	return seen->count - latest <= event->within;
}

/* Of an event that the search does not look for nobody asked until now. */
static bool stands_in(const struct pattern_set *set, const struct event *event, const struct folded *text)
{
	return owner_set_has(&set->searched, event->index) ||
	       (needles_stand_in(&event->asked[0], text) && needles_stand_in(&event->asked[1], text));
}

bool candidates_find(struct candidates *candidates, const struct pattern_set *set,
	const struct owner_set *found, const struct folded *text, const struct owner_set *taking_part,
	const struct matcher_state *state, unsigned stream)
{
	const unsigned words = literal_search_words(set->search);

	candidates->set = set;
	candidates->word = words;
	candidates->words = 0;
	for (unsigned i = 0; i < words; i++) {
		uint64_t rest = found->words[i] & taking_part->words[i] &
				(~set->sleepers.words[i] | state->woken.words[i]);
		uint64_t kept = rest;

		for (; rest; rest &= rest - 1) {
			const struct event *event = set->events[i * 64 + (unsigned)__builtin_ctzll(rest)];

			if (!is_awake(state, stream, event) || !stands_in(set, event, text))
				kept &= ~(rest & -rest);
		}
		candidates->owners.words[i] = kept;
		if (kept) {
			candidates->word = candidates->word < i ? candidates->word : i;
			candidates->words = i + 1;
		}
	}
	return candidates->words > 0;
}

void candidates_only_joining(struct candidates *candidates)
{
	for (unsigned i = candidates->word; i < candidates->words; i++)
		candidates->owners.words[i] &= candidates->set->joining.words[i];
}

struct event *candidates_next(struct candidates *candidates)
{
	for (; candidates->word < candidates->words; candidates->word++) {
		uint64_t *bits = &candidates->owners.words[candidates->word];

		if (*bits) {
			unsigned index = candidates->word * 64 + (unsigned)__builtin_ctzll(*bits);

			*bits &= *bits - 1;
			return candidates->set->events[index];
		}
	}
	return NULL;
}

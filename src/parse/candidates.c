/* The literal search gives a set of bits, less those events that nothing woke yet; whether one is awake still
 * is asked when its turn comes. */
#include "parse/candidates.h"

bool candidates_find(struct candidates *candidates, const struct pattern_set *set,
	const struct owner_set *taking_part, const struct matcher_state *state, unsigned stream,
	struct span text)
{
	uint64_t any = 0;

	candidates->set = set;
	candidates->state = state;
	candidates->stream = stream;
	candidates->text = text;
	candidates->word = 0;
	candidates->words = literal_search_run(set->search, text, &candidates->owners);
	for (unsigned i = 0; i < candidates->words; i++)
		any |= candidates->owners.words[i] &=
			taking_part->words[i] & (~set->sleepers.words[i] | state->woken.words[i]);
	return any != 0;
}

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

void candidates_only_joining(struct candidates *candidates)
{
	for (unsigned i = candidates->word; i < candidates->words; i++)
		candidates->owners.words[i] &= candidates->set->joining.words[i];
}

static bool may_match(const struct candidates *candidates, const struct event *event)
{
	return !owner_set_has(&candidates->set->unsearched, event->index) ||
	       required_stand_in(event->required, candidates->text);
}

static bool is_awake(const struct candidates *candidates, const struct event *event)
{
	const struct seen_records *seen = &candidates->state->seen[matcher_stream(candidates->stream)];
	uint64_t latest;

	if (event->needs_count == 0)
		return true;
	if (event->within == 0)
		return was_needed_anywhere(candidates->state, event);
	latest = needed_at(seen, event);
	if (latest == 0)
		return false;
	if (event->once && seen->matched_at[event->index] > latest)
		return false;
	if (seen->matched_at[event->index] > latest)
		latest = seen->matched_at[event->index];
	return seen->count - latest <= event->within;
}

struct event *candidates_next(struct candidates *candidates)
{
	for (; candidates->word < candidates->words; candidates->word++) {
		uint64_t *bits = &candidates->owners.words[candidates->word];

		while (*bits) {
			unsigned index = candidates->word * 64 + (unsigned)__builtin_ctzll(*bits);
			struct event *event = candidates->set->events[index];

			*bits &= *bits - 1;
			if (is_awake(candidates, event) && may_match(candidates, event))
				return event;
		}
	}
	return NULL;
}

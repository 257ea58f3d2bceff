/* With each record that is added, the event that began is asked again whether it is complete now. */
#include "parse/joining.h"

#include "parse/required.h"

#include <string.h>

static struct span worker_of(const struct held_records *held)
{
	return held->worker_length ? (struct span){ held->worker, held->worker_length } : SPAN_NONE;
}

/* A text of the event's own stands in the match: not a dict alone, which may be one of those inside a dict.
 */
static bool is_its_own(const struct event *event, const struct regex_match *found)
{
	return event->required[0]->count > 0 && required_stand_in(event->required, found->groups[0]);
}

bool joining_is_unfinished(
	struct visit *visit, struct span text, struct candidates candidates, const struct event *matching)
{
	struct matcher *matcher = visit->matcher;
	struct regex_match *found = &matcher->tried;
	const struct event *event;

	candidates_only_joining(&candidates);
	while ((event = visit_next_candidate(visit, &candidates)) != NULL)
		if (event != matching && !visit_match(visit, event, text, found) &&
			regex_match_partly(event->regex, matcher->scratch, text, found) == REGEX_PARTIAL &&
			is_its_own(event, found))
			return true;
	return false;
}

/* The record alone is such an event or the beginning of one: what is held will never close. */
static bool begins_anew(struct visit *visit, struct span text)
{
	struct matcher *matcher = visit->matcher;
	struct regex_match *found = &matcher->tried;
	struct candidates candidates;
	const struct event *event;

	if (!visit_find_candidates(visit, text, &candidates))
		return false;
	candidates_only_joining(&candidates);
	while ((event = visit_next_candidate(visit, &candidates)) != NULL)
		if ((visit_match(visit, event, text, found) ||
			    regex_match_partly(event->regex, matcher->scratch, text, found) ==
				    REGEX_PARTIAL) &&
			is_its_own(event, found))
			return true;
	return false;
}

void joining_hold(struct visit *visit, struct span text)
{
	struct held_records *held = &visit->state->held;

	if (text.length > sizeof(held->text)) {
		visit_text(visit, text);
		return;
	}
	memcpy(held->text, text.text, text.length);
	held->length = (uint32_t)text.length;
	held->count = 1;
	held->stream = visit->record->stream;
	held->row = visit->record->row;
	held->worker_length = (uint32_t)visit->tag.name.length;
	if (held->worker_length)
		memcpy(held->worker, visit->tag.name.text, held->worker_length);
	held->when_ns = visit->record->when_ns;
}

static bool append(struct held_records *held, struct span text)
{
	if (held->count == JOIN_RECORDS || held->length + 1 + text.length > sizeof(held->text))
		return false;
	held->text[held->length++] = '\n';
	memcpy(held->text + held->length, text.text, text.length);
	held->length += (uint32_t)text.length;
	held->count++;
	return true;
}

void joining_release(struct visit *visit)
{
	struct held_records *held = &visit->state->held;
	struct record record = *visit->record;
	struct visit alone = *visit;
	const char *at = held->text, *end = held->text + held->length;

	record.stream = held->stream;
	record.row = held->row;
	record.when_ns = held->when_ns;
	alone.record = &record;
	alone.tag.name = worker_of(held);
	held->length = held->count = 0;
	while (at <= end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		record.text = (struct span){ at, (size_t)((stop ? stop : end) - at) };
		alone.events = 0;
		visit_text(&alone, record.text);
		at = stop ? stop + 1 : end + 1;
	}
}

/* An event reaches from the records that were held into the one that was added. */
static bool completes(
	struct visit *visit, struct span joined, size_t before, const struct candidates *candidates)
{
	struct regex_match match;
	const struct event *event = visit_find_best(visit, joined, *candidates, &match);
	const char *seam = joined.text + before;

	return event && match.groups[0].text < seam && match.groups[0].text + match.groups[0].length > seam;
}

bool joining_take(struct visit *visit, struct span text)
{
	struct held_records *held = &visit->state->held;
	uint32_t before = held->length;
	struct candidates candidates;

	if (visit->record->stream != held->stream || !span_equal(visit->tag.name, worker_of(held)))
		return false;
	if (!begins_anew(visit, text) && append(held, text)) {
		struct record record = *visit->record;

		record.text = (struct span){ held->text, held->length };
		visit_find_candidates(visit, record.text, &candidates);
		if (completes(visit, record.text, before, &candidates)) {
			struct visit joined = *visit;

			joined.record = &record;
			visit_text(&joined, record.text);
			held->length = held->count = 0;
			return true;
		}
		if (joining_is_unfinished(visit, record.text, candidates, NULL))
			return true;
		held->length = before;
		held->count--;
	}
	joining_release(visit);
	return false;
}

/* One pass over the record finds the literals in it, and with them the few events that may match; the best of
 * them takes its stretch, and what is left on both sides is matched again (rule 2). */
#include "parse/visit.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "parse/compiled_set.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define EVENTS_PER_RECORD_MAX 256
#define SOURCE_TEXT_BYTES 256

/* --- the best event of a text --- */

static void complain(struct matcher *matcher, const struct event *event, const char *why)
{
	char *complaint;

	if (!matcher->on_complaint)
		return;
	complaint = mem_format("%s:%d: [%s] %s", event->tool->path, event->text_line, event->name, why);
	matcher->on_complaint(matcher->complaint_ctx, complaint);
	free(complaint);
}

static void tell(struct matcher *matcher, const struct event *event)
{
	char why[REGEX_COMPLAINT_BYTES];

	if (regex_take_complaint(event->regex, why, sizeof(why)))
		complain(matcher, event, why);
}

static bool compile(struct matcher *matcher, struct event *event)
{
	struct error err = ERROR_INIT;

	log_debug("parse", "%s:%d: [%s] may match for the first time", event->tool->path, event->line,
		event->name);
	if (event_compile(event, &err))
		return true;
	if (err.kind != ERROR_NONE)
		complain(matcher, event, err.message);
	return false;
}

/* A shipped event is compiled when it is a candidate for the first time, which most never are. */
const struct event *visit_next_candidate(const struct visit *visit, struct candidates *candidates)
{
	struct event *event;

	while ((event = candidates_next(candidates)) != NULL)
		if ((event->regex && !event->broken) || compile(visit->matcher, event))
			return event;
	return NULL;
}

static enum regex_result match_measured(
	struct matcher *matcher, const struct event *event, struct span text, struct regex_match *found)
{
	struct pattern_cost *cost = &matcher->costs[event->index];
	uint64_t start = clock_monotonic_ns();
	enum regex_result result = regex_match(event->regex, matcher->scratch, text, found);

	cost->nanoseconds += clock_monotonic_ns() - start;
	cost->tool = event->tool->name;
	cost->event = event->name;
	cost->tries++;
	cost->matches += result == REGEX_FOUND;
	return result;
}

bool visit_match(
	const struct visit *visit, const struct event *event, struct span text, struct regex_match *found)
{
	struct matcher *matcher = visit->matcher;

	if (text.length == 0 || !byte_set_has(&event->first, text.text[0]) ||
		!byte_set_has(&event->last, text.text[text.length - 1]))
		return false;
	switch (matcher->costs ? match_measured(matcher, event, text, found)
			       : regex_match(event->regex, matcher->scratch, text, found)) {
	case REGEX_FOUND:
		return true;
	case REGEX_GAVE_UP:
	case REGEX_OFF:
		tell(matcher, event);
		return false;
	default:
		return false;
	}
}

bool visit_find_candidates(const struct visit *visit, struct span text, struct candidates *candidates)
{
	struct matcher *matcher = visit->matcher;

	folded_take(&matcher->folded, text);
	return candidates_find(candidates, matcher->set,
		shapes_find(&matcher->shapes, matcher->set, &matcher->folded), &matcher->folded,
		&matcher->taking_part, visit->state, visit->record->stream);
}

static void copy_match(struct regex_match *to, const struct regex_match *from)
{
	to->count = from->count;
	memcpy(to->groups, from->groups, from->count * sizeof(from->groups[0]));
}

const struct event *visit_find_best(
	struct visit *visit, struct span text, struct candidates candidates, struct regex_match *match)
{
	struct regex_match *tried = &visit->matcher->tried;
	const struct event *best = NULL, *event;

	while ((event = visit_next_candidate(visit, &candidates)) != NULL) {
		if (best && event->tool->class < best->tool->class)
			break;
		if (!visit_match(visit, event, text, tried))
			continue;
		if (best && tried->groups[0].text >= match->groups[0].text)
			continue;
		best = event;
		copy_match(match, tried);
		if (match->groups[0].text == text.text)
			break;
	}
	return best;
}

/* --- what a match gives --- */

/* What stands between the previous match and this one, digits as '#', trimmed: the logger's prefix. */
static uint64_t source_of(const struct visit *visit, const char *start)
{
	const char *at = visit->previous_end, *end = start;
	char text[SOURCE_TEXT_BYTES];
	size_t length = 0;

	while (at < end && isspace((unsigned char)*at))
		at++;
	while (end > at && isspace((unsigned char)end[-1]))
		end--;
	for (; at < end && length < sizeof(text); at++) {
		char c = isdigit((unsigned char)*at) ? '#' : *at;

		if (c != '#' || length == 0 || text[length - 1] != '#')
			text[length++] = c;
	}
	return span_hash((struct span){ text, length }) * 3 + visit->record->stream;
}

/* 0: nobody in particular. */
static uint64_t worker_of(struct span name)
{
	return name.text ? span_hash(name) : 0;
}

static void count(struct visit *visit, const struct event *event, const char *start, struct reading *reading)
{
	struct dedupe *dedupe = &visit->state->dedupe;
	struct dedupe_event counted = {
		.tool = event->tool->index,
		.level = event->level,
		.worker = reading->worker,
		.source = source_of(visit, start),
		.key = event->count == COUNT_KEY ? reading->key : SPAN_NONE,
	};

	if (event->opens)
		dedupe_open(dedupe, counted.tool, counted.level, reading->round);
	if (event->count != COUNT_NOTHING)
		reading->counted = dedupe_count(dedupe, &counted, &reading->fresh);
	else if (!reading->is_bar && event->level != LEVEL_NONE &&
		 !(isnan(reading->current_iteration) && isnan(reading->iterations_done)))
		dedupe_advance(dedupe, counted.tool, counted.level,
			isnan(reading->current_iteration) ? reading->iterations_done
							  : reading->current_iteration);
}

/* Rule 3: what paused may move a bar if none of its values touches the row's end, where more may come. */
static bool may_speak_paused(
	const struct visit *visit, const struct event *event, const struct regex_match *match)
{
	const char *end = visit->record->text.text + visit->record->text.length;

	if (!event->has_bar_numbers && !event->is_bar)
		return false;
	for (unsigned i = 1; i < match->count; i++)
		if (match->groups[i].text && match->groups[i].text + match->groups[i].length == end)
			return false;
	return true;
}

static void emit(struct visit *visit, const struct event *event, const struct regex_match *match)
{
	struct reading reading;

	if (event->ignore)
		return;
	visit->silenced |= visit->record->paused && !may_speak_paused(visit, event, match);
	if (visit->silenced)
		return;
	reading = event_reading(event, match, visit->record, &visit->state->columns, &visit->matcher->texts);
	if (!reading.worker_name.text)
		reading.worker_name = visit->tag.name;
	reading.worker = worker_of(reading.worker_name);
	if (!visit->record->paused)
		count(visit, event, match->groups[0].text, &reading);
	visit->on_reading(visit->ctx, &reading);
}

static bool is_blank(struct span text)
{
	for (size_t i = 0; i < text.length; i++)
		if (!isspace((unsigned char)text.text[i]))
			return false;
	return true;
}

static void match_stretch(struct visit *visit, struct span text);

static void wake(struct visit *visit, const struct event *needed)
{
	const struct pattern_set *set = visit->matcher->set;

	for (unsigned i = 0; i < set->event_count; i++)
		for (unsigned j = 0; j < set->events[i]->needs_count; j++)
			if (set->events[i]->needs[j] == needed)
				owner_set_add(&visit->state->woken, i);
}

/* Gives the event and all that stands before it; returns what stands behind it. */
static struct span take(
	struct visit *visit, struct span text, const struct event *event, const struct regex_match *match)
{
	const char *start = match->groups[0].text, *end = text.text + text.length;

	visit->events++;
	if (start > text.text)
		match_stretch(visit, (struct span){ text.text, (size_t)(start - text.text) });
	if (!visit->record->paused) {
		struct seen_records *seen = &visit->state->seen[matcher_stream(visit->record->stream)];

		if (!seen->matched_at[event->index])
			wake(visit, event);
		seen->matched_at[event->index] = seen->count;
	}
	emit(visit, event, match);
	visit->previous_end = start + match->groups[0].length;
	return (struct span){ visit->previous_end, (size_t)(end - visit->previous_end) };
}

static void match_stretch(struct visit *visit, struct span text)
{
	struct candidates candidates;
	struct regex_match match;

	while (visit->events < EVENTS_PER_RECORD_MAX && !is_blank(text) &&
		visit_find_candidates(visit, text, &candidates)) {
		const struct event *event = visit_find_best(visit, text, candidates, &match);

		if (!event)
			return;
		text = take(visit, text, event, &match);
	}
}

static void begin_line(struct visit *visit, struct span text)
{
	visit->previous_end = visit->line_start ? visit->line_start : text.text;
}

void visit_text(struct visit *visit, struct span text)
{
	begin_line(visit, text);
	match_stretch(visit, text);
}

void visit_text_with(
	struct visit *visit, struct span text, const struct event *best, const struct regex_match *match)
{
	begin_line(visit, text);
	match_stretch(visit, take(visit, text, best, match));
}

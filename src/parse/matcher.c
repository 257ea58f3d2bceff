/* One pass over the record finds the literals in it, and with them the few events that may match; the best of
 * them takes its stretch, and what is left on both sides is matched again (rule 2). */
#include "parse/matcher.h"

#include "base/clock.h"
#include "base/mem.h"
#include "parse/candidates.h"
#include "parse/compiled_set.h"
#include "parse/event_reading.h"
#include "parse/worker_tag.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

#define EVENTS_PER_RECORD_MAX 256
#define SOURCE_TEXT_BYTES 256

struct matcher {
	const struct pattern_set *set;
	struct regex_scratch *scratch;
	struct regex_match matches[2]; /* the best so far, and the one that is tried */
	struct owner_set taking_part;
	struct reading_texts texts;
	struct pattern_cost *costs; /* NULL: nobody wants to know */
	complaint_fn on_complaint;
	void *complaint_ctx;
};

/* One record on its way through. */
struct visit {
	struct matcher *matcher;
	struct matcher_state *state;
	const struct record *record;
	struct worker_tag tag;
	const char *previous_end; /* of the match before, else the text's start */
	unsigned events;
	reading_fn on_reading;
	void *ctx;
};

struct matcher *matcher_new(const struct pattern_set *set)
{
	struct matcher *matcher = mem_alloc(sizeof(*matcher));

	matcher->set = set;
	matcher->scratch = regex_scratch_new();
	memset(&matcher->taking_part, 0xff, sizeof(matcher->taking_part));
	return matcher;
}

void matcher_free(struct matcher *matcher)
{
	if (!matcher)
		return;
	regex_scratch_free(matcher->scratch);
	free(matcher);
}

void matcher_on_complaint(struct matcher *matcher, complaint_fn on_complaint, void *ctx)
{
	matcher->on_complaint = on_complaint;
	matcher->complaint_ctx = ctx;
}

void matcher_measure(struct matcher *matcher, struct pattern_cost *costs)
{
	matcher->costs = costs;
}

void matcher_only(struct matcher *matcher, const struct tool *tool)
{
	for (unsigned i = 0; i < matcher->set->event_count; i++) {
		const struct tool *other = matcher->set->events[i]->tool;

		if (other->class == CLASS_USER && other != tool)
			matcher->taking_part.words[i / 64] &= ~(1ull << i % 64);
	}
}

void matcher_state_init(struct matcher_state *state)
{
	memset(state, 0, sizeof(*state));
	dedupe_init(&state->dedupe);
}

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

/* A shipped event is compiled when it is a candidate for the first time, which most never are. */
static const struct event *next_candidate(struct matcher *matcher, struct candidates *candidates)
{
	struct event *event;

	while ((event = candidates_next(candidates)) != NULL) {
		struct error err = ERROR_INIT;

		if (event_compile(event, &err))
			return event;
		if (err.kind != ERROR_NONE)
			complain(matcher, event, err.message);
	}
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

static bool match(
	struct matcher *matcher, const struct event *event, struct span text, struct regex_match *found)
{
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

static bool find_candidates(const struct visit *visit, struct span text, struct candidates *candidates)
{
	return candidates_find(candidates, visit->matcher->set, &visit->matcher->taking_part, visit->state,
		visit->record->stream, text);
}

/* The event of the highest class that matches, of these the leftmost, of these the first in file order. */
static const struct event *find_best(
	struct visit *visit, struct span text, struct candidates candidates, struct regex_match **best_match)
{
	struct matcher *matcher = visit->matcher;
	struct regex_match *tried = &matcher->matches[0], *kept = &matcher->matches[1];
	const struct event *best = NULL, *event;

	while ((event = next_candidate(matcher, &candidates)) != NULL) {
		struct regex_match *other = kept;

		if (best && event->tool->class < best->tool->class)
			break;
		if (!match(matcher, event, text, tried))
			continue;
		if (best && tried->groups[0].text >= kept->groups[0].text)
			continue;
		best = event;
		kept = tried;
		tried = other;
		if (kept->groups[0].text == text.text)
			break;
	}
	*best_match = kept;
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

	if (visit->record->paused ? !may_speak_paused(visit, event, match) : event->ignore)
		return;
	reading = event_reading(event, match, visit->record, &visit->matcher->texts);
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

/* Gives the best event and all that stands before it; returns what stands behind it, nothing if none matched.
 */
static struct span take_best(struct visit *visit, struct span text, const struct candidates *candidates)
{
	struct regex_match *found, kept;
	const struct event *event = NULL;
	const char *start, *end = text.text + text.length;

	if (visit->events < EVENTS_PER_RECORD_MAX)
		event = find_best(visit, text, *candidates, &found);
	if (!event)
		return (struct span){ end, 0 };
	visit->events++;
	start = found->groups[0].text;
	if (start > text.text) {
		kept = *found; /* the left side uses the same scratch */
		match_stretch(visit, (struct span){ text.text, (size_t)(start - text.text) });
		found = &kept;
	}
	if (!visit->record->paused) {
		struct seen_records *seen = &visit->state->seen[matcher_stream(visit->record->stream)];

		if (!seen->matched_at[event->index])
			wake(visit, event);
		seen->matched_at[event->index] = seen->count;
	}
	emit(visit, event, found);
	visit->previous_end = start + found->groups[0].length;
	return (struct span){ visit->previous_end, (size_t)(end - visit->previous_end) };
}

static void match_stretch(struct visit *visit, struct span text)
{
	struct candidates candidates;

	while (!is_blank(text) && find_candidates(visit, text, &candidates))
		text = take_best(visit, text, &candidates);
}

/* --- worker tags --- */

static const struct event *best_of(struct visit *visit, struct span text, const char **start)
{
	struct regex_match *found;
	struct candidates candidates;
	const struct event *event;

	if (!find_candidates(visit, text, &candidates))
		return NULL;
	event = find_best(visit, text, candidates, &found);
	if (event)
		*start = found->groups[0].text;
	return event;
}

/* "3: " is a tag unless it is the beginning of what an event matches. Behind a tag a higher class may: then
 * the lower one took it for a prefix of any kind. */
static bool takes_the_tag(struct visit *visit, struct span text, size_t tag_length)
{
	const struct span rest = { text.text + tag_length, text.length - tag_length };
	const char *start, *start_behind;
	const struct event *event = best_of(visit, text, &start), *behind;

	if (!event || start >= rest.text)
		return false;
	behind = best_of(visit, rest, &start_behind);
	return !behind || behind->tool->class <= event->tool->class;
}

static struct span strip_tag(struct visit *visit, struct span text)
{
	struct worker_tag tag = worker_tag_find(text);

	if (!tag.name.text || (tag.only_digits && takes_the_tag(visit, text, tag.length)))
		return text;
	visit->tag = tag;
	return (struct span){ text.text + tag.length, text.length - tag.length };
}

/* --- records that are continued --- */

/* The text ends in the middle of an event: its literal is there, its end is not. */
static bool is_unfinished(struct visit *visit, struct span text, struct candidates candidates)
{
	struct matcher *matcher = visit->matcher;
	struct regex_match *found = &matcher->matches[0];
	const struct event *event;

	candidates_only_joining(&candidates);
	while ((event = next_candidate(matcher, &candidates)) != NULL)
		if (!match(matcher, event, text, found) &&
			regex_match_partly(event->regex, matcher->scratch, text, found) == REGEX_PARTIAL &&
			required_stands_in(event->required, found->groups[0]))
			return true;
	return false;
}

static void match_text(struct visit *visit, struct span text)
{
	visit->previous_end = text.text;
	match_stretch(visit, text);
}

static void hold(struct visit *visit, struct span text)
{
	struct held_records *held = &visit->state->held;

	if (text.length > sizeof(held->text)) {
		match_text(visit, text);
		return;
	}
	memcpy(held->text, text.text, text.length);
	held->length = (uint32_t)text.length;
	held->count = 1;
	held->stream = visit->record->stream;
	held->row = visit->record->row;
	held->worker = worker_of(visit->tag.name);
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

/* They are no beginning of anything after all: each is matched for itself. */
static void release(struct visit *visit)
{
	struct held_records *held = &visit->state->held;
	struct record record = *visit->record;
	struct visit alone = *visit;
	const char *at = held->text, *end = held->text + held->length;

	record.stream = held->stream;
	record.row = held->row;
	record.when_ns = held->when_ns;
	alone.record = &record;
	held->length = held->count = 0;
	while (at <= end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		record.text = (struct span){ at, (size_t)((stop ? stop : end) - at) };
		alone.events = 0;
		match_text(&alone, record.text);
		at = stop ? stop + 1 : end + 1;
	}
}

/* An event reaches from the records that were held into the one that was added. */
static bool completes(
	struct visit *visit, struct span joined, size_t before, const struct candidates *candidates)
{
	struct regex_match *found;
	const struct event *event = find_best(visit, joined, *candidates, &found);
	const char *seam = joined.text + before;

	return event && found->groups[0].text < seam &&
	       found->groups[0].text + found->groups[0].length > seam;
}

/* True: the record went to those that are held, or completed them. */
static bool join_to_held(struct visit *visit, struct span text)
{
	struct held_records *held = &visit->state->held;
	uint32_t before = held->length;
	struct candidates candidates;

	if (visit->record->stream != held->stream || worker_of(visit->tag.name) != held->worker)
		return false;
	if (append(held, text)) {
		struct record record = *visit->record;

		record.text = (struct span){ held->text, held->length };
		find_candidates(visit, record.text, &candidates);
		if (completes(visit, record.text, before, &candidates)) {
			struct visit joined = *visit;

			joined.record = &record;
			match_text(&joined, record.text);
			held->length = held->count = 0;
			return true;
		}
		if (is_unfinished(visit, record.text, candidates))
			return true;
		held->length = before;
		held->count--;
	}
	release(visit);
	return false;
}

void matcher_feed(struct matcher *matcher, struct matcher_state *state, const struct record *record,
	reading_fn on_reading, void *ctx)
{
	struct visit visit = {
		.matcher = matcher, .state = state, .record = record, .on_reading = on_reading, .ctx = ctx
	};
	bool whole = !record->redrawn && !record->paused;
	struct candidates candidates;
	struct span text;

	text = strip_tag(&visit, record->text);
	state->seen[matcher_stream(record->stream)].count += !record->paused;
	if (state->held.length && whole && join_to_held(&visit, text))
		return;
	if (text.length == 0 || !find_candidates(&visit, text, &candidates))
		return;
	visit.previous_end = text.text;
	if (whole && !state->held.length && is_unfinished(&visit, text, candidates))
		hold(&visit, text);
	else
		match_stretch(&visit, take_best(&visit, text, &candidates));
}

void matcher_end(struct matcher *matcher, struct matcher_state *state, uint64_t when_ns,
	reading_fn on_reading, void *ctx)
{
	const struct record record = { .when_ns = when_ns };
	struct visit visit = {
		.matcher = matcher, .state = state, .record = &record, .on_reading = on_reading, .ctx = ctx
	};

	if (state->held.length)
		release(&visit);
}

uint64_t matcher_records(const struct matcher_state *state)
{
	uint64_t count = 0;

	for (unsigned i = 0; i < MATCHER_STREAMS; i++)
		count += state->seen[i].count;
	return count;
}

void matcher_each_user_event(const struct pattern_set *set, const struct matcher_state *state,
	void (*on_event)(void *ctx, const char *tool, const char *event, bool matched), void *ctx)
{
	for (unsigned i = 0; i < set->event_count; i++) {
		const struct event *event = set->events[i];
		bool matched = false;

		if (event->tool->class != CLASS_USER)
			continue;
		for (unsigned j = 0; j < MATCHER_STREAMS; j++)
			matched = matched || state->seen[j].matched_at[i];
		on_event(ctx, event->tool->name, event->name, matched);
	}
}

/* The way of a record: its worker tag comes off, it is joined to those that wait for it or waits itself, or
 * its events are given. */
#include "parse/matcher.h"

#include "base/mem.h"
#include "parse/compiled_set.h"
#include "parse/joining.h"
#include "parse/log_prefix.h"
#include "parse/visit.h"

#include <stdlib.h>
#include <string.h>

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
	folded_release(&matcher->folded);
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

/* --- worker tags --- */

static const struct event *best_of(struct visit *visit, struct span text, const char **start)
{
	struct regex_match match;
	struct candidates candidates;
	const struct event *event;

	if (!visit_find_candidates(visit, text, &candidates))
		return NULL;
	event = visit_find_best(visit, text, candidates, &match);
	if (event)
		*start = match.groups[0].text;
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

	if (!tag.name.text || (tag.doubtful && takes_the_tag(visit, text, tag.length)))
		return text;
	visit->tag = tag;
	return (struct span){ text.text + tag.length, text.length - tag.length };
}

/* --- a logger's prefix --- */

/* The name of the bar that the text begins with. */
static struct span name_at(struct span text, const struct event *event, const struct regex_match *match)
{
	for (unsigned i = 0; i < event->capture_count; i++) {
		const struct event_capture *capture = &event->captures[i];

		if (capture->group < match->count && match->groups[capture->group].text == text.text &&
			capture->field && !strcmp(field_name(capture->field), "name"))
			return match->groups[capture->group];
	}
	return SPAN_NONE;
}

/* How much of a bar's name is a logger's prefix. The blank behind the name tells that a time or a level is
 * all of it. A colon ahead of the bar is rather that of its name, "Epoch: 5%", than a logger's. */
static size_t prefix_of_name(struct span text, const struct event *event, const struct regex_match *match)
{
	const struct span name = event->is_bar ? name_at(text, event, match) : SPAN_NONE;
	size_t ends[LOG_PREFIX_ENDS_MAX], length, last;
	unsigned count;

	if (name.length == 0 || !(*name.text == '[' || (*name.text >= '0' && *name.text <= '9')))
		return 0;
	length = name.length + (name.length < text.length && text.text[name.length] == ' ');
	count = log_prefix_find((struct span){ name.text, length }, ends);
	if (count == 0)
		return 0;
	last = ends[count - 1];
	if (last < text.length && (text.text[last] < '0' || text.text[last] > '9'))
		return last;
	while (last > 0 && text.text[last - 1] == ' ')
		last--;
	if (last > 0 && text.text[last - 1] == ':')
		while (count > 1 && ends[count - 1] >= last)
			count--;
	return ends[count - 1];
}

/* A bar's name may be any text, what a logger puts before it, too. */
static const struct event *strip_prefix_of_name(struct visit *visit, struct span *text,
	const struct candidates *candidates, const struct event *best, struct regex_match *match)
{
	const size_t cut = prefix_of_name(*text, best, match);
	const struct span rest = { text->text + cut, text->length - cut };
	const struct event *event;
	struct regex_match other;

	if (cut == 0)
		return best;
	event = visit_find_best(visit, rest, *candidates, &other);
	if (!event || event->tool->class < best->tool->class)
		return best;
	*match = other;
	visit->line_start = text->text;
	*text = rest;
	return event;
}

/* A tool's own text is known by how its line begins. Where only a generic event, or none, matches behind
 * a logger's prefix as it stands, one of a higher class may match without it. What may match behind the
 * prefix is among what may match with it. Returns the best event of what is left of the text. */
static const struct event *strip_log_prefix(struct visit *visit, struct span *text,
	const struct candidates *candidates, struct regex_match *match)
{
	const struct event *best = visit_find_best(visit, *text, *candidates, match);
	size_t ends[LOG_PREFIX_ENDS_MAX], cut = 0;
	struct regex_match other;
	unsigned count;

	if (best)
		best = strip_prefix_of_name(visit, text, candidates, best, match);
	if (best && best->tool->class != CLASS_GENERIC)
		return best;
	count = log_prefix_find(*text, ends);
	for (unsigned i = 0; i < count && (!best || best->tool->class == CLASS_GENERIC); i++) {
		const struct span rest = { text->text + ends[i], text->length - ends[i] };
		const struct event *event = visit_find_best(visit, rest, *candidates, &other);

		if (!event || (best && event->tool->class <= best->tool->class))
			continue;
		best = event;
		*match = other;
		cut = ends[i];
	}
	if (cut > 0 && !visit->line_start)
		visit->line_start = text->text;
	*text = (struct span){ text->text + cut, text->length - cut };
	return best;
}

/* --- records --- */

void matcher_feed(struct matcher *matcher, struct matcher_state *state, const struct record *record,
	reading_fn on_reading, void *ctx)
{
	struct visit visit = {
		.matcher = matcher, .state = state, .record = record, .on_reading = on_reading, .ctx = ctx
	};
	bool whole = !record->redrawn && !record->paused;
	struct candidates candidates;
	const struct event *best;
	struct regex_match match;
	struct span text;

	text = strip_tag(&visit, record->text);
	state->seen[matcher_stream(record->stream)].count += !record->paused;
	if (state->held.length && whole && joining_take(&visit, text))
		return;
	if (text.length == 0 || !visit_find_candidates(&visit, text, &candidates))
		return;
	best = strip_log_prefix(&visit, &text, &candidates, &match);
	if (whole && !state->held.length && joining_is_unfinished(&visit, text, candidates, best))
		joining_hold(&visit, text);
	else if (best)
		visit_text_with(&visit, text, best, &match);
}

void matcher_end(struct matcher *matcher, struct matcher_state *state, uint64_t when_ns,
	reading_fn on_reading, void *ctx)
{
	const struct record record = { .when_ns = when_ns };
	struct visit visit = {
		.matcher = matcher, .state = state, .record = &record, .on_reading = on_reading, .ctx = ctx
	};

	if (state->held.length)
		joining_release(&visit);
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

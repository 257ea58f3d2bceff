/* Captures first, then what the keys of the section say about them. */
#include "parse/event_reading.h"

#include <math.h>

static struct span group_of(const struct regex_match *match, unsigned group)
{
	return group < match->count ? match->groups[group] : SPAN_NONE;
}

/* Before the cells that may stand in the same row. What is there of a row that only paused may end in half a
 * name. */
static void keep_columns(const struct event *event, const struct regex_match *match,
	const struct record *record, struct columns *columns)
{
	for (unsigned i = 0; i < event->capture_count; i++) {
		const struct event_capture *capture = &event->captures[i];
		struct span text = group_of(match, capture->group);

		if (text.text && capture->field && field_is_columns(capture->field) && !record->paused)
			columns_keep(columns, event->tool->index, text);
	}
}

static void store_captures(const struct event *event, const struct regex_match *match,
	const struct columns *columns, struct reading_texts *texts, struct reading *reading)
{
	for (unsigned i = 0; i < event->capture_count; i++) {
		const struct event_capture *capture = &event->captures[i];
		struct span text = group_of(match, capture->group);

		if (!text.text || !capture->field)
			continue;
		if (field_is_metrics(capture->field))
			metrics_split(text, &texts->names, reading);
		else if (field_is_cells(capture->field))
			columns_name_cells(columns, event->tool->index, text, reading);
		else if (field_store(capture->field, text, reading) && field_is_score(capture->field))
			reading->nan_score = isnan(reading->score);
	}
}

static struct span named_group(const struct event *event, const struct regex_match *match, struct span name)
{
	for (unsigned i = 0; i < event->capture_count; i++) {
		struct span text = group_of(match, event->captures[i].group);

		if (text.text && span_is(name, event->captures[i].name))
			return text;
	}
	return SPAN_NONE;
}

/* "Processing {symbol} ({symbol_index}/{total_symbols})" */
static struct span fill_message(const struct event *event, const struct regex_match *match, char *text)
{
	const char *at = event->message;
	size_t used = 0;

	while (*at && used + 1 < MESSAGE_BYTES) {
		const char *close = *at == '{' ? strchr(at, '}') : NULL;
		struct span piece = { at, 1 };

		if (close)
			piece = named_group(event, match, (struct span){ at + 1, (size_t)(close - at - 1) });
		if (piece.text)
			used += span_copy(piece, text + used, MESSAGE_BYTES - used);
		at = close ? close + 1 : at + 1;
	}
	text[used] = '\0';
	return (struct span){ text, used };
}

/* `*` stands for any bytes. */
static bool name_fits(const char *wanted, struct span name)
{
	if (*wanted == '*') {
		for (size_t i = 0; i <= name.length; i++)
			if (name_fits(wanted + 1, (struct span){ name.text + i, name.length - i }))
				return true;
		return false;
	}
	if (!*wanted || name.length == 0)
		return !*wanted && name.length == 0;
	return *wanted == *name.text &&
	       name_fits(wanted + 1, (struct span){ name.text + 1, name.length - 1 });
}

static const struct reading_metric *find_metric(const struct reading *reading, const char *wanted)
{
	for (unsigned i = 0; i < reading->metric_count; i++)
		if (name_fits(wanted, reading->metrics[i].name))
			return &reading->metrics[i];
	return NULL;
}

/* Rule 20: the first name of the list that is there becomes the score. A captured score has the first name.
 */
static void choose_score(const struct event *event, struct reading *reading)
{
	for (unsigned i = 0; i < event->score_count; i++) {
		const struct wanted_score *wanted = &event->scores[i];
		const struct reading_metric *metric = NULL;

		if (isnan(reading->score) && isnan(reading->best_score) && !reading->nan_score) {
			metric = find_metric(reading, wanted->name);
			if (!metric)
				continue;
			reading->score = metric->value;
			reading->nan_score = isnan(metric->value);
		}
		if (metric)
			reading->score_name = metric->name;
		else if (!reading->score_name.text)
			reading->score_name = span_of(wanted->name);
		reading->score_rank = (int)i;
		reading->direction = wanted->direction;
		return;
	}
}

/* What {bar} and {counter} captured is the bar itself, or the items inside the event's own counter. */
static void place_bar(const struct event *event, struct reading *reading)
{
	reading->is_bar = event->is_bar || event->counts_iterations;
	reading->is_estimate_of_level = event->counts_iterations;
	if (reading->is_bar) {
		if (!reading->bar_name.text)
			reading->bar_name = span_of("");
		return;
	}
	if (!event->has_bar_numbers)
		return;
	reading->items_done = reading->bar_done;
	reading->total_items = reading->bar_total;
	reading->bar_done = reading->bar_total = NAN;
	/* these two speak of the items only */
	reading->percentage = reading->eta_seconds = NAN;
}

/* They are finished, too. */
static void add_failed(struct reading *reading)
{
	if (isnan(reading->iterations_failed))
		return;
	reading->iterations_done =
		reading->iterations_failed + (isnan(reading->iterations_done) ? 0 : reading->iterations_done);
}

/* Rule 12: joblib's total is what was handed out so far, until it says that all is done. */
static void weigh_totals(const struct event *event, struct reading *reading)
{
	reading->firmness = event->totals == TOTALS_SOFT ? TOTAL_SOFT : TOTAL_FIRM;
	if (event->totals == TOTALS_SOFT && !event->finishes &&
		!(reading->iterations_done < reading->total_iterations))
		reading->total_iterations = NAN;
	if (event->totals == TOTALS_FIRM && isnan(reading->total_iterations) && isnan(reading->total_items) &&
		isnan(reading->bar_total) && isnan(reading->total_steps))
		reading->firmness = TOTAL_UNKNOWN;
}

struct reading event_reading(const struct event *event, const struct regex_match *match,
	const struct record *record, struct columns *columns, struct reading_texts *texts)
{
	struct reading reading = reading_none();

	texts->names.used = 0;
	reading.when_ns = record->when_ns;
	reading.tool = event->tool->index;
	reading.tool_name = event->tool->name;
	reading.event_name = event->name;
	reading.class = event->tool->class;
	reading.level = event->level;
	reading.unit = span_of(event->unit ? event->unit : event->tool->unit);
	reading.item_unit = span_of(event->item_unit ? event->item_unit : event->tool->item_unit);
	reading.stream = record->stream;
	reading.row = record->row;
	reading.paused = record->paused;
	reading.opens = event->opens;
	reading.side = event->side;
	reading.weak = event->weak;
	reading.generic_counter = event->bare;
	reading.finishes = event->finishes;
	reading.step = span_of(event->step);
	keep_columns(event, match, record, columns);
	store_captures(event, match, columns, texts, &reading);
	if (event->message)
		reading.message = fill_message(event, match, texts->message);
	add_failed(&reading);
	place_bar(event, &reading);
	weigh_totals(event, &reading);
	choose_score(event, &reading);
	return reading;
}

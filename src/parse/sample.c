/* Feeds the quoted text record by record, keeps what was read last, compares name by name. */
#include "parse/sample.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "parse/compiled_set.h"
#include "parse/literal.h"
#include "parse/matcher.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

struct expectation {
	const struct event *event;
	const char *wanted; /* "key=3 score=0.9", or "nothing" */
	struct error *err;
	bool seen, right;
};

/* Behind the closing quote; NULL: there is none. Undoes the backslashes. */
static const char *read_quoted(const char *at, struct strbuf *text)
{
	static const char names[] = "ntre", bytes[] = "\n\t\r\x1b";

	if (*at++ != '"')
		return NULL;
	for (; *at && *at != '"'; at++) {
		const char *name = at[0] == '\\' && at[1] ? strchr(names, at[1]) : NULL;

		if (name)
			strbuf_add(text, bytes + (name - names), 1);
		else if (at[0] == '\\' && at[1])
			strbuf_add(text, at + 1, 1);
		else
			strbuf_add(text, at, 1);
		if (at[0] == '\\' && at[1])
			at++;
	}
	return *at ? at + 1 : NULL;
}

static const char *skip_blanks(const char *at)
{
	while (isspace((unsigned char)*at))
		at++;
	return at;
}

static bool differs(struct error *err, struct span name, const char *got, struct span wanted)
{
	return error_set(err, ERROR_USAGE, "%.*s is %s, not '%.*s'", (int)name.length, name.text, got,
		(int)wanted.length, wanted.text);
}

static bool flag_holds(const struct reading *reading, struct span name, struct span wanted, bool *known)
{
	const struct {
		const char *name;
		bool value;
	} flags[] = {
		{ "fresh", reading->fresh },
		{ "opens", reading->opens },
		{ "is_bar", reading->is_bar },
		{ "side", reading->side },
		{ "finishes", reading->finishes },
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (span_is(name, flags[i].name)) {
			*known = true;
			return span_is(wanted, flags[i].value ? "yes" : "no");
		}
	return false;
}

static bool metric_holds(
	const struct reading *reading, struct span name, struct span wanted, struct error *err)
{
	char got[40] = "not there";
	double number;

	for (unsigned i = 0; i < reading->metric_count; i++) {
		double value = reading->metrics[i].value;

		if (!span_equal(reading->metrics[i].name, name) || !literal_number(wanted, &number))
			continue;
		if (value == number || (isnan(value) && isnan(number)) ||
			fabs(value - number) <= 1e-9 * fabs(number))
			return true;
		snprintf(got, sizeof(got), "%.12g", value);
	}
	return differs(err, name, got, wanted);
}

static bool value_holds(
	const struct reading *reading, struct span name, struct span wanted, struct error *err)
{
	char text[256];
	const struct field *field;
	double number;
	bool known = false;

	if (name.length > 8 && !memcmp(name.text, "metrics.", 8))
		return metric_holds(reading, (struct span){ name.text + 8, name.length - 8 }, wanted, err);
	if (flag_holds(reading, name, wanted, &known))
		return true;
	if (known)
		return differs(err, name, "the other", wanted);
	if (span_is(name, "counted")) {
		snprintf(text, sizeof(text), "%lld", (long long)reading->counted);
		return (literal_number(wanted, &number) && number == (double)reading->counted) ||
		       differs(err, name, text, wanted);
	}
	span_copy(name, text, sizeof(text));
	field = field_find(text);
	if (!field || field_is_metrics(field) || field_is_columns(field) || field_is_cells(field))
		return error_set(err, ERROR_USAGE, "there is no value named '%s'", text);
	if (field_holds(field, reading, wanted))
		return true;
	field_show(field, reading, text, sizeof(text));
	return differs(err, name, text, wanted);
}

/* name=value, the value in quotes if it holds blanks. Moves *at behind it. */
static bool check_next(const char **at, const struct reading *reading, struct error *err)
{
	struct span name = { *at, strcspn(*at, "=") };
	struct strbuf value;
	const char *behind;
	bool holds;

	if (!(*at)[name.length])
		return error_set(err, ERROR_USAGE, "'%s' is no name=value", *at);
	strbuf_init(&value);
	behind = *at + name.length + 1;
	if (*behind == '"') {
		behind = read_quoted(behind, &value);
	} else {
		size_t length = strcspn(behind, " \t\n");

		strbuf_add(&value, behind, length);
		behind += length;
	}
	holds = behind ? value_holds(reading, name, (struct span){ value.text, value.length }, err)
		       : error_set(err, ERROR_USAGE, "a quote is not closed");
	strbuf_release(&value);
	*at = holds ? skip_blanks(behind) : *at;
	return holds;
}

static void take_reading(void *ctx, const struct reading *reading)
{
	struct expectation *expected = ctx;
	const char *at = expected->wanted;

	if (reading->tool_name != expected->event->tool->name || reading->event_name != expected->event->name)
		return;
	expected->seen = expected->right = true;
	*expected->err = (struct error)ERROR_INIT;
	while (expected->right && *at && strcmp(at, "nothing"))
		expected->right = check_next(&at, reading, expected->err);
}

static void feed(const struct pattern_set *set, const struct strbuf *text, struct expectation *expected)
{
	struct matcher *matcher = matcher_new(set);
	struct matcher_state *state = mem_alloc(sizeof(*state));
	struct record record = { .stream = 1 };
	const char *at = text->text, *end = text->text + text->length;

	matcher_only(matcher, expected->event->tool);
	matcher_state_init(state);
	while (at <= end) {
		const char *stop = memchr(at, '\n', (size_t)(end - at));

		record.text = (struct span){ at, (size_t)((stop ? stop : end) - at) };
		matcher_feed(matcher, state, &record, take_reading, expected);
		record.row++;
		at = stop ? stop + 1 : end + 1;
	}
	matcher_end(matcher, state, 0, take_reading, expected);
	matcher_free(matcher);
	free(state);
}

static bool judge(const struct expectation *expected)
{
	if (!strcmp(expected->wanted, "nothing"))
		return !expected->seen ||
		       error_set(expected->err, ERROR_USAGE, "[%s] matches it", expected->event->name);
	if (!expected->seen)
		return error_set(expected->err, ERROR_USAGE, "[%s] does not match it", expected->event->name);
	return expected->right;
}

bool sample_check(const struct pattern_set *set, const struct event *event, const struct event_sample *sample,
	struct error *err)
{
	struct expectation expected = { .event = event, .err = err };
	struct strbuf text;
	const char *behind;
	bool right;

	strbuf_init(&text);
	behind = read_quoted(skip_blanks(sample->value), &text);
	if (behind)
		behind = skip_blanks(behind);
	if (!behind || strncmp(behind, "->", 2)) {
		strbuf_release(&text);
		return error_set(err, ERROR_USAGE, "a sample is written \"text\" -> name=value name=value");
	}
	expected.wanted = skip_blanks(behind + 2);
	feed(set, &text, &expected);
	right = judge(&expected);
	strbuf_release(&text);
	return right;
}

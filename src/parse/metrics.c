/* Walks from number to number: what stands between the last number's end (or a separator) and this one is its
 * name. */
#include "parse/metrics.h"

#include "parse/literal.h"

#include <ctype.h>
#include <stdio.h>

struct splitter {
	struct span text;
	size_t at;
	struct span outer; /* "accuracy" of "accuracy: (" while its bracket is open */
	unsigned unnamed;
	bool named; /* a number with a name came: those without say more about it */
	struct metric_names *names;
	struct reading *reading;
};

static bool is_name_start(char c)
{
	return isalpha((unsigned char)c) || c == '_' || ((unsigned char)c & 0x80);
}

static bool is_name_byte(char c)
{
	return is_name_start(c) || isdigit((unsigned char)c) || (c && strchr("./@-:#%$", c));
}

/* Of the number that begins at `at`, else 0. */
static size_t number_length(struct span text, size_t at)
{
	static const char *const words[] = { "nan", "inf", "NaN", "Infinity" };
	const char *bytes = text.text + at;
	size_t room = text.length - at, i = 0, digits;

	if (i < room && (bytes[i] == '-' || bytes[i] == '+'))
		i++;
	for (size_t word = 0; word < sizeof(words) / sizeof(words[0]); word++) {
		size_t length = strlen(words[word]);

		if (room - i >= length && !memcmp(bytes + i, words[word], length) &&
			(room - i == length || !is_name_byte(bytes[i + length])))
			return i + length;
	}
	for (digits = 0; i < room && (isdigit((unsigned char)bytes[i]) || bytes[i] == '.'); i++)
		digits += bytes[i] != '.';
	if (digits == 0)
		return 0;
	while (bytes[i - 1] == '.') /* "Loss: 0.147..." */
		i--;
	if (i + 1 < room && (bytes[i] == 'e' || bytes[i] == 'E')) {
		size_t j = i + 1 + (bytes[i + 1] == '-' || bytes[i + 1] == '+');

		if (j < room && isdigit((unsigned char)bytes[j])) {
			for (i = j; i < room && isdigit((unsigned char)bytes[i]); i++)
				;
		}
	}
	return i;
}

static struct span made_name(struct splitter *splitter, struct span name)
{
	struct metric_names *names = splitter->names;
	char *start = names->bytes + names->used;
	size_t room = sizeof(names->bytes) - names->used;
	int length;

	if (name.length)
		length = snprintf(start, room, "%.*s.%.*s", (int)splitter->outer.length, splitter->outer.text,
			(int)name.length, name.text);
	else
		length = snprintf(start, room, "value_%u", splitter->unnamed++);
	if (length < 0 || (size_t)length >= room)
		return SPAN_NONE;
	names->used += (size_t)length;
	return (struct span){ start, (size_t)length };
}

static void add(struct splitter *splitter, struct span name, struct span number)
{
	struct reading *reading = splitter->reading;
	double value;

	if (reading->metric_count == READING_METRICS_MAX || !literal_number(number, &value))
		return;
	if (name.length == 0 && splitter->named)
		return;
	splitter->named = splitter->named || name.length > 0;
	if (name.length == 0 || splitter->outer.length)
		name = made_name(splitter, name);
	if (!name.text)
		return;
	reading->metrics[reading->metric_count++] = (struct reading_metric){ name, value };
}

static struct span name_before(struct span text, size_t from, size_t to)
{
	static const char edges[] = " \t\n'\"{}[](),;|=:-";
	/* "val_loss" of "  'val_loss': " and "lm loss" of "| lm loss: " */
	while (from < to && !is_name_start(text.text[from]))
		from++;
	while (to > from && strchr(edges, text.text[to - 1]))
		to--;
	return (struct span){ text.text + from, to - from };
}

/* A number is a value when it stands behind '=', ':' or a blank, not inside a name ("conv2", "1e3b"). */
static bool may_begin_here(const struct splitter *splitter, size_t start)
{
	return splitter->at == 0 || splitter->at == start ||
	       strchr(" \t\n=:([{,|'\"", splitter->text.text[splitter->at - 1]);
}

/* Behind a value: the rest of its word ("+0.0018", "%", "s") is nobody's name. */
static void skip_word(struct splitter *splitter)
{
	const struct span text = splitter->text;

	while (splitter->at < text.length && !strchr(" \t\n,;|)]}", text.text[splitter->at]))
		splitter->at++;
}

static void follow_bracket(struct splitter *splitter, char c, size_t *start)
{
	if (c == '(') {
		splitter->outer = name_before(splitter->text, *start, splitter->at);
		*start = splitter->at + 1;
	} else if (c == ')') {
		splitter->outer = SPAN_NONE;
		*start = splitter->at + 1;
	} else if (c == ',' || c == ';' || c == '|' || c == '\t') {
		*start = splitter->at + 1;
	}
}

void metrics_split(struct span text, struct metric_names *names, struct reading *reading)
{
	struct splitter splitter = { .text = text, .names = names, .reading = reading };
	size_t start = 0; /* of what may be a name */

	while (splitter.at < text.length) {
		size_t length = may_begin_here(&splitter, start) ? number_length(text, splitter.at) : 0;

		if (length == 0) {
			follow_bracket(&splitter, text.text[splitter.at], &start);
			splitter.at++;
			continue;
		}
		add(&splitter, name_before(text, start, splitter.at),
			(struct span){ text.text + splitter.at, length });
		splitter.at += length;
		skip_word(&splitter);
		start = splitter.at;
	}
}

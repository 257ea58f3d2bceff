#include "progress/message.h"

#include <stdio.h>
#include <string.h>

#define NUMBER_BYTES 48

const char *message_word(const struct open_level *level)
{
	if (level->unit[0])
		return level->unit;
	if (level->is_bar && level->name[0])
		return level->name;
	if (level->kind == LEVEL_SEARCH)
		return "Trial";
	return level->kind == LEVEL_TRAINING ? "Epoch" : "Item";
}

/* Items by the thousand read better in groups (7,300); iterations are few. */
static void write_number(char text[NUMBER_BYTES], double number, bool grouped)
{
	char digits[NUMBER_BYTES / 2];
	size_t length = snprintf(digits, sizeof(digits), "%.0f", fmin(number, 1e15)), at = 0;

	for (size_t i = 0; i < length; i++) {
		if (grouped && i > 0 && (length - i) % 3 == 0)
			text[at++] = ',';
		text[at++] = digits[i];
	}
	text[at] = '\0';
}

void message_of_level(const struct levels *levels, const struct open_level *level, char *buffer, size_t size)
{
	bool grouped = level->kind == LEVEL_LOOP || level->kind == LEVEL_NONE;
	bool stacked = level->place == PLACE_STACKED;
	double total = levels_total(levels, level);
	char number[NUMBER_BYTES], of[NUMBER_BYTES];

	write_number(number, stacked ? counter_number(&level->counter) : floor(level->bar.drawn), grouped);
	write_number(of, isnan(total) ? 0 : total, grouped);
	if (level->in_percent)
		snprintf(buffer, size, "%s %s%%", message_word(level), number);
	else if (isnan(total))
		snprintf(buffer, size, "%s %s", message_word(level), number);
	else
		snprintf(buffer, size, "%s %s/%s", message_word(level), number, of);
}

static void append(char *buffer, size_t size, const char *text)
{
	size_t length = strlen(buffer);

	span_copy(span_of(length ? " \xc2\xb7 " : ""), buffer + length, size - length);
	length = strlen(buffer);
	span_copy(span_of(text), buffer + length, size - length);
}

/* What was begun anew by the level around it and has not spoken since is not shown. */
static bool is_quiet(const struct open_level *level, bool outermost)
{
	return !level->counter.counts && (!outermost || isnan(level->counter.total));
}

void message_of_levels(const struct levels *levels, char *buffer, size_t size)
{
	struct level_stack stack = levels_stack(levels);
	char text[SNAPSHOT_NAME_BYTES + 2 * NUMBER_BYTES];

	buffer[0] = '\0';
	for (unsigned i = 0; i < stack.count; i++) {
		const struct open_level *level = &levels->slots[stack.at[i]];

		if (is_quiet(level, i == 0))
			continue;
		message_of_level(levels, level, text, sizeof(text));
		append(buffer, size, text);
	}
	for (unsigned i = 0; i < LEVELS_MAX; i++) {
		const struct open_level *bar = &levels->slots[i];

		if (!level_is_beside(bar))
			continue;
		message_of_level(levels, bar, text, sizeof(text));
		append(buffer, size, text);
	}
}

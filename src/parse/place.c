/* The value is looked up in the file again: its indentation went when it was read. */
#include "parse/place.h"

#include "base/mem.h"
#include "base/strbuf.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a long line only this much is shown on each side of the place. */
#define SHOWN_BEFORE 60
#define SHOWN_BEHIND 20

struct place {
	int line;
	size_t column; /* bytes before the place */
	char *text;    /* of the line, without its end */
};

/* Reads the next line; false at the end of the file. */
static bool next_line(FILE *file, struct place *place)
{
	size_t room = 0;

	free(place->text);
	place->text = NULL;
	if (getline(&place->text, &room, file) < 0)
		return false;
	place->text[strcspn(place->text, "\r\n")] = '\0';
	place->line++;
	return true;
}

/* Where the value begins: behind the first line's '=', behind the indentation of the others. */
static size_t value_column(const char *text, bool first)
{
	size_t column = first ? strcspn(text, "=:") : 0;

	column += first && text[column];
	return column + strspn(text + column, " \t");
}

static bool goes_on(FILE *file)
{
	int next = getc(file);

	ungetc(next, file);
	return next == ' ' || next == '\t';
}

static bool find(FILE *file, int line, size_t offset, struct place *place)
{
	while (next_line(file, place)) {
		size_t begin, length;

		if (place->line < line)
			continue;
		begin = value_column(place->text, place->line == line);
		length = strlen(place->text + begin);
		place->column = begin + offset;
		if (offset < length || (offset == length && !goes_on(file)))
			return true;
		if (offset > length && !goes_on(file))
			return false; /* it was changed meanwhile */
		offset -= length;
	}
	return false;
}

/* Of the character at `at`, but not before `least`. */
static size_t character_start(const char *text, size_t at, size_t least)
{
	while (at > least && ((unsigned char)text[at] & 0xc0) == 0x80)
		at--;
	return at;
}

static void add_stretch(struct strbuf *out, const char *text, size_t from, size_t to)
{
	char *stretch = mem_copy_bytes(text + from, to - from);

	for (char *at = stretch; (at = strchr(at, '\t'));)
		*at = ' ';
	text_add_shown(out, stretch);
	free(stretch);
}

/* A column of the terminal for each character, which most are. */
static size_t width(const char *text)
{
	size_t count = 0;

	while (*text) {
		text_next(&text);
		count++;
	}
	return count;
}

static void show(const struct place *place, struct strbuf *out)
{
	size_t length = strlen(place->text), column = place->column, shown;
	size_t from = column > SHOWN_BEFORE ? character_start(place->text, column - SHOWN_BEFORE, 0) : 0;
	size_t to = length;

	if (length - column > SHOWN_BEHIND)
		to = character_start(place->text, column + SHOWN_BEHIND, column);
	strbuf_add_string(out, "\n    ");
	shown = out->length;
	add_stretch(out, place->text, from, column);
	shown = width(out->text + shown);
	add_stretch(out, place->text, column, to);
	strbuf_add_format(out, "\n    %*s^", (int)shown, "");
}

char *place_complaint(const char *path, int line, size_t offset, const char *why)
{
	FILE *file = offset == SIZE_MAX ? NULL : fopen(path, "re");
	struct place place = { .line = 0 };
	struct strbuf out;
	char *complaint;

	strbuf_init(&out);
	if (file && find(file, line, offset, &place)) {
		strbuf_add_format(&out, "%s:%d:%zu: %s", path, place.line, place.column + 1, why);
		show(&place, &out);
	} else {
		strbuf_add_format(&out, "%s:%d: %s", path, line, why);
	}
	if (file)
		fclose(file);
	free(place.text);
	complaint = strbuf_detach(&out);
	strbuf_release(&out);
	return complaint;
}

/* By hand, not by regex: it is asked for many lines. Each step says where it ended, and where it began if the
 * text is something else. */
#include "parse/log_prefix.h"

#include <stdbool.h>

#define NAMES_BEFORE_LEVEL_MAX 2
#define NAME_BYTES_MAX 60

enum {
	IS_DIGIT = 1,
	IS_LETTER = 2,
	IS_OF_DATE = 4, /* parts its numbers */
	IS_OF_NAME = 8,
	IS_BLANK = 16,
	IS_PARTING = 32, /* ends a word */
};

static const unsigned char kinds[256] = {
	['0' ... '9'] = IS_DIGIT | IS_OF_NAME,
	['a' ... 'z'] = IS_LETTER | IS_OF_NAME,
	['A' ... 'Z'] = IS_LETTER | IS_OF_NAME,
	['_'] = IS_OF_NAME,
	['.'] = IS_OF_NAME | IS_OF_DATE,
	['/'] = IS_OF_NAME | IS_OF_DATE,
	['-'] = IS_OF_DATE | IS_PARTING,
	[' '] = IS_BLANK | IS_PARTING,
	['\t'] = IS_BLANK | IS_PARTING,
	[':'] = IS_PARTING,
	['|'] = IS_PARTING,
	[']'] = IS_PARTING,
	[')'] = IS_PARTING,
};

static bool is(char c, unsigned kind)
{
	return kinds[(unsigned char)c] & kind;
}

static char at_or_nul(struct span text, size_t at)
{
	return at < text.length ? text.text[at] : '\0';
}

static size_t skip_blanks(struct span text, size_t at)
{
	while (is(at_or_nul(text, at), IS_BLANK))
		at++;
	return at;
}

/* Blanks, and one mark among them. */
static size_t skip_separator(struct span text, size_t at)
{
	size_t mark = skip_blanks(text, at);
	char c = at_or_nul(text, mark);

	if (c == ':' || ((c == '-' || c == '|') && mark > at && at_or_nul(text, mark + 1) == ' '))
		return skip_blanks(text, mark + 1);
	return mark;
}

/* As many digits as there are `0` in the form, a letter for each `a`, any of "-/." for `-`, else the
 * character itself. */
static size_t skip_form(struct span text, size_t at, const char *form)
{
	size_t i;

	for (i = 0; form[i]; i++) {
		char c = at_or_nul(text, at + i);

		if (form[i] == '0'	 ? !is(c, IS_DIGIT)
			: form[i] == 'a' ? !is(c, IS_LETTER)
			: form[i] == '-' ? !is(c, IS_OF_DATE)
					 : c != form[i])
			return at;
	}
	return at + i;
}

static size_t skip_digits(struct span text, size_t at)
{
	while (is(at_or_nul(text, at), IS_DIGIT))
		at++;
	return at;
}

/* "2026-11-23 ", "2026-11-23T", "11/23 ", "Nov 23 " */
static size_t skip_date(struct span text, size_t at)
{
	static const char *const forms[] = { "0000-00-00", "00-00-0000", "00-00", "aaa 00", "aaa  0" };

	if (!is(at_or_nul(text, at), IS_DIGIT | IS_LETTER))
		return at;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		size_t end = skip_form(text, at, forms[i]);

		if (end > at && (at_or_nul(text, end) == ' ' || at_or_nul(text, end) == 'T'))
			return end + 1;
	}
	return at;
}

/* "01:13:48", with its fraction and its zone */
static size_t skip_time(struct span text, size_t at)
{
	size_t end = skip_form(text, at, "00:00:00"), zone;

	if (end == at)
		return at;
	if ((at_or_nul(text, end) == '.' || at_or_nul(text, end) == ',') &&
		is(at_or_nul(text, end + 1), IS_DIGIT))
		end = skip_digits(text, end + 1);
	if (at_or_nul(text, end) == 'Z')
		return end + 1;
	zone = end + (at_or_nul(text, end) == ' ');
	if (at_or_nul(text, zone) == '+' || at_or_nul(text, zone) == '-') {
		size_t offset = skip_form(text, zone + 1, "00:00");

		offset = offset > zone + 1 ? offset : skip_form(text, zone + 1, "0000");
		return offset > zone + 1 ? offset : end;
	}
	return end;
}

/* What follows is not the same word any more. */
static bool is_parted(struct span text, size_t at)
{
	return is(at_or_nul(text, at), IS_PARTING);
}

static size_t skip_stamp(struct span text, size_t at)
{
	size_t open = at + (at_or_nul(text, at) == '[' || at_or_nul(text, at) == '(');
	size_t date = skip_date(text, open);
	size_t end = skip_time(text, date);

	if (end == date || !is_parted(text, end))
		return at;
	return open > at && (at_or_nul(text, end) == ']' || at_or_nul(text, end) == ')') ? end + 1 : end;
}

static bool may_begin_level(char c)
{
	switch (c) {
	case 'D':
	case 'I':
	case 'W':
	case 'E':
	case 'C':
	case 'N':
	case 'i':
		return true;
	default:
		return false;
	}
}

static size_t skip_level(struct span text, size_t at)
{
	static const char *const levels[] = { "DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL",
		"NOTICE", "Info", "info" };
	size_t open = at + (at_or_nul(text, at) == '[');
	char first = at_or_nul(text, open);

	if (!may_begin_level(first))
		return at;
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		size_t end = first == levels[i][0] ? skip_form(text, open, levels[i]) : open;

		if (end > open && is_parted(text, end))
			return end + (open > at && at_or_nul(text, end) == ']');
	}
	return at;
}

/* A logger, a process or a place in the source: "train", "[train.py:42]", "__main__:train:42"; but in
 * "INFO:root:x" a colon ends each part. */
static size_t skip_name(struct span text, size_t at)
{
	bool colons_part = at > 0 && text.text[at - 1] == ':';
	size_t open = at + (at_or_nul(text, at) == '['), end = open;

	while (end < text.length && end - open < NAME_BYTES_MAX &&
		(is(text.text[end], IS_OF_NAME) ||
			(!colons_part && text.text[end] == ':' &&
				is(at_or_nul(text, end + 1), IS_DIGIT | IS_LETTER))))
		end++;
	if (open == at)
		return end;
	return end > open && at_or_nul(text, end) == ']' ? end + 1 : at;
}

/* Behind the level a name is one only if a mark says so. */
static size_t skip_marked_name(struct span text, size_t at)
{
	size_t end = skip_name(text, at);
	bool bracketed = end > at && text.text[at] == '[';
	size_t mark = skip_blanks(text, end);

	if (end == at ||
		!(bracketed || at_or_nul(text, end) == ':' ||
			(mark > end && (at_or_nul(text, mark) == '-' || at_or_nul(text, mark) == '|'))))
		return at;
	return skip_separator(text, end);
}

/* The journal's "host python3[4711]: " */
static size_t skip_host_and_process(struct span text, size_t at)
{
	size_t host = at, name, end;

	while (at_or_nul(text, host) > ' ')
		host++;
	if (host == at || at_or_nul(text, host) != ' ')
		return at;
	name = skip_name(text, host + 1);
	end = skip_name(text, name); /* the number in brackets */
	if (name == host + 1 || end == name || at_or_nul(text, name) != '[' || at_or_nul(text, end) != ':')
		return at;
	return skip_separator(text, end);
}

/* glog, absl: "I0123 01:13:48.123456 140 train.py:42] ". Returns 0 if it is none. */
static size_t skip_glog(struct span text)
{
	const char level = at_or_nul(text, 0);
	size_t time, thread, place;

	if (level != 'I' && level != 'W' && level != 'E' && level != 'F')
		return 0;
	time = skip_form(text, 1, "0000 ");
	thread = skip_blanks(text, skip_time(text, time));
	place = skip_form(text, skip_digits(text, thread), " ");
	if (time == 1 || place == thread)
		return 0;
	place = skip_name(text, place);
	return at_or_nul(text, place) == ']' ? skip_blanks(text, place + 1) : 0;
}

/* Behind the level; 0: there is none. */
static size_t find_level(struct span text, size_t at)
{
	for (unsigned names = 0; names <= NAMES_BEFORE_LEVEL_MAX; names++) {
		size_t end = skip_level(text, at);

		if (end > at)
			return end;
		end = skip_name(text, at);
		if (end == at || end == text.length)
			return 0;
		at = skip_separator(text, end);
	}
	return 0;
}

/* One blank parts the prefix from the text; more may be the text's own, a table's. */
static unsigned add_ends(struct span text, size_t at, size_t *ends, unsigned count)
{
	size_t first = at;

	while (first > 0 && is(text.text[first - 1], IS_BLANK))
		first--;
	if (first + 1 < at)
		ends[count++] = first + 1;
	ends[count++] = at;
	return count;
}

unsigned log_prefix_find(struct span text, size_t ends[LOG_PREFIX_ENDS_MAX])
{
	size_t at = skip_stamp(text, 0), level, name;
	unsigned count = 0;

	name = at == 0 ? skip_glog(text) : 0;
	if (name > 0)
		return add_ends(text, name, ends, 0);
	if (at > 0) {
		at = skip_separator(text, at);
		count = add_ends(text, at, ends, count);
		name = skip_host_and_process(text, at);
		if (name > at)
			count = add_ends(text, at = name, ends, count);
	}
	level = find_level(text, at);
	if (level == 0)
		return count;
	level = skip_separator(text, level);
	count = add_ends(text, level, ends, count);
	name = skip_marked_name(text, level);
	return name > level ? add_ends(text, name, ends, count) : count;
}

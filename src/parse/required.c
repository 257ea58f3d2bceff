/* What the walk over the regex found, for those who search and match. */
#include "parse/required.h"

#include "parse/regex_walk.h"

#include <ctype.h>
#include <string.h>

static void add_byte(struct byte_set *set, unsigned char byte)
{
	set->words[byte / 64] |= 1ull << byte % 64;
}

static void add_meanings(struct byte_set *set, char byte)
{
	if (byte == TEXT_DIGIT)
		for (char digit = '0'; digit <= '9'; digit++)
			add_byte(set, (unsigned char)digit);
	else
		add_byte(set, (unsigned char)byte);
	add_byte(set, (unsigned char)toupper((unsigned char)byte));
}

/* The bytes at that edge of the texts; any if one is empty or nothing is known. */
static void take_edge(struct byte_set *set, const struct text_set *texts, enum text_edge edge, bool is_known)
{
	memset(set, is_known ? 0 : 0xff, sizeof(*set));
	for (unsigned i = 0; i < texts->count && is_known; i++) {
		unsigned length = texts->texts[i].length;

		if (length == 0)
			memset(set, 0xff, sizeof(*set));
		else
			add_meanings(set, texts->texts[i].bytes[edge == TEXT_FIRST ? 0 : length - 1]);
	}
}

static bool ends_with_dollar(const char *regex)
{
	size_t length = strlen(regex), escapes = 0;

	if (length == 0 || regex[length - 1] != '$')
		return false;
	while (escapes + 1 < length && regex[length - 2 - escapes] == '\\')
		escapes++;
	return escapes % 2 == 0;
}

void required_find(const char *regex, size_t limit, struct macro_parts *macros, struct required *required)
{
	struct walked_regex walked;
	bool is_one;

	regex_walk(regex, limit, macros, &walked);
	is_one = walked.understood && !walked.parted && !walked.multiline && !walked.whole.may_be_empty;
	take_edge(&required->first, &walked.whole.first, TEXT_FIRST, is_one && *regex == '^');
	take_edge(&required->last, regex_part_ends(&walked.whole), TEXT_LAST,
		is_one && ends_with_dollar(regex));
	/* `$` stands before a line feed at the end, too */
	add_byte(&required->last, '\n');
	regex_part_required(&walked.whole, required->sets);
	if (!walked.understood)
		required->sets[0].count = required->sets[1].count = 0;
}

static bool stands_at(const char *bytes, unsigned length, const char *text)
{
	for (unsigned i = 0; i < length; i++)
		if (!text_byte_means(bytes[i], text[i]))
			return false;
	return true;
}

static bool one_stands_in(const struct text_set *set, struct span text)
{
	for (unsigned i = 0; i < set->count; i++) {
		unsigned length = set->texts[i].length;

		for (size_t at = 0; at + length <= text.length; at++)
			if (stands_at(set->texts[i].bytes, length, text.text + at))
				return true;
	}
	return set->count == 0;
}

bool required_stand_in(struct text_set *const required[REQUIRED_SETS], struct span text)
{
	for (unsigned i = 0; i < REQUIRED_SETS; i++)
		if (!one_stands_in(required[i], text))
			return false;
	return true;
}

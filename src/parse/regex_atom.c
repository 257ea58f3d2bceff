/* What PCRE2 may read in more than one way, and what it alone can know, is not understood. */
#include "parse/regex_atom.h"

#include <ctype.h>
#include <string.h>

bool regex_atom_skip(const char **at, char stop)
{
	*at = strchrnul(*at, stop);
	if (!**at)
		return false;
	(*at)++;
	return true;
}

size_t regex_atom_posix_length(const char *at)
{
	size_t length = 2;

	if (at[0] != '[' || at[1] != ':')
		return 0;
	length += at[length] == '^';
	length += strspn(at + length, "abcdefghijklmnopqrstuvwxyz");
	return at[length] == ':' && at[length + 1] == ']' ? length + 2 : 0;
}

static unsigned character_bytes(const char *at)
{
	unsigned length = 1;

	if (*at & 0x80)
		while (length < 4 && ((unsigned char)at[length] & 0xc0) == 0x80)
			length++;
	return length;
}

static char lower_case(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

void regex_atom_character(const char **at, struct regex_part *part)
{
	const char *start = *at, byte = lower_case(*start);
	const unsigned length = character_bytes(start);

	regex_part_text(part, length == 1 ? &byte : start, length);
	*at += length;
}

/* --- escapes --- */

/* Behind a backslash: the one byte of ASCII that it means, or -1. */
static int escaped_byte(char c)
{
	static const char control_names[] = "tnrfea", controls[] = "\t\n\r\f\x1b\a";
	const char *control = c ? strchr(control_names, c) : NULL;

	if (control)
		return controls[control - control_names];
	if (c == 'd')
		return TEXT_DIGIT;
	return c && !(c & 0x80) && !isalnum((unsigned char)c) ? c : -1;
}

/* Behind the letter of an escape: an argument in one of these brackets, or so many of these bytes. */
static const struct argument {
	const char *letters, *opening, *closing, *accepted;
	unsigned most;
} arguments[] = {
	{ "DwWsShHvVNRX", "", "", "", 0 },
	{ "pP", "{", "}", "CLMNPSZclmnpsz", 1 },
	{ "x", "{", "}", "0123456789abcdefABCDEF", 2 },
	{ "gk", "{<'", "}>'", "+-0123456789", 5 },
	{ "0123456789", "", "", "0123456789", 4 },
};

static bool skip_argument(const char **at, const struct argument *argument)
{
	const char *open = **at ? strchr(argument->opening, **at) : NULL;

	if (open) {
		(*at)++;
		return regex_atom_skip(at, argument->closing[open - argument->opening]);
	}
	for (unsigned i = 0; i < argument->most && **at && strchr(argument->accepted, **at); i++)
		(*at)++;
	return true;
}

/* Behind the letter. */
static bool skip_escape(const char **at, char letter)
{
	if (letter == 'N' && !strncmp(*at, "{U+", 3))
		return regex_atom_skip(at, '}');
	for (size_t i = 0; i < sizeof(arguments) / sizeof(arguments[0]); i++)
		if (strchr(arguments[i].letters, letter))
			return skip_argument(at, &arguments[i]);
	return false;
}

bool regex_atom_escape(const char **at, struct regex_part *part)
{
	const char letter = **at;
	const int byte = escaped_byte(letter);

	if (letter & 0x80) {
		regex_atom_character(at, part);
		return true;
	}
	*at += letter != '\0';
	if (byte >= 0) {
		regex_part_text(part, (const char[]){ (char)byte }, 1);
		return true;
	}
	if (letter && strchr("bBAZzGK", letter)) {
		regex_part_empty(part);
		return true;
	}
	regex_part_anything(part);
	return letter && skip_escape(at, letter);
}

/* --- classes --- */

enum member { MEMBER_KNOWN, MEMBER_OF_MANY, MEMBER_STRANGE };

static bool begins_range(const char *at)
{
	return at[0] == '-' && at[1] != ']';
}

/* One character, or what stands for the digits, `size` bytes of the regex. */
static enum member add_member(
	const char **at, size_t size, struct text_set *set, const char *bytes, unsigned length)
{
	*at += size;
	return !begins_range(*at) && text_set_add(set, bytes, length) ? MEMBER_KNOWN : MEMBER_OF_MANY;
}

/* At the backslash. */
static enum member read_escaped_member(const char **at, struct text_set *set)
{
	const char *letter = *at + 1;
	const int byte = escaped_byte(*letter);

	if (!*letter || strchr("QE", *letter)) /* a bracket may mean something else behind these */
		return MEMBER_STRANGE;
	if (*letter & 0x80)
		return add_member(at, 1 + character_bytes(letter), set, letter, character_bytes(letter));
	if (byte >= 0)
		return add_member(at, 2, set, (const char[]){ (char)byte }, 1);
	*at += 2;
	return MEMBER_OF_MANY;
}

static enum member read_member(const char **at, struct text_set *set)
{
	const char *start = *at, byte = lower_case(*start);
	const size_t posix_length = regex_atom_posix_length(start);
	const unsigned length = character_bytes(start);

	if (byte == '\\')
		return read_escaped_member(at, set);
	if (!strncmp(start, "0-9", 3))
		return add_member(at, 3, set, (const char[]){ TEXT_DIGIT }, 1);
	if (posix_length == 0)
		return add_member(at, length, set, length == 1 ? &byte : start, length);
	*at += posix_length;
	return MEMBER_OF_MANY;
}

/* "[[:<:]]" and "[[:>:]]" are no classes but where words begin and end. */
static bool is_word_edge(const char *at)
{
	return at[0] == '[' && at[1] == ':' && (at[2] == '<' || at[2] == '>');
}

bool regex_atom_class(const char **at, struct regex_part *part)
{
	enum member member = MEMBER_KNOWN;
	bool known = **at != '^';
	struct text_set set;
	const char *start;

	if (is_word_edge(*at)) {
		regex_part_anything(part);
		return false;
	}
	set.count = 0;
	*at += !known;
	for (start = *at; **at && (**at != ']' || *at == start) && member != MEMBER_STRANGE;) {
		member = read_member(at, &set);
		known = known && member == MEMBER_KNOWN;
	}
	if (known)
		regex_part_one_of(part, &set);
	else
		regex_part_anything(part);
	if (**at != ']' || member == MEMBER_STRANGE)
		return false;
	(*at)++;
	return true;
}

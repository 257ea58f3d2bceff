/* Of each part it keeps the texts that it may be, as long as these are few, else those that it may begin and
 * end with, and the best set of which one must stand in it. Where two parts meet, the ends of one and the
 * beginnings of the other make texts that are rarer than either. */
#include "parse/regex_walk.h"

#include "base/mem.h"
#include "parse/macro.h"
#include "parse/regex_atom.h"

#include <assert.h>
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 60

struct macro_parts {
	struct {
		bool is_known;
		struct regex_part part;
	} of[MACRO_COUNT];
};

struct macro_parts *macro_parts_new(void)
{
	return mem_alloc(sizeof(struct macro_parts));
}

void macro_parts_free(struct macro_parts *macros)
{
	free(macros);
}

struct walk {
	const char *at;
	const char *regex;
	size_t limit; /* of the bytes whose texts are wanted */
	struct macro_parts *macros;
	bool lost; /* met something that it does not understand: nothing is known */
	bool caseless;
	bool multiline; /* `^` may stand for the beginning of any line */
	bool parted;	/* into alternatives, outside all groups */
	unsigned depth;
};

static void walk_alternatives(struct walk *walk, struct regex_part *all);

static void skip_behind(struct walk *walk, char stop)
{
	walk->lost |= !regex_atom_skip(&walk->at, stop);
}

/* Inside "(?", at the letters of "(?i)" or "(?i:". True: a group follows, false: the bracket is closed. */
static bool walk_flags(struct walk *walk)
{
	bool on = true;

	for (; *walk->at && *walk->at != ')' && *walk->at != ':'; walk->at++) {
		if (*walk->at == '-')
			on = false;
		else if (*walk->at == 'i')
			walk->caseless = on;
		else if (*walk->at == 'm')
			walk->multiline = true;
		else if (!strchr("sJ", *walk->at))
			walk->lost = true;
	}
	if (!*walk->at)
		walk->lost = true;
	return !walk->lost && *walk->at++ == ':';
}

/* What is in the brackets: alternatives, in three ways, or none: flags for what follows behind the group, or
 * what is known by its name only. */
enum group_kind { GROUP_PLAIN, GROUP_AROUND, GROUP_NEGATIVE, GROUP_FLAGS, GROUP_NONE };

/* Behind "(?". */
static enum group_kind walk_group_head(struct walk *walk)
{
	char c = *walk->at, next = c ? walk->at[1] : '\0';

	if (c && strchr("imsJxn-^U", c) && !isdigit((unsigned char)next))
		return walk_flags(walk) ? GROUP_PLAIN : GROUP_FLAGS;
	if (c == ':' || c == '|' || c == '>' || c == '=') {
		walk->at++;
		return c == '=' ? GROUP_AROUND : GROUP_PLAIN;
	}
	if (c == '!' || (c == '<' && next == '!')) {
		walk->at += c == '!' ? 1 : 2;
		return GROUP_NEGATIVE;
	}
	if (c == '<' && next == '=') {
		walk->at += 2;
		return GROUP_AROUND;
	}
	if ((c == '<' && next != '*') || (c == 'P' && next == '<')) {
		skip_behind(walk, '>');
		return GROUP_PLAIN;
	}
	if (c == '\'') {
		walk->at++;
		skip_behind(walk, '\'');
		return GROUP_PLAIN;
	}
	if (c == 'R' || c == '&' || c == 'P' || c == '+' || isdigit((unsigned char)c) ||
		(c == '-' && isdigit((unsigned char)next)))
		skip_behind(walk, ')');
	else
		walk->lost = true; /* a condition, a callout */
	return GROUP_NONE;
}

/* Up to the ')'. */
static void walk_inside(struct walk *walk, enum group_kind kind, struct regex_part *part)
{
	const size_t limit = walk->limit;

	if (kind == GROUP_NEGATIVE) /* its texts say nothing */
		walk->limit = 0;
	walk_alternatives(walk, part);
	walk->limit = limit;
	if (*walk->at == ')')
		walk->at++;
	else
		walk->lost = true;
	if (kind == GROUP_AROUND)
		regex_part_beside(part);
	else if (kind == GROUP_NEGATIVE)
		regex_part_empty(part);
}

/* Behind '('. */
static void walk_group(struct walk *walk, struct regex_part *part)
{
	bool caseless = walk->caseless;
	enum group_kind kind = GROUP_PLAIN;

	walk->depth++;
	if (*walk->at == '*' || walk->depth > DEPTH_MAX)
		walk->lost = true;
	if (*walk->at == '?') {
		walk->at++;
		kind = walk_group_head(walk);
	}
	if (kind == GROUP_FLAGS) {
		/* (?i) holds up to the end of the group around it */
		regex_part_empty(part);
	} else if (kind == GROUP_NONE || walk->lost) {
		regex_part_anything(part);
	} else {
		walk_inside(walk, kind, part);
		walk->caseless = caseless;
	}
	walk->depth--;
}

static bool is_beyond(const struct walk *walk)
{
	return (size_t)(walk->at - walk->regex) > walk->limit;
}

/* Under (?i). Two of ASCII's letters have a third form; in other scripts only Unicode's tables know. False:
 * it is not known. */
static bool add_cases(struct text_set *set)
{
	static const char long_s[] = "\u017f", kelvin[] = "\u212a";

	for (unsigned i = 0, count = set->count; i < count; i++) {
		char byte = set->texts[i].bytes[0];

		if (byte & 0x80 || (byte == 's' && !text_set_add(set, long_s, sizeof(long_s) - 1)) ||
			(byte == 'k' && !text_set_add(set, kelvin, sizeof(kelvin) - 1)))
			return false;
	}
	return true;
}

static void walk_macro_text(struct walk *walk, const struct macro *macro, struct regex_part *part)
{
	struct walk inner = {
		.at = macro->text,
		.regex = macro->text,
		.limit = SIZE_MAX,
		.caseless = walk->caseless,
		.macros = walk->macros,
	};

	walk_alternatives(&inner, part);
	assert(!inner.lost && !*inner.at);
}

static const struct regex_part *known_part(struct walk *walk, const struct macro *macro)
{
	const size_t index = (size_t)(macro - macro_table);

	if (!walk->macros->of[index].is_known)
		walk_macro_text(walk, macro, &walk->macros->of[index].part);
	walk->macros->of[index].is_known = true;
	return &walk->macros->of[index].part;
}

/* At '{'. False: no macro's name stands in it. */
static bool walk_macro(struct walk *walk, struct regex_part *part)
{
	size_t length;
	const struct macro *macro = macro_at(walk->at, &length);

	if (!macro)
		return false;
	walk->at += length;
	if (is_beyond(walk))
		regex_part_anything(part); /* no macro is ever empty */
	else if (walk->caseless)
		walk_macro_text(walk, macro, part);
	else
		regex_part_copy(part, known_part(walk, macro));
	return true;
}

static void walk_one(struct walk *walk, struct regex_part *part)
{
	const char *start = walk->at;

	if (*start == '{' && walk_macro(walk, part))
		return;
	walk->at++;
	switch (*start) {
	case '\\':
		walk->lost |= !regex_atom_escape(&walk->at, part);
		break;
	case '[':
		walk->lost |= !regex_atom_class(&walk->at, part);
		break;
	case '(':
		walk_group(walk, part);
		return;
	case '.':
		regex_part_anything(part);
		break;
	case '^':
	case '$':
		regex_part_empty(part);
		break;
	default:
		walk->at = start;
		regex_atom_character(&walk->at, part);
		break;
	}
	if (!part->exact || part->first.texts[0].length == 0)
		return;
	if (is_beyond(walk) || (walk->caseless && !add_cases(&part->first)))
		regex_part_anything(part);
}

/* At '{': `{2}`, `{2,}`, `{2,3}`. Others that look alike are a count for newer versions of PCRE2 only. */
static enum repeat walk_count(struct walk *walk)
{
	const char *at = walk->at + 1;
	const size_t length = strspn(at, "0123456789, \t"), least = strspn(at, "0123456789");
	size_t strict = least + (at[least] == ',');

	if (length == 0 || at[length] != '}')
		return REPEAT_ONCE;
	strict += strspn(at + strict, "0123456789");
	walk->lost |= least == 0 || strict != length;
	walk->at = at + length + 1;
	return *at == '0' ? REPEAT_ANY : REPEAT_MANY;
}

/* Moves behind what says how often. */
static enum repeat walk_repeat(struct walk *walk)
{
	enum repeat repeat = REPEAT_ONCE;

	switch (*walk->at) {
	case '*':
		repeat = REPEAT_ANY;
		break;
	case '?':
		repeat = REPEAT_OPTIONAL;
		break;
	case '+':
		repeat = REPEAT_MANY;
		break;
	case '{':
		return walk_count(walk);
	default:
		return REPEAT_ONCE;
	}
	walk->at++;
	return repeat;
}

/* They may stand between a part and what says how often it comes. */
static void skip_comments(struct walk *walk)
{
	while (walk->at[0] == '(' && walk->at[1] == '?' && walk->at[2] == '#')
		skip_behind(walk, ')');
}

/* Several may follow each other: `a{2}{3}`. */
static void walk_repeats(struct walk *walk, struct regex_part *part)
{
	for (;;) {
		enum repeat repeat;

		skip_comments(walk);
		repeat = walk_repeat(walk);
		if (repeat == REPEAT_ONCE)
			return;
		walk->at += *walk->at == '?' || *walk->at == '+'; /* lazy or possessive */
		regex_part_repeat(part, repeat);
	}
}

static void walk_sequence(struct walk *walk, struct regex_part *all)
{
	struct regex_part one;

	regex_part_empty(all);
	skip_comments(walk);
	while (*walk->at && *walk->at != '|' && *walk->at != ')' && !walk->lost) {
		walk_one(walk, &one);
		walk_repeats(walk, &one);
		regex_part_follow(all, &one);
	}
}

static void walk_alternatives(struct walk *walk, struct regex_part *all)
{
	struct regex_part other;

	walk_sequence(walk, all);
	while (*walk->at == '|' && !walk->lost) {
		walk->at++;
		walk->parted |= walk->depth == 0;
		walk_sequence(walk, &other);
		regex_part_either(all, &other);
	}
}

void regex_walk(const char *regex, size_t limit, struct macro_parts *macros, struct walked_regex *walked)
{
	struct walk walk = { .at = regex, .regex = regex, .limit = limit, .macros = macros };

	walk_alternatives(&walk, &walked->whole);
	walked->understood = !walk.lost && !*walk.at;
	walked->parted = walk.parted;
	walked->multiline = walk.multiline;
}

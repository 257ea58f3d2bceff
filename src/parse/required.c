/* A small recursive walk over the regex. Each part yields the set of literals of which one must appear; of
 * parts that follow each other the best set wins, alternatives unite theirs. */
#include "parse/required.h"

#include <ctype.h>
#include <string.h>

#define DEPTH_MAX 60

struct walk {
	const char *at;
	const char *regex;
	size_t limit; /* of the bytes whose literals are wanted */
	bool lost;    /* met something that it does not understand: nothing is known */
	bool caseless;
	unsigned depth;
};

/* What one atom of the regex demands. */
enum demand { DEMAND_BYTES, DEMAND_SET, DEMAND_WIDTHLESS, DEMAND_NOTHING };

struct atom {
	enum demand demand;
	char bytes[4];
	unsigned length;
	struct required set;
};

enum repeat { REPEAT_ONCE, REPEAT_OPTIONAL, REPEAT_MANY };

unsigned required_rarity(unsigned char first, unsigned char second)
{
	static const char common[] = "etaoinsrlhdcum";
	unsigned rarity = 0;

	for (int i = 0; i < 2; i++) {
		unsigned char byte = i ? second : first;

		if (byte == ' ' || isdigit(byte))
			rarity += 1;
		else if (islower(byte))
			rarity += memchr(common, byte, sizeof(common) - 1) ? 2 : 4;
		else if (byte && strchr("./-:=_,'\"()[]", byte))
			rarity += 3;
		else
			rarity += 6;
	}
	return rarity;
}

/* How good a literal is for the search: one of two bytes is better than one of one; then rarity, then length.
 */
static unsigned literal_worth(const char *bytes, unsigned length)
{
	unsigned best = 0;

	for (unsigned i = 0; i + 1 < length; i++) {
		unsigned rarity = required_rarity((unsigned char)bytes[i], (unsigned char)bytes[i + 1]);

		if (rarity > best)
			best = rarity;
	}
	return best ? best * 4 + (length < 12 ? length : 12) : length;
}

/* A set is as good as its worst member; an empty one is worth nothing. */
static unsigned set_worth(const struct required *set)
{
	unsigned worst = 0;

	for (unsigned i = 0; i < set->count; i++) {
		unsigned worth = literal_worth(set->literals[i].bytes, set->literals[i].length);

		if (i == 0 || worth < worst)
			worst = worth;
	}
	return worst;
}

static void keep_better(struct required *best, const struct required *other)
{
	if (other->count > 0 && set_worth(other) > set_worth(best))
		*best = *other;
}

/* False: one of them demands nothing, or they are too many. */
static bool unite(struct required *all, const struct required *other)
{
	if (other->count == 0 || all->count + other->count > REQUIRED_MAX)
		return false;
	memcpy(all->literals + all->count, other->literals, other->count * sizeof(other->literals[0]));
	all->count += other->count;
	return true;
}

/* The literal that is being gathered ends here. */
static void end_run(struct required *run, struct required *best)
{
	keep_better(best, run);
	run->count = 0;
	run->literals[0].length = 0;
}

static void lengthen_run(struct required *run, const struct atom *atom, struct required *best)
{
	if (run->literals[0].length + atom->length > REQUIRED_BYTES)
		end_run(run, best);
	memcpy(run->literals[0].bytes + run->literals[0].length, atom->bytes, atom->length);
	run->literals[0].length = (unsigned char)(run->literals[0].length + atom->length);
	run->count = 1;
}

static void walk_alternatives(struct walk *walk, struct required *all);

static void skip_behind(struct walk *walk, char stop)
{
	while (*walk->at && *walk->at != stop)
		walk->at++;
	if (*walk->at)
		walk->at++;
	else
		walk->lost = true;
}

static void take_bytes(struct atom *atom, const char *bytes, unsigned length)
{
	atom->demand = DEMAND_BYTES;
	atom->length = length;
	memcpy(atom->bytes, bytes, length);
}

/* Behind `\p`, `\x`, `\g` and their like: `{...}`, `<...>`, or what follows directly. */
static void skip_argument(struct walk *walk, const char *accepted, unsigned most)
{
	if (*walk->at == '{')
		skip_behind(walk, '}');
	else if (*walk->at == '<')
		skip_behind(walk, '>');
	else
		while (most-- > 0 && *walk->at && strchr(accepted, *walk->at))
			walk->at++;
}

static void walk_escape(struct walk *walk, struct atom *atom)
{
	static const char control_names[] = "tnrfea", controls[] = "\t\n\r\f\x1b\a";
	char c = *walk->at;
	const char *control = c ? strchr(control_names, c) : NULL;

	atom->demand = DEMAND_NOTHING;
	if (!c) {
		walk->lost = true;
		return;
	}
	walk->at++;
	if (control)
		take_bytes(atom, controls + (control - control_names), 1);
	else if (!isalnum((unsigned char)c))
		take_bytes(atom, &c, 1);
	else if (strchr("bBAZzGK", c))
		atom->demand = DEMAND_WIDTHLESS;
	else if (c == 'p' || c == 'P')
		skip_argument(walk, "CLMNPSZ", 1);
	else if (c == 'x')
		skip_argument(walk, "0123456789abcdefABCDEF", 2);
	else if (c == 'g' || c == 'k' || isdigit((unsigned char)c))
		skip_argument(walk, "-0123456789", 4);
	else if (!strchr("dDwWsShHvVNRX", c))
		walk->lost = true;
}

static void walk_class(struct walk *walk, struct atom *atom)
{
	const char *start = walk->at;

	atom->demand = DEMAND_NOTHING;
	if (*walk->at == '^')
		walk->at++;
	if (*walk->at == ']')
		walk->at++;
	for (; *walk->at && *walk->at != ']'; walk->at++) {
		if (walk->at[0] == '\\' && walk->at[1])
			walk->at++;
		else if (walk->at[0] == '[' && walk->at[1] == ':')
			skip_behind(walk, ':');
		if (walk->lost)
			return;
	}
	if (!*walk->at) {
		walk->lost = true;
		return;
	}
	if (walk->at == start + 1 && *start != '^' && !(*start & 0x80))
		take_bytes(atom, start, 1);
	walk->at++;
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
		else if (!strchr("smJ", *walk->at))
			walk->lost = true;
	}
	if (!*walk->at)
		walk->lost = true;
	return !walk->lost && *walk->at++ == ':';
}

/* Behind "(?". What it says about the group. */
enum group_kind { GROUP_PLAIN, GROUP_NEGATIVE, GROUP_NONE };

static enum group_kind walk_group_head(struct walk *walk)
{
	char c = *walk->at, next = c ? walk->at[1] : '\0';

	if (c == ':' || c == '|' || c == '>' || c == '=') {
		walk->at++;
		return GROUP_PLAIN;
	}
	if (c == '!' || (c == '<' && next == '!')) {
		walk->at += c == '!' ? 1 : 2;
		return GROUP_NEGATIVE;
	}
	if (c == '<' && next == '=') {
		walk->at += 2;
		return GROUP_PLAIN;
	}
	if (c == '<' || (c == 'P' && next == '<')) {
		skip_behind(walk, '>');
		return GROUP_PLAIN;
	}
	if (c == '\'') {
		walk->at++;
		skip_behind(walk, '\'');
		return GROUP_PLAIN;
	}
	if (c == '#' || c == 'R' || c == '&' || c == 'P' || c == '+' || isdigit((unsigned char)c) ||
		(c == '-' && isdigit((unsigned char)next))) {
		skip_behind(walk, ')');
		return GROUP_NONE;
	}
	if (c == '(') {
		walk->lost = true; /* a condition */
		return GROUP_NONE;
	}
	return GROUP_NONE;
}

static void walk_group(struct walk *walk, struct atom *atom)
{
	bool caseless = walk->caseless;
	enum group_kind kind = GROUP_PLAIN;

	atom->demand = DEMAND_NOTHING;
	if (*walk->at == '*' || ++walk->depth > DEPTH_MAX) {
		walk->lost = true;
		return;
	}
	if (*walk->at == '?') {
		walk->at++;
		if (*walk->at && strchr("imsJxn-^U", *walk->at) && !isdigit((unsigned char)walk->at[1])) {
			if (!walk_flags(walk)) {
				/* (?i) holds up to the end of the group around it */
				atom->demand = DEMAND_WIDTHLESS;
				walk->depth--;
				return;
			}
		} else {
			kind = walk_group_head(walk);
		}
	}
	if (kind != GROUP_NONE && !walk->lost) {
		atom->set.count = 0;
		walk_alternatives(walk, &atom->set);
		if (*walk->at == ')')
			walk->at++;
		else
			walk->lost = true;
		atom->demand = kind == GROUP_PLAIN ? DEMAND_SET : DEMAND_NOTHING;
		walk->caseless = caseless;
	}
	walk->depth--;
}

static void walk_atom(struct walk *walk, struct atom *atom)
{
	const char *start = walk->at;
	char c = *walk->at++;

	switch (c) {
	case '\\':
		walk_escape(walk, atom);
		break;
	case '[':
		walk_class(walk, atom);
		break;
	case '(':
		walk_group(walk, atom);
		break;
	case '.':
		atom->demand = DEMAND_NOTHING;
		break;
	case '^':
	case '$':
		atom->demand = DEMAND_WIDTHLESS;
		break;
	default:
		while (((unsigned char)c & 0x80) && ((unsigned char)*walk->at & 0xc0) == 0x80 &&
			walk->at - start < 4)
			walk->at++;
		take_bytes(atom, start, (unsigned)(walk->at - start));
		break;
	}
	if (atom->demand == DEMAND_BYTES && (size_t)(walk->at - walk->regex) > walk->limit)
		atom->demand = DEMAND_NOTHING;
	/* Under (?i) the other case would do as well; of other scripts only Unicode's tables know. */
	if (walk->caseless && atom->demand == DEMAND_BYTES &&
		(atom->length > 1 || isalpha((unsigned char)atom->bytes[0])))
		atom->demand = DEMAND_NOTHING;
}

static enum repeat walk_repeat(struct walk *walk)
{
	enum repeat repeat = REPEAT_ONCE;
	const char *at = walk->at;

	if (*at == '*' || *at == '?') {
		repeat = REPEAT_OPTIONAL;
		at++;
	} else if (*at == '+') {
		repeat = REPEAT_MANY;
		at++;
	} else if (*at == '{' && isdigit((unsigned char)at[1])) {
		size_t digits = strspn(at + 1, "0123456789,");

		if (at[1 + digits] != '}')
			return REPEAT_ONCE;
		repeat = at[1] == '0' ? REPEAT_OPTIONAL : REPEAT_MANY;
		at += digits + 2;
	} else {
		return REPEAT_ONCE;
	}
	if (*at == '?' || *at == '+')
		at++;
	walk->at = at;
	return repeat;
}

static void walk_sequence(struct walk *walk, struct required *best)
{
	struct required run = { .count = 0 };
	struct atom atom;

	while (*walk->at && *walk->at != '|' && *walk->at != ')' && !walk->lost) {
		enum repeat repeat;

		walk_atom(walk, &atom);
		repeat = walk_repeat(walk);
		if (atom.demand == DEMAND_WIDTHLESS && repeat == REPEAT_ONCE)
			continue;
		if (atom.demand == DEMAND_BYTES && repeat != REPEAT_OPTIONAL)
			lengthen_run(&run, &atom, best);
		if (atom.demand != DEMAND_BYTES || repeat != REPEAT_ONCE)
			end_run(&run, best);
		if (atom.demand == DEMAND_BYTES && repeat == REPEAT_MANY)
			lengthen_run(&run, &atom, best);
		if (atom.demand == DEMAND_SET && repeat != REPEAT_OPTIONAL)
			keep_better(best, &atom.set);
	}
	end_run(&run, best);
}

static void walk_alternatives(struct walk *walk, struct required *all)
{
	bool known = true;

	all->count = 0;
	for (;;) {
		struct required one = { .count = 0 };

		walk_sequence(walk, &one);
		known = known && unite(all, &one);
		if (*walk->at != '|' || walk->lost)
			break;
		walk->at++;
	}
	if (!known)
		all->count = 0;
}

void required_find(const char *regex, size_t limit, struct required *required)
{
	struct walk walk = { .at = regex, .regex = regex, .limit = limit };

	walk_alternatives(&walk, required);
	if (walk.lost || *walk.at)
		required->count = 0;
}

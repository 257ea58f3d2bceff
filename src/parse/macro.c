/* A table of names and texts, and one pass over the regex. */
#include "parse/macro.h"

#include "parse/regex_atom.h"

#include <stdint.h>
#include <string.h>

/* Text in quotes, and anything in brackets that closes again, brackets inside it and all. The group is there
 * to be called by (?-1) from within itself: relative, so that a macro may stand in a regex many times. */
#define QUOTED "'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\""
#define BRACKETED "([\\{\\[(](?:[^\\{\\}\\[\\]()'\"]++|" QUOTED "|(?-1))*+[\\}\\])])"

#define COUNT "\\d+(?:[,'_]\\d{3})*(?:\\.\\d+)?[kMGTP]?"
#define CLOCK "\\d+:\\d\\d(?::\\d\\d)?"
#define DURATION "(?:(?:\\d+ days?, *)?" CLOCK "(?:\\.\\d+)?|\\d+(?:\\.\\d+)? ?(?:us|ms|min|[smhd])\\b)"
/* tqdm's "911 candles/s" or "1.31s/candle", whatever the items are called */
#define RATE                                                                                                 \
	"(?: *(?:(?<items_per_second>\\d[\\d.]*[kMGTP]?)|\\?) ?[^\\d\\s/\\],][^/\\],]*/s"                    \
	"| *(?<seconds_per_item>\\d[\\d.]*)s/[^/\\],]+)"
/* What a bar is called that prepares or checks and is not the work itself (a side bar). */
#define ASIDE                                                                                                \
	"(?i:download|upload|fetch|load(?:ing)?\\b|resolving|extract|unpack|scan|cach|preprocess|preparing"  \
	"|(?:running )?tokeni[sz]|unsloth: |map\\b|filter\\b|generating \\w+ split|saving the "              \
	"dataset|sanity|valid|val\\b|(?:packing|truncating|converting) \\w+ dataset|converting format"       \
	"|applying (?:chat|formatting)|adding [eb]os\\b|(?:casting|flattening) the |computing checksums"     \
	"|creating \\w+ from arrow|grouping texts|standardi[sz]ing formats|capturing cuda|finding best "     \
	"initial lr|convert (?:squad )?examples|add example index|(?:reading|parsing) (?:data|files?)\\b)"
/* Up to the bracket; in a narrow terminal tqdm cuts the bar, and its last value is no whole one. */
#define POSTFIX "(?:(?:, (?<metrics>[^\\]]*))?\\]|(?:, (?<metrics>[^\\]]*,))?(?=[^\\]]*$))"

const struct macro macro_table[MACRO_COUNT] = {
	{ "number",
		"(?:[-+]?(?:\\d+(?:[,'_]\\d{3})*(?:\\.\\d*)?|\\.\\d+)(?:[eE][-+]?\\d+)?|[-+]?(?i:nan|inf(?:"
		"inity)?"
		")\\b)",
		false },
	{ "count", "(?:" COUNT ")", false },
	{ "duration", DURATION, false },
	{ "dict", "(?:[\\w.]*+" BRACKETED ")", true },
	{ "aside", ASIDE, false },
	{ "pairs", "(?:[\\w.]+=(?:[^\\{\\}\\[\\]()'\";\\n]++|" QUOTED "|" BRACKETED ")*+)", true },
	{ "bar",
		"(?: *(?<percentage>\\d+)%(?:\\|[^|\\n]*\\|| Completed \\|)? *(?<bar_done>" COUNT
		")/(?<bar_total>" COUNT ") \\[" CLOCK "<(?:(?<eta_seconds>" CLOCK ")|\\?)," RATE POSTFIX ")",
		false },
	{ "counter", "(?:(?<bar_done>" COUNT ") ?[^\\d\\s|%\\[/][^|%\\[/]*\\[" CLOCK "," RATE POSTFIX ")",
		false },
};

static const struct macro *find(const char *name, size_t length)
{
	for (size_t i = 0; i < MACRO_COUNT; i++)
		if (strlen(macro_table[i].name) == length && !memcmp(macro_table[i].name, name, length))
			return &macro_table[i];
	return NULL;
}

const struct macro *macro_at(const char *text, size_t *length)
{
	size_t name = *text == '{' ? strspn(text + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;

	*length = name && text[1 + name] == '}' ? name + 2 : 0;
	return *length ? find(text + 1, name) : NULL;
}

/* Bare, these miss every character beyond ASCII in PCRE2 10.42 with its JIT and PCRE2_MATCH_INVALID_UTF; as
 * the only member of a class they don't. */
static const char *as_class(const char *escape)
{
	static const struct {
		char letter;
		const char *text;
	} negated[] = { { 'S', "[\\S]" }, { 'D', "[\\D]" }, { 'W', "[\\W]" } };

	for (size_t i = 0; i < sizeof(negated) / sizeof(negated[0]); i++)
		if (escape[0] == '\\' && escape[1] == negated[i].letter)
			return negated[i].text;
	return NULL;
}

/* Of the class that opens here, its brackets too; `[]abc]` and `[[:alpha:]]` have a bracket inside. */
static size_t class_length(const char *open)
{
	const char *at = open + 1;

	at += *at == '^';
	at += *at == ']';
	while (*at && *at != ']') {
		const size_t posix_length = regex_atom_posix_length(at);

		if (posix_length)
			at += posix_length;
		else
			at += *at == '\\' && at[1] ? 2 : 1;
	}
	return (size_t)(at - open) + (*at == ']');
}

/* A backslash and what belongs to it: `\p{lu}` and its like hold no macro's name. */
static size_t escape_length(const char *at)
{
	const char *end = at[1] && at[2] == '{' && strchr("pPxogk", at[1]) ? strchr(at, '}') : NULL;

	return end ? (size_t)(end + 1 - at) : at[1] ? 2 : 1;
}

/* A stretch of a regex: what stands as it is, or a name in braces and others that are written otherwise. */
struct piece {
	size_t length;
	const char *text; /* what takes its place; NULL: it stays */
	bool unknown;	  /* no macro has that name */
	bool may_stay_open;
};

static struct piece next_piece(const char *at)
{
	size_t plain = strcspn(at, "\\{["), length;
	const struct macro *macro;

	if (plain)
		return (struct piece){ .length = plain };
	if (*at == '[')
		return (struct piece){ .length = class_length(at) };
	if (*at == '\\')
		return (struct piece){ .length = escape_length(at), .text = as_class(at) };
	macro = macro_at(at, &length);
	if (length == 0)
		return (struct piece){ .length = 1 };
	return (struct piece){ length, macro ? macro->text : NULL, !macro, macro && macro->may_stay_open };
}

bool macro_check(const char *regex, size_t *open_at, size_t *wrong_at, struct error *err)
{
	struct piece piece;

	*open_at = SIZE_MAX;
	for (const char *at = regex; *at; at += piece.length) {
		piece = next_piece(at);
		if (piece.unknown) {
			*wrong_at = (size_t)(at - regex);
			return error_set(err, ERROR_USAGE,
				"there is no macro '%.*s' (a literal brace is written '\\{')",
				(int)piece.length, at);
		}
		if (piece.may_stay_open && *open_at == SIZE_MAX)
			*open_at = (size_t)(at - regex);
	}
	return true;
}

void macro_expand(const char *regex, struct strbuf *expanded)
{
	struct piece piece;

	for (const char *at = regex; *at; at += piece.length) {
		piece = next_piece(at);
		if (piece.text)
			strbuf_add_string(expanded, piece.text);
		else
			strbuf_add(expanded, at, piece.length);
	}
}

size_t macro_place(const char *regex, size_t offset)
{
	size_t at = 0, length;
	struct piece piece;

	for (; regex[at]; at += piece.length) {
		piece = next_piece(regex + at);
		length = piece.text ? strlen(piece.text) : piece.length;
		if (offset < length)
			return piece.text ? at : at + offset;
		offset -= length;
	}
	return at;
}

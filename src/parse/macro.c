/* A table of names and texts, and one pass over the regex. */
#include "parse/macro.h"

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
	"(?i:download|fetch|load(?:ing)?\\b|resolving|extract|unpack|scan|cach|preprocess|preparing"         \
	"|(?:running )?tokeni[sz]|map\\b|filter\\b|generating \\w+ split|saving the "                        \
	"dataset|sanity|valid|val\\b)"
/* Up to the bracket; in a narrow terminal tqdm cuts the bar, and its last value is no whole one. */
#define POSTFIX "(?:(?:, (?<metrics>[^\\]]*))?\\]|(?:, (?<metrics>[^\\]]*,))?(?=[^\\]]*$))"

static const struct macro {
	const char *name, *text;
	bool may_stay_open;
} macros[] = {
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
		"(?: *(?<percentage>\\d+)%(?:\\|[^|\\n]*\\|)? *(?<bar_done>" COUNT ")/(?<bar_total>" COUNT
		") \\[" CLOCK "<(?:(?<eta_seconds>" CLOCK ")|\\?)," RATE POSTFIX ")",
		false },
	{ "counter", "(?:(?<bar_done>" COUNT ") ?[^\\d\\s|%\\[/][^|%\\[/]*\\[" CLOCK "," RATE POSTFIX ")",
		false },
};

static const struct macro *find(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof(macros) / sizeof(macros[0]); i++)
		if (strlen(macros[i].name) == length && !memcmp(macros[i].name, name, length))
			return &macros[i];
	return NULL;
}

/* A stretch of a regex: what stands as it is, or a name in braces. */
struct piece {
	size_t length;
	bool named;
	const struct macro *macro; /* NULL: none has that name */
};

static struct piece next_piece(const char *at)
{
	size_t plain = strcspn(at, "\\{"), length;

	if (plain)
		return (struct piece){ .length = plain };
	length = *at == '{' ? strspn(at + 1, "abcdefghijklmnopqrstuvwxyz_") : 0;
	if (length == 0 || at[1 + length] != '}')
		return (struct piece){ .length = *at == '\\' && at[1] ? 2 : 1 };
	return (struct piece){ length + 2, true, find(at + 1, length) };
}

bool macro_expand(const char *regex, struct strbuf *expanded, size_t *open_at, struct error *err)
{
	struct piece piece;

	*open_at = SIZE_MAX;
	for (const char *at = regex; *at; at += piece.length) {
		piece = next_piece(at);
		if (!piece.named) {
			strbuf_add(expanded, at, piece.length);
			continue;
		}
		if (!piece.macro)
			return error_set(err, ERROR_USAGE,
				"there is no macro '%.*s' (a literal brace is written '\\{')",
				(int)piece.length, at);
		if (piece.macro->may_stay_open && *open_at == SIZE_MAX)
			*open_at = expanded->length;
		strbuf_add_string(expanded, piece.macro->text);
	}
	return true;
}

size_t macro_place(const char *regex, size_t offset)
{
	size_t at = 0, length;
	struct piece piece;

	for (; regex[at]; at += piece.length) {
		piece = next_piece(regex + at);
		length = piece.macro ? strlen(piece.macro->text) : piece.length;
		if (offset < length)
			return piece.macro ? at : at + offset;
		offset -= length;
	}
	return at;
}

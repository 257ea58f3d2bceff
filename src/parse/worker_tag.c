/* By hand, not by regex: it is asked for every line. */
#include "parse/worker_tag.h"

#include <ctype.h>

#define RANK_DIGITS_MAX 5

static size_t digits_at(struct span text, size_t at)
{
	size_t i = at;

	while (i < text.length && isdigit((unsigned char)text.text[i]))
		i++;
	return i - at;
}

static bool begins(struct span text, size_t at, const char *word)
{
	size_t length = strlen(word);

	return text.length - at >= length && !memcmp(text.text + at, word, length);
}

static const struct worker_tag no_tag = { { NULL, 0 }, 0, false };

static struct worker_tag tag_of(struct span text, size_t from, size_t to, size_t end, bool only_digits)
{
	if (to - from > WORKER_NAME_BYTES_MAX)
		return no_tag;
	/* one blank belongs to the tag, further ones to the line */
	if (end < text.length && text.text[end] == ' ')
		end++;
	return (struct worker_tag){ { text.text + from, to - from }, end, only_digits };
}

/* srun -l and its like: "3: ", padded on the left. */
static struct worker_tag bare_number(struct span text)
{
	size_t from = 0, digits;

	while (from < text.length && text.text[from] == ' ')
		from++;
	digits = digits_at(text, from);
	if (digits == 0 || digits > RANK_DIGITS_MAX || !begins(text, from + digits, ": "))
		return no_tag;
	return tag_of(text, from, from + digits, from + digits + 1, true);
}

/* "[rank3]:", "[rank: 3] ", "[default0]:", "[trainer1]:", "[1,3]<stdout>:" */
static struct worker_tag in_square_brackets(struct span text)
{
	static const char *const words[] = { "rank: ", "rank", "default", "trainer", "worker" };
	size_t at = 1, digits, comma;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!begins(text, 1, words[i]))
			continue;
		at = 1 + strlen(words[i]);
		digits = digits_at(text, at);
		if (digits && begins(text, at + digits, "]:"))
			return tag_of(text, 1, at + digits, at + digits + 2, false);
		if (digits && begins(text, at + digits, "] "))
			return tag_of(text, 1, at + digits, at + digits + 1, false);
		return no_tag;
	}
	comma = at + digits_at(text, at);
	if (comma == at || !begins(text, comma, ","))
		return no_tag;
	digits = digits_at(text, comma + 1);
	at = comma + 1 + digits;
	if (digits && begins(text, at, "]<stdout>:"))
		return tag_of(text, 1, at, at + strlen("]<stdout>:"), false);
	if (digits && begins(text, at, "]<stderr>:"))
		return tag_of(text, 1, at, at + strlen("]<stderr>:"), false);
	return no_tag;
}

/* Ray: "(pid=123) ", "(train pid=123) ", "(RayTrainWorker pid=123, ip=10.0.0.2) " */
static struct worker_tag in_round_brackets(struct span text)
{
	struct span head = { text.text,
		text.length < WORKER_NAME_BYTES_MAX ? text.length : WORKER_NAME_BYTES_MAX };
	const char *close = memchr(head.text, ')', head.length);
	size_t to = close ? (size_t)(close - text.text) : 0;

	for (size_t at = 1; at + 4 < to; at++)
		if (begins(text, at, "pid=") && (at == 1 || text.text[at - 1] == ' ') &&
			digits_at(text, at + 4) > 0)
			return tag_of(text, 1, to, to + 1, false);
	return no_tag;
}

struct worker_tag worker_tag_find(struct span text)
{
	if (text.length < 3)
		return no_tag;
	switch (text.text[0]) {
	case '[':
		return in_square_brackets(text);
	case '(':
		return in_round_brackets(text);
	case ' ':
		return bare_number(text);
	default:
		return isdigit((unsigned char)text.text[0]) ? bare_number(text) : no_tag;
	}
}

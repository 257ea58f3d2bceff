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

static bool is_of_name(char c)
{
	return isalnum((unsigned char)c) || c == '-' || c == '_' || c == '.';
}

static const struct worker_tag no_tag = { { NULL, 0 }, 0, false };

static struct worker_tag tag_of(struct span text, size_t from, size_t to, size_t end, bool doubtful)
{
	if (to - from > WORKER_NAME_BYTES_MAX)
		return no_tag;
	/* one blank belongs to the tag, further ones to the line */
	if (end < text.length && text.text[end] == ' ')
		end++;
	return (struct worker_tag){ { text.text + from, to - from }, end, doubtful };
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

/* kubectl logs --prefix: "[pod/trainer-0/main] " */
static struct worker_tag of_pod(struct span text)
{
	size_t to = 1;

	while (to < text.length && (is_of_name(text.text[to]) || text.text[to] == '/'))
		to++;
	return begins(text, to, "] ") ? tag_of(text, 1, to, to + 1, false) : no_tag;
}

/* "[rank3]:", "[rank: 3] ", "[default0]:", "[trainer1|9]:" (its rank on the host and of all),
 * "[1,3]<stdout>:", "[1,mpirank:3,algo-1]<stdout>:" */
static struct worker_tag in_square_brackets(struct span text)
{
	static const char *const words[] = { "rank: ", "rank", "default", "trainer", "worker" };
	size_t at = 1, digits, comma;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!begins(text, 1, words[i]))
			continue;
		at = 1 + strlen(words[i]);
		digits = digits_at(text, at);
		if (digits && begins(text, at + digits, "|"))
			digits += 1 + digits_at(text, at + digits + 1);
		if (digits && begins(text, at + digits, "]:"))
			return tag_of(text, 1, at + digits, at + digits + 2, false);
		if (digits && begins(text, at + digits, "] "))
			return tag_of(text, 1, at + digits, at + digits + 1, false);
		return no_tag;
	}
	if (begins(text, 1, "pod/"))
		return of_pod(text);
	comma = at + digits_at(text, at);
	if (comma == at || !begins(text, comma, ","))
		return no_tag;
	at = comma + 1;
	while (at < text.length &&
		(is_of_name(text.text[at]) || text.text[at] == ':' || text.text[at] == ','))
		at++;
	if (at > comma + 1 && begins(text, at, "]<stdout>:"))
		return tag_of(text, 1, at, at + strlen("]<stdout>:"), false);
	if (at > comma + 1 && begins(text, at, "]<stderr>:"))
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

/* docker compose: "trainer-1  | ", "trainer_1  | ", and "trainer  | " where the container was given a name;
 * honcho and foreman: "train.1 | ". */
static struct worker_tag before_a_bar(struct span text, size_t from, size_t to)
{
	bool numbered = to - from > 2 && isdigit((unsigned char)text.text[to - 1]);
	size_t blanks = 0;

	while (begins(text, to + blanks, " "))
		blanks++;
	if (blanks < (numbered ? 1 : 2) || !begins(text, to + blanks, "| "))
		return no_tag;
	return tag_of(text, from, to, to + blanks + 1, !numbered || blanks == 1);
}

/* pdsh and DeepSpeed's launcher: "worker-1: ", "node03: " */
static struct worker_tag of_host(struct span text, size_t to)
{
	static const char *const words[] = { "worker", "node", "host", "gpu", "rank" };
	size_t digits = to;

	while (digits > 0 && isdigit((unsigned char)text.text[digits - 1]))
		digits--;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (digits < to && begins(text, 0, words[i]) && begins(text, to, ": "))
			return tag_of(text, 0, to, to + 1, true);
	return no_tag;
}

static struct worker_tag of_name(struct span text)
{
	struct worker_tag tag;
	size_t to = 0;

	while (to < text.length && to <= WORKER_NAME_BYTES_MAX && is_of_name(text.text[to]))
		to++;
	tag = before_a_bar(text, 0, to);
	return tag.name.text ? tag : of_host(text, to);
}

static bool begins_with_time(struct span text)
{
	static const char form[] = "00:00:00 ";

	for (size_t i = 0; form[i]; i++)
		if (i >= text.length ||
			(form[i] == '0' ? !isdigit((unsigned char)text.text[i]) : text.text[i] != form[i]))
			return false;
	return true;
}

/* honcho: "01:13:48 train.1 | " */
static struct worker_tag behind_a_time(struct span text)
{
	size_t from = strlen("00:00:00 "), to = from;

	if (!begins_with_time(text))
		return no_tag;
	while (to < text.length && is_of_name(text.text[to]))
		to++;
	return before_a_bar(text, from, to);
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
		break;
	}
	if (isalpha((unsigned char)text.text[0]))
		return of_name(text);
	if (!isdigit((unsigned char)text.text[0]))
		return no_tag;
	return begins(text, 2, ": ") || !begins(text, 2, ":") ? bare_number(text) : behind_a_time(text);
}

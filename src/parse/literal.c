/* Every value is cut out of its container first and read then, so whatever a value turns out to be, what
 * stands around it stays readable. */
#include "parse/literal.h"
#include "parse/literal_number.h"
#include "parse/literal_scan.h"
#include "parse/literal_string.h"

#include "base/text.h"

#include <stdint.h>

#define KEYS_MAX 256 /* of all objects that are open at one time: beyond, a key that comes twice stays so */

struct member {
	unsigned long long key_hash;
	size_t start; /* in the JSON; a member ends with its comma */
};

struct writer {
	struct strbuf json;
	unsigned depth;
	struct member members[KEYS_MAX];
	unsigned member_count;
};

static bool write_value(struct writer *writer, struct span text);

/* --- objects --- */

static void forget_member(struct writer *writer, unsigned index)
{
	struct strbuf *json = &writer->json;
	const size_t start = writer->members[index].start;
	const size_t next = writer->members[index + 1].start;

	memmove(json->text + start, json->text + next, json->length - next);
	strbuf_cut(json, json->length - (next - start));
	for (unsigned i = index; i + 1 < writer->member_count; i++) {
		writer->members[i] = writer->members[i + 1];
		writer->members[i].start -= next - start;
	}
	writer->member_count--;
}

/* The newest member's key was written: an older one of the same name in this object goes. */
static void remember_member(struct writer *writer, unsigned first, size_t start)
{
	const struct span key = { writer->json.text + start, writer->json.length - start };
	const struct member member = { span_hash(key), start };

	if (writer->member_count == KEYS_MAX)
		return;
	writer->members[writer->member_count++] = member;
	for (unsigned i = first; i + 1 < writer->member_count; i++)
		if (writer->members[i].key_hash == member.key_hash) {
			forget_member(writer, i);
			return;
		}
}

/* `first` is the index of this object's first member. */
static void write_member(struct writer *writer, unsigned first, struct span key, struct span value)
{
	const size_t start = writer->json.length;

	write_value(writer, key);
	if (writer->json.text[start] != '"') {
		strbuf_cut(&writer->json, start);
		literal_write_text(&writer->json, key);
	}
	remember_member(writer, first, start);
	strbuf_add_string(&writer->json, ": ");
	write_value(writer, value);
	strbuf_add_string(&writer->json, ", ");
}

/* Takes the comma behind the last element away. */
static void close_with(struct writer *writer, const char *bracket)
{
	if (writer->json.text[writer->json.length - 1] == ' ')
		strbuf_cut(&writer->json, writer->json.length - 2);
	strbuf_add_string(&writer->json, bracket);
}

/* --- containers --- */

/* Cuts the next element off `rest`; false: there is none. */
static bool next_element(struct span *rest, struct span *element)
{
	const size_t comma = literal_find(*rest, 0, ',');

	if (literal_trim(*rest).length == 0)
		return false;
	*element = literal_part(*rest, 0, comma);
	*rest = literal_part(*rest, comma < rest->length ? comma + 1 : comma, rest->length);
	return true;
}

static void write_array(struct writer *writer, struct span inside)
{
	struct span element;

	strbuf_add_string(&writer->json, "[");
	while (next_element(&inside, &element)) {
		write_value(writer, element);
		strbuf_add_string(&writer->json, ", ");
	}
	close_with(writer, "]");
}

/* False: an element is no pair of key and value. */
static bool write_members(struct writer *writer, struct span inside)
{
	const unsigned first = writer->member_count;
	struct span element;

	while (next_element(&inside, &element)) {
		const size_t colon = literal_find(element, 0, ':');

		if (colon == element.length)
			return false;
		write_member(writer, first, literal_part(element, 0, colon),
			literal_part(element, colon + 1, element.length));
	}
	return true;
}

static bool write_object(struct writer *writer, struct span inside)
{
	const unsigned first = writer->member_count;
	bool complete;

	strbuf_add_string(&writer->json, "{");
	complete = write_members(writer, inside);
	writer->member_count = first;
	if (complete)
		close_with(writer, "}");
	return complete;
}

static bool is_set(struct span inside)
{
	struct span element;

	return next_element(&inside, &element) && literal_find(element, 0, ':') == element.length;
}

/* Python's (5) is 5, (5,) is a tuple. */
static bool is_parenthesised(struct span inside)
{
	return literal_trim(inside).length > 0 && literal_find(inside, 0, ',') == inside.length;
}

static char closer_of(char opener)
{
	return opener == '(' ? ')' : opener == '[' ? ']' : '}';
}

static bool write_container(struct writer *writer, struct span text)
{
	struct span inside;

	if (literal_skip(text, 0) != text.length || text.text[text.length - 1] != closer_of(text.text[0]))
		return false;
	inside = literal_part(text, 1, text.length - 1);
	if (text.text[0] == '{' && !is_set(inside))
		return write_object(writer, inside);
	if (text.text[0] == '(' && is_parenthesised(inside))
		return write_value(writer, inside);
	write_array(writer, inside);
	return true;
}

/* --- words and calls --- */

/* math.inf and np.inf are inf. */
static struct span last_name(struct span word)
{
	for (size_t i = word.length; i > 0; i--)
		if (word.text[i - 1] == '.')
			return literal_part(word, i, word.length);
	return word;
}

static bool write_constant(struct writer *writer, struct span text)
{
	static const struct {
		const char *name, *json;
	} constants[] = {
		{ "None", "null" },
		{ "null", "null" },
		{ "True", "true" },
		{ "true", "true" },
		{ "False", "false" },
		{ "false", "false" },
	};

	for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
		if (span_is(text, constants[i].name)) {
			strbuf_add_string(&writer->json, constants[i].json);
			return true;
		}
	return literal_write_non_finite(&writer->json, last_name(text));
}

/* np.float64(1.5) is its argument; so are the other types whose only argument is their value. */
static bool shows_its_argument(struct span name)
{
	static const char *const names[] = { "bool", "bool_", "dict", "double", "float", "float16", "float32",
		"float64", "float128", "frozenset", "int", "int8", "int16", "int32", "int64", "intc", "list",
		"longdouble", "longlong", "OrderedDict", "set", "str", "str_", "tensor", "tuple", "uint8",
		"uint16", "uint32", "uint64" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_is(name, names[i]))
			return true;
	return false;
}

/* name(argument), with the bracket closed at the end. */
static bool is_call(struct span text, size_t *bracket)
{
	*bracket = 0;
	while (*bracket < text.length && literal_is_word(text.text[*bracket]))
		++*bracket;
	return *bracket > 0 && *bracket < text.length && text.text[*bracket] == '(' &&
	       literal_skip(text, *bracket) == text.length;
}

static bool write_call(struct writer *writer, struct span text)
{
	size_t bracket;

	if (!is_call(text, &bracket) || !shows_its_argument(last_name(literal_part(text, 0, bracket))))
		return false;
	text = literal_part(text, bracket + 1, text.length - 1);
	return is_parenthesised(text) && write_value(writer, text);
}

/* --- values --- */

static bool write_literal(struct writer *writer, struct span text)
{
	if (text.length == 0)
		return false;
	if (strchr("{[(", text.text[0]))
		return write_container(writer, text);
	return literal_write_strings(&writer->json, text) || literal_write_number(&writer->json, text) ||
	       write_constant(writer, text) || write_call(writer, text);
}

/* Always writes a value; false: it is the text itself. */
static bool write_value(struct writer *writer, struct span text)
{
	const size_t start = writer->json.length;
	bool understood;

	text = literal_trim(text);
	writer->depth++;
	understood = writer->depth <= LITERAL_DEPTH && write_literal(writer, text);
	writer->depth--;
	if (!understood) {
		strbuf_cut(&writer->json, start);
		literal_write_text(&writer->json, text);
	}
	return understood;
}

/* --- the face --- */

typedef bool (*write_fn)(struct writer *writer, struct span text);

static bool write_whole(struct writer *writer, struct span text)
{
	size_t bracket;

	text = literal_trim(text);
	return write_value(writer, text) || is_call(text, &bracket) ||
	       (text.length > 1 && text.text[0] == '<' && literal_skip(text, 0) == text.length);
}

/* The length of the "name" in front of a '='; 0: there is none. */
static size_t name_length(struct span text)
{
	size_t length = 0;

	while (length < text.length && literal_is_word(text.text[length]))
		length++;
	return length < text.length && text.text[length] == '=' ? length : 0;
}

static bool pair_follows(struct span text)
{
	return name_length(literal_trim(text)) > 0;
}

/* Where the value that begins at `at` ends: at a semicolon, or at a comma with a next pair behind it. */
static size_t pair_end(struct span text, size_t at)
{
	while (at < text.length && text.text[at] != ';' &&
		!(text.text[at] == ',' && pair_follows(literal_part(text, at + 1, text.length)))) {
		const size_t behind = literal_skip(text, at);

		at = behind ? behind : at + 1;
	}
	return at;
}

static bool write_pairs(struct writer *writer, struct span text)
{
	size_t name, end;

	strbuf_add_string(&writer->json, "{");
	for (;;) {
		text = literal_trim(text);
		name = name_length(text);
		if (name == 0)
			return false;
		end = pair_end(text, name + 1);
		write_member(writer, 0, literal_part(text, 0, name), literal_part(text, name + 1, end));
		if (end == text.length || text.text[end] == ';')
			break;
		text = literal_part(text, end + 1, text.length);
	}
	close_with(writer, "}");
	return true;
}

/* Reads `text` after its bad bytes were replaced. */
static bool to_json(struct span text, char *json, size_t size, write_fn write)
{
	struct writer writer = { .depth = 0 };
	struct strbuf given, clean;
	bool fits;

	strbuf_init(&given);
	strbuf_init(&clean);
	strbuf_init(&writer.json);
	strbuf_add(&given, text.text, text.length);
	text_add_clean(&clean, given.text, false);
	fits = write(&writer, (struct span){ clean.text, clean.length }) && writer.json.length < size;
	if (fits)
		memcpy(json, writer.json.text, writer.json.length + 1);
	else if (size > 0)
		json[0] = '\0';
	strbuf_release(&writer.json);
	strbuf_release(&clean);
	strbuf_release(&given);
	return fits;
}

bool literal_to_json(struct span literal, char *json, size_t size)
{
	return to_json(literal, json, size, write_whole);
}

bool literal_pairs_to_json(struct span pairs, char *json, size_t size)
{
	return to_json(pairs, json, size, write_pairs);
}

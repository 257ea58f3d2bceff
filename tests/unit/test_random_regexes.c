/* parse/required on regexes that nobody would write: each is made together with a text that it may match, and
 * what does match must hold what the regex is said to require. The same random numbers each time. */
#include "base/strbuf.h"
#include "parse/macro.h"
#include "parse/regex.h"
#include "parse/regex_walk.h"
#include "parse/required.h"
#include "random_numbers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define REGEXES 40000
#define TEXTS_EACH 8
#define DEPTH 3

struct pair {
	const char *regex, *text;
};

#define PICK(table) (table)[random_below(sizeof(table) / sizeof((table)[0]))]

static const struct pair atoms[] = { { "a", "a" }, { "b", "b" }, { "k", "K" }, { "S", "S" }, { "\\d", "1" },
	{ "7", "7" }, { " ", " " }, { "%", "%" }, { "/", "/" }, { "é", "é" }, { "━", "━" }, { ".", "x" },
	{ "loss", "loss" }, { "a very long text", "a very long text" }, { "\\|", "|" }, { "\\.", "." },
	{ "\\é", "é" }, { "\\t", "\t" }, { "\\w", "b" }, { "\\S", "/" }, { "\\x41", "A" },
	{ "\\x{2501}", "━" }, { "\\N{U+41}", "A" }, { "\\p{L}", "é" }, { "\\pl", "a" },
	{ "\\Qa|b\\E", "a|b" }, { "[ab]", "b" }, { "[^a]", "b" }, { "[]a]", "]" }, { "[0-9a]", "0" },
	{ "[a-k]", "c" }, { "[!-/]", "%" }, { "[\\!-/]", "%" }, { "[\\é|]", "é" }, { "[[:a]", ":" },
	{ "[[:alpha:]7]", "k" }, { "[\\Q]\\E]", "]" }, { "[[:<:]]", "" }, { "\\b", "" }, { "\\K", "" },
	{ "^", "" }, { "$", "" }, { "(?#a|b)", "" }, { "(?i)", "" }, { "(?-i)", "" }, { "(?x) ", "" },
	{ "(?m)", "" }, { "(?C1)", "" }, { "{,2}", "" }, { "{1,2,3}", "" }, { "{number}", "-.5" },
	{ "{count}", "1,000" }, { "{duration}", "00:01" }, { "{dict}", "{'a': 1}" }, { "{aside}", "ſanity" },
	{ "\\1", "a" }, { "\\g{1}", "b" }, { "\\g'1'", "a" }, { "\\k'n'", "a" }, { "(?1)", "a" },
	{ "(?R)?", "" }, { "(?P>n)", "b" }, { "(?(1)a|b)", "b" } };

static const struct pair groups[] = { { "(", ")" }, { "(?:", ")" }, { "(?<n>", ")" }, { "(?'n'", ")" },
	{ "(?>", ")" }, { "(?|", ")" }, { "(?i:", ")" }, { "(?-i:", ")" }, { "(?s:", ")" }, { "(?x:", ")" },
	{ "(?=", ").{3}" }, { "(?!", ")" }, { "(?<=", ")" }, { "(?<!", ")" }, { "(?<*", ")" },
	{ "(?(1)", ")" } };

static const struct {
	const char *regex;
	unsigned times;
} repeats[] = { { "*", 0 }, { "*", 2 }, { "+", 1 }, { "+?", 2 }, { "?", 0 }, { "?+", 1 }, { "{2}", 2 },
	{ "{0,2}", 0 }, { "{1,}", 2 }, { "{0}", 0 }, { "{2}{2}", 4 }, { "{2}{0}", 0 }, { "(?#x)*", 0 } };

static void add_alternatives(struct strbuf *regex, struct strbuf *text, unsigned depth);

static void add_one(struct strbuf *regex, struct strbuf *text, unsigned depth)
{
	if (depth > 0 && random_below(4) == 0) {
		const struct pair *group = &PICK(groups);

		strbuf_add_string(regex, group->regex);
		add_alternatives(regex, text, depth - 1);
		strbuf_add_string(regex, group->text);
	} else {
		const struct pair *atom = &PICK(atoms);

		strbuf_add_string(regex, atom->regex);
		strbuf_add_string(text, atom->text);
	}
}

static void add_sequence(struct strbuf *regex, struct strbuf *text, unsigned depth)
{
	for (unsigned count = random_below(4); count > 0; count--) {
		unsigned times = 1;
		struct strbuf one;

		strbuf_init(&one);
		add_one(regex, &one, depth);
		if (random_below(3) == 0) {
			const unsigned which = random_below(sizeof(repeats) / sizeof(repeats[0]));

			strbuf_add_string(regex, repeats[which].regex);
			times = repeats[which].times;
		}
		while (times-- > 0)
			strbuf_add(text, one.text, one.length);
		strbuf_release(&one);
	}
}

static void add_alternatives(struct strbuf *regex, struct strbuf *text, unsigned depth)
{
	const unsigned count = random_below(2) ? 1 : random_below(3) + 1, meant = random_below(count);

	for (unsigned i = 0; i < count; i++) {
		struct strbuf one;

		strbuf_init(&one);
		if (i > 0)
			strbuf_add_string(regex, "|");
		add_sequence(regex, &one, depth);
		if (i == meant)
			strbuf_add(text, one.text, one.length);
		strbuf_release(&one);
	}
}

struct trial {
	struct macro_parts *macros;
	struct regex_scratch *scratch;
	unsigned matches, wanting; /* of these: of regexes that require something */
};

static void try_one(struct trial *trial, const char *text, const struct required *required,
	struct regex *regex, struct span tried)
{
	struct text_set sets[REQUIRED_SETS] = { required->sets[0], required->sets[1] };
	struct text_set *const both[REQUIRED_SETS] = { &sets[0], &sets[1] };
	struct regex_match match;

	if (regex_match_once(regex, trial->scratch, tried, &match) != REGEX_FOUND)
		return;
	trial->matches++;
	trial->wanting += sets[0].count > 0;
	if (!required_stand_in(both, tried) || !byte_set_has(&required->first, tried.text[0]) ||
		!byte_set_has(&required->last, tried.text[tried.length - 1]))
		fail_msg("%s is kept from '%.*s'", text, (int)tried.length, tried.text);
}

/* Something before and behind it, or one byte less at either end, sometimes in capitals. */
static void try_around(struct trial *trial, const char *text, const struct required *required,
	struct regex *regex, struct span meant)
{
	static const char *const others[] = { "", "", "", "b", " ", "1", "━", "\n", "%|" };

	for (unsigned i = 0; i < TEXTS_EACH; i++) {
		struct strbuf tried;

		strbuf_init(&tried);
		strbuf_add_string(&tried, PICK(others));
		strbuf_add(&tried, meant.text, meant.length - (i == 1 && meant.length > 0));
		strbuf_add_string(&tried, PICK(others));
		for (size_t j = 0; i % 4 == 3 && j < tried.length; j++)
			if (tried.text[j] >= 'a' && tried.text[j] <= 'z' && random_below(2))
				tried.text[j] -= 'a' - 'A';
		if (tried.length > 0)
			try_one(trial, text, required, regex, (struct span){ tried.text, tried.length });
		strbuf_release(&tried);
	}
}

/* Most that are made like this compile; macros are as in a pattern file. */
static struct regex *compile(const char *text)
{
	struct error err = ERROR_INIT;
	struct strbuf expanded;
	struct regex *regex;
	size_t wrong_at;

	strbuf_init(&expanded);
	macro_expand(text, &expanded);
	regex = regex_new(expanded.text, &wrong_at, &err);
	strbuf_release(&expanded);
	return regex;
}

static void no_random_regex_is_kept_from_a_text_that_it_matches(void **state)
{
	struct trial trial = { macro_parts_new(), regex_scratch_new(), 0, 0 };

	for (unsigned i = 0; i < REGEXES; i++) {
		struct strbuf text, meant;
		struct required required;
		struct regex *regex;

		strbuf_init(&text);
		strbuf_init(&meant);
		strbuf_add_string(&text, random_below(4) ? "" : "^");
		add_alternatives(&text, &meant, DEPTH);
		strbuf_add_string(&text, random_below(4) ? "" : "$");
		regex = compile(text.text);
		if (regex) {
			required_find(text.text, SIZE_MAX, trial.macros, &required);
			try_around(&trial, text.text, &required, regex,
				(struct span){ meant.text, meant.length });
		}
		regex_free(regex);
		strbuf_release(&text);
		strbuf_release(&meant);
	}
	assert_true(trial.matches > REGEXES / 2 && trial.wanting > REGEXES / 4);
	macro_parts_free(trial.macros);
	regex_scratch_free(trial.scratch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_random_regex_is_kept_from_a_text_that_it_matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Pattern files: the language, what is wrong with a file, and that the shipped ones keep what they say. */
#include "parse/pattern_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct complaints {
	int count;
	char text[8192];
};

static void take_complaint(void *ctx, const char *complaint)
{
	struct complaints *complaints = ctx;
	size_t used = strlen(complaints->text);

	complaints->count++;
	snprintf(complaints->text + used, sizeof(complaints->text) - used, "%s\n", complaint);
}

/* Reads `text` as a user's file, seals the set and runs its samples. */
static void judge(const char *text, struct complaints *complaints)
{
	struct pattern_set *set = pattern_set_new();
	char path[] = "/tmp/progwrap-test-XXXXXX";
	int fd = mkstemp(path), told;

	*complaints = (struct complaints){ .count = 0 };
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	told = pattern_set_add(set, path, CLASS_USER, take_complaint, complaints);
	pattern_set_seal(set);
	if (told == 0)
		told = pattern_set_check_samples(set, take_complaint, complaints);
	unlink(path);
	assert_int_equal(told, complaints->count);
	pattern_set_free(set);
}

static void shipped_files_are_clean_and_their_samples_hold(void **state)
{
	struct pattern_set *set = pattern_set_new();
	struct complaints complaints = { .count = 0 };

	pattern_set_add(set, pattern_set_shipped_directory(), CLASS_TOOL, take_complaint, &complaints);
	pattern_set_seal(set);
	pattern_set_check_samples(set, take_complaint, &complaints);
	assert_string_equal(complaints.text, "");
	assert_true(pattern_set_tool_count(set) >= 4);
	for (unsigned i = 0; i < pattern_set_tool_count(set); i++)
		assert_true(pattern_set_tool(set, i).samples > 0);
	pattern_set_free(set);
}

static void each_mistake_is_told_with_its_line(void **state)
{
	static const struct {
		const char *file, *told;
	} cases[] = {
		{ "[a]\nregex = (\n", ":2:10: missing closing parenthesis\n    regex = (\n             ^\n" },
		{ "[a]\nlevel = loop\n", ":1: [a] has no regex" },
		{ "[a]\nregex = x\nlevle = loop\n", ":3: an event has no key 'levle'" },
		{ "[a]\nregex = x\nlevel = outer\n", ":3: 'outer' is no level" },
		{ "[a]\nregex = a {nmber}\n", ":2:11: there is no macro '{nmber}' (a literal brace is "
					      "written '\\{')\n    regex = a {nmber}\n              ^\n" },
		{ "[a]\nregex = (?<itration>x)\n", ":2:12: there is no group name 'itration'\n    regex = "
						   "(?<itration>x)\n               ^\n" },
		{ "[a]\nregex = \\S[\\S]] (?<itration>x)\n", ":2:20: there is no group name 'itration'" },
		{ "[a]\nregex = x*\n", ":2: the regex matches the empty text" },
		{ "[a]\nregex = x\nneeds = b\n", ":1: 'needs' names 'b', which is no event of this file" },
		{ "[a]\nregex = x\nwithin = 3\n", ":1: 'within' without 'needs'" },
		{ "[a]\nregex = x\nonce = yes\n", ":1: 'once' without 'within'" },
		{ "[a]\nregex = x\ncount = key\n", ":2: 'count = key' needs a group named 'key'" },
		{ "[a]\nregex = x\ncount = often\n", ":3: 'often' is neither 'key' nor 'each'" },
		{ "[a]\nregex = x\nbar = name\n", ":2: 'bar = name' needs a group named 'name'" },
		{ "[a]\nregex = x\nside = maybe\n", ":3: 'maybe' is neither 'yes' nor 'no'" },
		{ "[tool]\ncolour = red\n", ":2: [tool] has no key 'colour'" },
		{ "[argv]\nkey = --n (\\d+)\n", ":2: [argv] has no key 'key'" },
		{ "level = loop\n", ":1: 'level' stands before the first [section]" },
		{ "[a]\nregex = x\n[a]\nlevel = loop\n", ":3: section '[a]' stands here a second time" },
		{ "[a]\nregex = (?<key>\\d)\nsample = \"3\" -> key=4\n",
			":3: the sample of [a] fails: key is 3, not '4'" },
		{ "[a]\nregex = (?<key>\\d)\nsample = \"x\" -> key=4\n",
			":3: the sample of [a] fails: [a] does not match it" },
		{ "[a]\nregex = (?<key>\\d)\nsample = \"4\" -> nothing\n",
			":3: the sample of [a] fails: [a] matches it" },
		{ "[a]\nregex = (?<key>\\d)\nsample = 4\n",
			":3: the sample of [a] fails: a sample is written" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct complaints complaints;

		judge(cases[i].file, &complaints);
		if (complaints.count != 1 || !strstr(complaints.text, cases[i].told))
			fail_msg(
				"of %s: %d complaints, %s", cases[i].file, complaints.count, complaints.text);
	}
}

static void the_place_is_shown_in_the_line_that_holds_it(void **state)
{
	static const struct {
		const char *file, *told;
	} cases[] = {
		{ "[a]\nregex = one\n  two (\n  three\n", ":4:8: missing closing parenthesis\n"
							  "      three\n"
							  "           ^\n" },
		{ "[a]\nregex = one {bar}\n\t{bar} [x\n", ":3:10: missing terminating ] for character class\n"
							  "     {bar} [x\n"
							  "             ^\n" },
		{ "[a]\nregex = \u00e4 *?+ x\n", ":2:14: quantifier does not follow a repeatable item\n"
						 "    regex = \u00e4 *?+ x\n"
						 "                ^\n" },
		{ "[argv]\ntotal_iterations = (\n", ":2:21: missing closing parenthesis\n"
						    "    total_iterations = (\n"
						    "                        ^\n" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct complaints complaints;

		judge(cases[i].file, &complaints);
		if (!strstr(complaints.text, cases[i].told))
			fail_msg("of %s: %s", cases[i].file, complaints.text);
	}
}

static void all_mistakes_come_at_once(void **state)
{
	struct complaints complaints;

	judge("[a]\nregex = (\n[b]\nregex = x\nbar = 7\nside = 9\n[c]\n", &complaints);
	assert_int_equal(complaints.count, 4);
}

static void what_is_no_blank_may_be_beyond_ascii(void **state)
{
	struct complaints complaints;

	judge("[a]\nregex = ^(?<key>\\S+) (?<state>\\D) (?<worker>\\W) [\\S]\\[[[:alpha:]\\S]$\n"
	      "sample = \"\xe8\xae\xad\xe7\xbb\x83 \xc3\xa9 \xe2\x94\x80 \xe2\xa0\x99[\xc3\xa9\" -> "
	      "key=\xe8\xae\xad\xe7\xbb\x83 state=\xc3\xa9\n",
		&complaints);
	assert_string_equal(complaints.text, "");
}

static void lines_of_a_regex_join_without_the_break(void **state)
{
	struct complaints complaints;

	judge("[a]\nregex = one \n   (?<key>\\d+) \\{2\\} x{2}\nsample = \"one 5 {2} xx\" -> key=5\n",
		&complaints);
	assert_string_equal(complaints.text, "");
}

static void count_total(void *ctx, const struct reading *reading)
{
	double *total = ctx;

	assert_int_equal(reading->firmness, TOTAL_ARGV);
	assert_string_equal(reading->tool_name, "optuna");
	*total = reading->total_iterations;
}

static void totals_come_from_the_command_line(void **state)
{
	static const char *const commands[][4] = {
		{ "python3", "tune.py", "--n-trials", "50" },
		{ "python3", "tune.py", "--n_trials=50", NULL },
	};
	struct complaints complaints = { .count = 0 };
	struct pattern_set *set = pattern_set_new();

	pattern_set_add(set, pattern_set_shipped_directory(), CLASS_TOOL, take_complaint, &complaints);
	pattern_set_seal(set);
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		char *argv[5] = { NULL };
		double total = 0;

		for (size_t j = 0; j < 4; j++)
			argv[j] = commands[i][j] ? strdup(commands[i][j]) : NULL;
		pattern_set_argv(set, argv, count_total, &total);
		assert_true(total == 50);
		for (size_t j = 0; j < 4; j++)
			free(argv[j]);
	}
	pattern_set_free(set);
}

/* The indented lines of the manual from "; trainer.ini" on. */
static void the_example_of_the_manual_works(void **state)
{
	char path[4096], line[1024], text[4096] = "";
	struct complaints complaints;
	bool inside = false;
	FILE *manual;

	snprintf(path, sizeof(path), "%s/../doc/patterns.md", pattern_set_shipped_directory());
	manual = fopen(path, "r");
	assert_non_null(manual);
	while (fgets(line, sizeof(line), manual)) {
		inside = inside ? !strncmp(line, "    ", 4) || line[0] == '\n'
				: !strcmp(line, "    ; trainer.ini\n");
		if (inside && line[0] == ' ')
			strncat(text, line + 4, sizeof(text) - strlen(text) - 1);
		else if (text[0] && !inside)
			break;
	}
	fclose(manual);
	assert_non_null(strstr(text, "[epoch]"));
	judge(text, &complaints);
	assert_string_equal(complaints.text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped_files_are_clean_and_their_samples_hold),
		cmocka_unit_test(each_mistake_is_told_with_its_line),
		cmocka_unit_test(the_place_is_shown_in_the_line_that_holds_it),
		cmocka_unit_test(all_mistakes_come_at_once),
		cmocka_unit_test(what_is_no_blank_may_be_beyond_ascii),
		cmocka_unit_test(lines_of_a_regex_join_without_the_break),
		cmocka_unit_test(totals_come_from_the_command_line),
		cmocka_unit_test(the_example_of_the_manual_works),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

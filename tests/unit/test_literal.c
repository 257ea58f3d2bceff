/* parse/literal: what Python and JSON print, to JSON. Whatever is fed, what comes out must be read by
 * jansson. */
#include "parse/literal.h"

#include <jansson.h>
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

typedef bool (*convert_fn)(struct span text, char *json, size_t size);

struct sample {
	const char *text, *json; /* json NULL: it is refused */
};

static void assert_valid_json(const char *json)
{
	json_error_t error;
	json_t *value = json_loads(json, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);

	if (!value)
		fail_msg("%s: %s", error.text, json);
	json_decref(value);
}

static void check(convert_fn convert, const struct sample *samples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char json[4096] = "stale";

		if (convert(span_of(samples[i].text), json, sizeof(json)) != (samples[i].json != NULL))
			fail_msg("%s: %s", samples[i].text, samples[i].json ? "refused" : json);
		assert_string_equal(json, samples[i].json ? samples[i].json : "");
		if (samples[i].json)
			assert_valid_json(json);
	}
}

#define CHECK(convert, ...)                                                                                  \
	do {                                                                                                 \
		const struct sample samples[] = { __VA_ARGS__ };                                             \
		check(convert, samples, sizeof(samples) / sizeof(samples[0]));                               \
	} while (0)

static void a_dict_becomes_an_object(void **state)
{
	CHECK(literal_to_json, { "{'C': 0.31, 'kernel': 'rbf'}", "{\"C\": 0.31, \"kernel\": \"rbf\"}" },
		{ "{}", "{}" }, { "{'a': {'b': {'c': 1,},},}", "{\"a\": {\"b\": {\"c\": 1}}}" },
		{ " {'a' : 1 }\n", "{\"a\": 1}" },
		{ "{'url': 'http://x', 'b:c': 1}", "{\"url\": \"http://x\", \"b:c\": 1}" });
}

static void lists_tuples_and_sets_become_arrays(void **state)
{
	CHECK(literal_to_json, { "[1, 2]", "[1, 2]" }, { "(64, 32)", "[64, 32]" }, { "(64,)", "[64]" },
		{ "(64)", "64" }, { "()", "[]" }, { "{1, 2}", "[1, 2]" },
		{ "[[1], (), {'a': []}]", "[[1], [], {\"a\": []}]" });
}

static void constants_are_those_of_json(void **state)
{
	CHECK(literal_to_json, { "[None, True, False]", "[null, true, false]" },
		{ "[null, true, false]", "[null, true, false]" },
		{ "[nan, -nan, NaN, inf, -inf, Infinity, -Infinity, np.inf]",
			"[\"nan\", \"nan\", \"nan\", \"inf\", \"-inf\", \"inf\", \"-inf\", \"inf\"]" });
}

static void numbers_keep_their_digits(void **state)
{
	CHECK(literal_to_json, { "0.30000000000000004", "0.30000000000000004" }, { "1.", "1.0" },
		{ ".5", "0.5" }, { "-.5", "-0.5" }, { "+1", "1" }, { "1_000", "1000" }, { "1e-05", "1e-05" },
		{ "1.E+5", "1.0e+5" }, { "0x1F", "31" }, { "0b101", "5" }, { "0o17", "15" },
		{ "9223372036854775807", "9223372036854775807" }, { "-0", "-0" }, { "0.1000", "0.1000" });
}

static void numbers_that_no_reader_keeps_become_text(void **state)
{
	CHECK(literal_to_json, { "[1e999]", "[\"1e999\"]" },
		{ "[18446744073709551616]", "[\"18446744073709551616\"]" }, { "[007]", "[\"007\"]" },
		{ "[1__0]", "[\"1__0\"]" }, { "[1e]", "[\"1e\"]" }, { "[1.2.3]", "[\"1.2.3\"]" },
		{ "[0xffffffffffffffff, 0x, 0xg]", "[\"0xffffffffffffffff\", \"0x\", \"0xg\"]" },
		{ "[3+2j]", "[\"3+2j\"]" });
}

static void strings_of_every_kind(void **state)
{
	CHECK(literal_to_json, { "'it\\'s'", "\"it's\"" }, { "\"it's \\\"x\\\"\"", "\"it's \\\"x\\\"\"" },
		{ "b'ab'", "\"ab\"" }, { "u'ab'", "\"ab\"" }, { "r'\\d'", "\"\\\\d\"" },
		{ "'''a'b'''", "\"a'b\"" }, { "''", "\"\"" }, { "'a' 'b'\n 'c'", "\"abc\"" },
		{ "'\\n\\t\\x41\\101\\u00e9\\U0001f600'", "\"\\u000a\\u0009AAé😀\"" },
		{ "\"\\ud83d\\ude00 \\/ \\ud83d\"", "\"😀 / \xef\xbf\xbd\"" },
		{ "'\\q \\x4 \\N{BULLET}'", "\"\\\\q \\\\x4 \\\\N{BULLET}\"" },
		{ "'\\0'", "\"\xef\xbf\xbd\"" }, { "b'\\xff'", "\"ÿ\"" }, { "'é\xff'", "\"é\xef\xbf\xbd\"" },
		{ "'{[('", "\"{[(\"" });
}

static void numpy_scalars_are_their_value(void **state)
{
	CHECK(literal_to_json, { "{'x': np.float64(1.5), 'n': numpy.int64(3)}", "{\"x\": 1.5, \"n\": 3}" },
		{ "[np.True_, np.bool_(True), np.str_('a'), float('nan'), tensor(0.5)]",
			"[\"np.True_\", true, \"a\", \"nan\", 0.5]" },
		{ "{np.str_('a'): frozenset({1})}", "{\"a\": [1]}" },
		{ "OrderedDict({'a': 1})", "{\"a\": 1}" },
		{ "[tensor(0.5, device='cuda:0')]", "[\"tensor(0.5, device='cuda:0')\"]" });
}

static void what_is_no_literal_becomes_its_text(void **state)
{
	CHECK(literal_to_json,
		{ "{'f': <function elu at 0x1243639d8>}", "{\"f\": \"<function elu at 0x1243639d8>\"}" },
		{ "[<function <lambda> at 0x7f>, 1]", "[\"<function <lambda> at 0x7f>\", 1]" },
		{ "[<tf.Tensor: shape=(), dtype=float32, numpy=0.5>]",
			"[\"<tf.Tensor: shape=(), dtype=float32, numpy=0.5>\"]" },
		{ "array([1., 2.,\n       3.])", "\"array([1., 2., 3.])\"" },
		{ "{'clf': SVC(C=1, kernel='linear'), 'b': 1}",
			"{\"clf\": \"SVC(C=1, kernel='linear')\", \"b\": 1}" },
		{ "{'a': [1, 2], 3}", NULL }, { "[{'a': 1, 2}]", "[\"{'a': 1, 2}\"]" },
		{ "[(0, 1]]", "[\"(0, 1]\"]" }, { "[a < b, it's, x y]", "[\"a < b\", \"it's\", \"x y\"]" },
		{ "[1,,2]", "[1, \"\", 2]" });
}

static void keys_become_strings(void **state)
{
	CHECK(literal_to_json,
		{ "{1: 'a', None: 'b', (1, 2): 'c', bare: 'd', 'x' : 'e'}",
			"{\"1\": \"a\", \"None\": \"b\", \"(1, 2)\": \"c\", \"bare\": \"d\", \"x\": \"e\"}" },
		{ "{0.5: 1, 1.: 2}", "{\"0.5\": 1, \"1.\": 2}" });
}

static void of_a_key_that_comes_twice_the_last_value_counts(void **state)
{
	CHECK(literal_to_json,
		{ "{'a': 1, 'b': {'a': 2}, 'a': [3], \"b\": 4, 'c': 5}", "{\"a\": [3], \"b\": 4, \"c\": 5}" },
		{ "{'a': 1, u'a': 2}", "{\"a\": 2}" },
		{ "[{'a': 1}, {'a': 2}]", "[{\"a\": 1}, {\"a\": 2}]" });
	CHECK(literal_pairs_to_json, { "a=1, b=2, a=3", "{\"b\": 2, \"a\": 3}" });
}

static void no_literal_is_refused(void **state)
{
	CHECK(literal_to_json, { "", NULL }, { "rbf", NULL }, { "C=1, kernel=rbf", NULL },
		{ "{'a': 1", NULL }, { "'a", NULL }, { "{'a': 1} and more", NULL }, { "(1]", NULL },
		{ "}", NULL }, { "<", NULL }, { "f(", NULL });
}

static void pairs_become_an_object(void **state)
{
	CHECK(literal_pairs_to_json, { "C=1, kernel=rbf", "{\"C\": 1, \"kernel\": \"rbf\"}" },
		{ "C=1;, score=0.9", "{\"C\": 1}" }, { "C=1;", "{\"C\": 1}" },
		{ "activation=<function elu at 0x1243639d8>, n=(64, 32), dual=True",
			"{\"activation\": \"<function elu at 0x1243639d8>\", \"n\": [64, 32], \"dual\": "
			"true}" },
		{ "clf=SVC(C=1, kernel='linear'), clf__C=0.1",
			"{\"clf\": \"SVC(C=1, kernel='linear')\", \"clf__C\": 0.1}" },
		{ "words=a, b, C=1", "{\"words\": \"a, b\", \"C\": 1}" },
		{ "name=, C=None", "{\"name\": \"\", \"C\": null}" },
		{ "a=it's, b=2", "{\"a\": \"it's\", \"b\": 2}" }, { "a = 1 ,b= 'x;y'", NULL },
		{ "a=1,b='x;y'", "{\"a\": 1, \"b\": \"x;y\"}" }, { "", NULL }, { "rbf", NULL },
		{ "=1", NULL }, { "{'a': 1}", NULL });
}

static void depth_is_bounded(void **state)
{
	char text[2001], json[8192];

	memset(text, '[', 1000);
	memset(text + 1000, ']', 1000);
	text[2000] = '\0';
	assert_true(literal_to_json(span_of(text), json, sizeof(json)));
	assert_valid_json(json);
	assert_int_equal(strspn(json, "["), LITERAL_DEPTH);
}

static void what_does_not_fit_is_refused(void **state)
{
	char json[8] = "stale";

	assert_true(literal_to_json(span_of("[1, 2]"), json, 7));
	assert_string_equal(json, "[1, 2]");
	assert_false(literal_to_json(span_of("[1, 2]"), json, 6));
	assert_string_equal(json, "");
}

static void the_end_of_a_literal_is_found(void **state)
{
	static const struct {
		const char *text;
		size_t end;
	} samples[] = { { "{'a': 1}. Best", 8 }, { "{'a': {'b': '}'}}x", 17 }, { "[1, 2", 0 },
		{ "np.array([1, 2]) x", 16 }, { "array([1,", 0 }, { "(')', \"(\")", 10 },
		{ "{'a': 'open", 0 }, { "0.96", 4 }, { "rbf, x", 6 }, { "", 0 },
		{ "{'f': <function <lambda> at 0x1>}", 33 }, { "(it's)", 6 }, { "{'''a'''}", 9 },
		{ "{'\\''}", 6 } };

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		assert_int_equal(literal_end(span_of(samples[i].text)), samples[i].end);
}

static void assert_near(double value, double expected)
{
	if (fabs(value - expected) > 1e-9 * fabs(expected))
		fail_msg("%.17g is not %.17g", value, expected);
}

static void numbers_are_read(void **state)
{
	static const struct {
		const char *text;
		double number;
	} samples[] = { { "7,300", 7300 }, { "831'937", 831937 }, { "1_000", 1000 }, { "12.3k", 12300 },
		{ "1e-3", 0.001 }, { "1.5e+2", 150 }, { "1,234,567.5", 1234567.5 }, { "-0.5", -0.5 },
		{ "+3", 3 }, { ".5", 0.5 }, { "5.", 5 }, { "2M", 2e6 }, { " 42 ", 42 }, { "007", 7 },
		{ "1.23K", 1230 } };
	static const char *const wrong[] = { "", " ", "-", ".", "1,5", "1,2345", "1234,567", ",123",
		"1,234,56", "1__0", "_1", "1_", "0x10", "12.3kit", "1e", "e5", "50%", "k", "1.234,567",
		"1.2.3", "five", "1 2", "--1", "1e3k" };
	double number;

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		assert_true(literal_number(span_of(samples[i].text), &number));
		assert_near(number, samples[i].number);
	}
	assert_true(literal_number(span_of("8.53G"), &number) && number == 8530000000.0); /* rounded once */
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (literal_number(span_of(wrong[i]), &number))
			fail_msg("'%s' was read as %g", wrong[i], number);
}

/* Most take a way of their own, which must give the same double. */
static void decimals_are_read_as_strtod_reads_them(void **state)
{
	uint32_t random = 42;

	for (unsigned i = 0; i < 100000; i++) {
		char text[32];
		double number;

		random = random * 1664525u + 1013904223u;
		snprintf(text, sizeof(text), "%s%.*f", random >> 31 ? "-" : "", (int)(random >> 8 & 15),
			(double)(random >> 4) / (double)(1u << (random >> 16 & 31)));
		assert_true(literal_number(span_of(text), &number));
		if (number != strtod(text, NULL))
			fail_msg("'%s' was read as %.17g", text, number);
	}
}

static void numbers_may_be_no_number_or_infinite(void **state)
{
	double number;

	assert_true(literal_number(span_of("nan"), &number) && isnan(number));
	assert_true(literal_number(span_of("-NaN"), &number) && isnan(number));
	assert_true(literal_number(span_of("inf"), &number) && number == INFINITY);
	assert_true(literal_number(span_of("-Infinity"), &number) && number == -INFINITY);
	assert_true(literal_number(span_of("1e999"), &number) && number == INFINITY);
}

/* A locale that writes 1.5 as 1,5, made in a folder of its own, since few machines have one. */
static bool set_comma_locale(char folder[])
{
	char command[256];

	if (!mkdtemp(folder))
		return false;
	snprintf(command, sizeof(command), "localedef -i de_DE -f UTF-8 %s/de_DE.UTF-8 2>&1", folder);
	return system(command) == 0 && setenv("LOCPATH", folder, 1) == 0 &&
	       setlocale(LC_NUMERIC, "de_DE.UTF-8") != NULL;
}

static void the_locale_changes_nothing(void **state)
{
	char folder[] = "/tmp/progwrap-locale-XXXXXX", command[64], json[32];
	const bool has_comma = set_comma_locale(folder);
	double number;

	if (has_comma) {
		assert_true(literal_number(span_of("1.5"), &number));
		assert_true(literal_to_json(span_of("1.50"), json, sizeof(json)));
		setlocale(LC_NUMERIC, "C");
		assert_near(number, 1.5);
		assert_string_equal(json, "1.50");
	}
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	assert_int_equal(system(command), 0);
	if (!has_comma)
		skip();
}

static void durations_are_read(void **state)
{
	static const struct {
		const char *text;
		double seconds;
	} samples[] = { { "12.3s", 12.3 }, { "1.5min", 90 }, { "168.0min", 10080 }, { "00:12", 12 },
		{ "1:02:03", 3723 }, { "2 days, 3:04:05", 183845 }, { "0us", 0 }, { "1m 23s", 83 },
		{ "1h2m3s", 3723 }, { "345ms", 0.345 }, { "12 µs", 12e-6 }, { "1 day, 0:00:01.5", 86401.5 },
		{ "1:02:03:04", 93784 }, { "3.5", 3.5 }, { " 0.0s ", 0 }, { "2 hours, 5 minutes", 7500 },
		{ "1e-05s", 1e-5 } };
	static const char *const wrong[] = { "", "?", "-1 day, 0:00:01", "s", "1 fortnight", "1:2:3:4:5",
		"00:12<00:30", "1:", ":1", "nan", "5 5", "1m 5", "1:02 s", "." };
	double seconds;

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		if (!literal_duration(span_of(samples[i].text), &seconds))
			fail_msg("'%s' was refused", samples[i].text);
		assert_near(seconds, samples[i].seconds);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		if (literal_duration(span_of(wrong[i]), &seconds))
			fail_msg("'%s' was read as %g", wrong[i], seconds);
}

/* Texts made of what literals are made of, whole and broken. */
static void whatever_comes_in_valid_json_comes_out(void **state)
{
	static const char *const pieces[] = { "{", "}", "[", "]", "(", ")", "'", "\"", "'''", ",", ", ", ":",
		": ", "=", ";", "a", "b'", "r\"", "\\", "\\u", "\\ud83d", "\\x", "0", "1", "12", ".", "e",
		"-", "_", "None", "True", "nan", "np.float64(", "<", ">", "<f", " ", "\n", "\xff", "\xc3",
		"\xc3\xa9", "\x01", "'k': ", "'k': 1, " };
	unsigned accepted = 0;

	srand(1);
	for (int round = 0; round < 50000; round++) {
		char text[512] = "", json[8192];
		size_t count = 1 + (size_t)rand() % 30;

		strcat(text, round % 3 == 0 ? "{" : round % 3 == 1 ? "[" : "");
		for (size_t i = 0; i < count; i++)
			strcat(text, pieces[(size_t)rand() % (sizeof(pieces) / sizeof(pieces[0]))]);
		strcat(text, round % 3 == 0 ? "}" : round % 3 == 1 ? "]" : "");
		if (literal_to_json(span_of(text), json, sizeof(json))) {
			assert_valid_json(json);
			accepted++;
		}
		if (literal_pairs_to_json(span_of(text), json, sizeof(json)))
			assert_valid_json(json);
		assert_true(literal_end(span_of(text)) <= strlen(text));
	}
	assert_true(accepted > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dict_becomes_an_object),
		cmocka_unit_test(lists_tuples_and_sets_become_arrays),
		cmocka_unit_test(constants_are_those_of_json),
		cmocka_unit_test(numbers_keep_their_digits),
		cmocka_unit_test(numbers_that_no_reader_keeps_become_text),
		cmocka_unit_test(strings_of_every_kind),
		cmocka_unit_test(numpy_scalars_are_their_value),
		cmocka_unit_test(what_is_no_literal_becomes_its_text),
		cmocka_unit_test(keys_become_strings),
		cmocka_unit_test(of_a_key_that_comes_twice_the_last_value_counts),
		cmocka_unit_test(no_literal_is_refused),
		cmocka_unit_test(pairs_become_an_object),
		cmocka_unit_test(depth_is_bounded),
		cmocka_unit_test(what_does_not_fit_is_refused),
		cmocka_unit_test(the_end_of_a_literal_is_found),
		cmocka_unit_test(numbers_are_read),
		cmocka_unit_test(decimals_are_read_as_strtod_reads_them),
		cmocka_unit_test(numbers_may_be_no_number_or_infinite),
		cmocka_unit_test(the_locale_changes_nothing),
		cmocka_unit_test(durations_are_read),
		cmocka_unit_test(whatever_comes_in_valid_json_comes_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

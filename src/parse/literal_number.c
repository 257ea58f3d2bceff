#include "parse/literal_number.h"
#include "parse/literal.h"
#include "parse/literal_scan.h"

#include <errno.h>
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <strings.h>

#define NUMBER_BYTES_MAX 128 /* a longer one is none */
#define PLAIN_BYTES_MAX 15   /* sign and point are among them */
#define CLOCK_FIELDS_MAX 4   /* days:hours:minutes:seconds */

/* --- the parts of a number --- */

struct parts {
	struct span sign, whole, fraction, exponent; /* empty where missing; the exponent with its sign */
	bool has_point;
};

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool digit_at(struct span text, size_t at)
{
	return at < text.length && is_digit(text.text[at]);
}

static bool one_of(struct span text, size_t at, const char *bytes)
{
	return at < text.length && text.text[at] && strchr(bytes, text.text[at]);
}

/* The digits at *at, a single underscore between two of them allowed. */
static struct span take_digits(struct span text, size_t *at)
{
	const size_t start = *at;

	while (digit_at(text, *at) ||
		(*at > start && one_of(text, *at, "_") && digit_at(text, *at - 1) && digit_at(text, *at + 1)))
		++*at;
	return literal_part(text, start, *at);
}

static struct span take_sign(struct span text, size_t *at)
{
	const size_t start = *at;

	*at += one_of(text, *at, "+-");
	return literal_part(text, start, *at);
}

static bool split(struct span text, struct parts *parts)
{
	size_t at = 0;

	*parts = (struct parts){ .has_point = false };
	parts->sign = take_sign(text, &at);
	parts->whole = take_digits(text, &at);
	if (one_of(text, at, ".")) {
		at++;
		parts->has_point = true;
		parts->fraction = take_digits(text, &at);
	}
	if (parts->whole.length + parts->fraction.length == 0)
		return false;
	if (one_of(text, at, "eE")) {
		size_t digits = at + 1;

		take_sign(text, &digits);
		if (!digit_at(text, digits))
			return false;
		take_digits(text, &digits);
		parts->exponent = literal_part(text, at + 1, digits);
		at = digits;
	}
	return at == text.length;
}

/* glibc hands out a constant for "C", so there is nothing to free. */
static double to_double(const char *digits)
{
	return strtod_l(digits, NULL, newlocale(LC_ALL_MASK, "C", (locale_t)0));
}

/* nan, +inf, -Infinity. */
static bool non_finite(struct span text, double *number)
{
	size_t at = 0;
	const bool negative = span_is(take_sign(text, &at), "-");
	const struct span name = literal_part(text, at, text.length);

	if (name.length == 3 && !strncasecmp(name.text, "nan", 3))
		*number = NAN;
	else if ((name.length == 3 && !strncasecmp(name.text, "inf", 3)) ||
		 (name.length == 8 && !strncasecmp(name.text, "infinity", 8)))
		*number = negative ? -INFINITY : INFINITY;
	else
		return false;
	return true;
}

/* --- as JSON --- */

static void add_digits(struct strbuf *json, struct span digits)
{
	for (size_t i = 0; i < digits.length; i++)
		if (digits.text[i] != '_')
			strbuf_add(json, digits.text + i, 1);
}

static void write_decimal(struct strbuf *json, const struct parts *parts)
{
	if (span_is(parts->sign, "-"))
		strbuf_add_string(json, "-");
	strbuf_add_string(json, parts->whole.length ? "" : "0");
	add_digits(json, parts->whole);
	if (parts->has_point) {
		strbuf_add_string(json, ".");
		strbuf_add_string(json, parts->fraction.length ? "" : "0");
		add_digits(json, parts->fraction);
	}
	if (parts->exponent.length) {
		strbuf_add_string(json, "e");
		add_digits(json, parts->exponent);
	}
}

static bool readers_keep(const char *json, const struct parts *parts)
{
	if (parts->has_point || parts->exponent.length)
		return isfinite(to_double(json));
	errno = 0;
	strtoll(json, NULL, 10);
	return errno == 0;
}

static bool write_radix(struct strbuf *json, struct span text)
{
	static const char radixes[] = "xXoObB";
	static const int bases[] = { 16, 16, 8, 8, 2, 2 };
	char digits[NUMBER_BYTES_MAX];
	const char *radix;
	char *end;
	long long value;

	if (text.length < 3 || text.length >= sizeof(digits) || text.text[0] != '0')
		return false;
	radix = text.text[1] ? strchr(radixes, text.text[1]) : NULL;
	if (!radix || !literal_is_word(text.text[2]))
		return false;
	span_copy(literal_part(text, 2, text.length), digits, sizeof(digits));
	errno = 0;
	value = strtoll(digits, &end, bases[radix - radixes]);
	if (errno != 0 || *end != '\0')
		return false;
	strbuf_add_format(json, "%lld", value);
	return true;
}

bool literal_write_number(struct strbuf *json, struct span text)
{
	const size_t start = json->length;
	struct parts parts;

	if (write_radix(json, text))
		return true;
	if (!split(text, &parts) || (parts.whole.length > 1 && parts.whole.text[0] == '0'))
		return false;
	write_decimal(json, &parts);
	if (readers_keep(json->text + start, &parts))
		return true;
	strbuf_cut(json, start);
	return false;
}

bool literal_write_non_finite(struct strbuf *json, struct span text)
{
	double number;

	if (!non_finite(text, &number))
		return false;
	strbuf_add_string(json, isnan(number) ? "\"nan\"" : number > 0 ? "\"inf\"" : "\"-inf\"");
	return true;
}

/* --- as a double --- */

/* A comma or an apostrophe at `at` that stands in front of exactly three digits and behind at most three. */
static bool is_thousands_separator(struct span text, size_t at)
{
	size_t before = 0, after = 0;

	while (before < at && digit_at(text, at - before - 1))
		before++;
	while (digit_at(text, at + after + 1))
		after++;
	return one_of(text, at, ",'") && before >= 1 && before <= 3 && after == 3;
}

/* The power of ten that a suffix stands for, as an exponent: a product would round twice. NULL: there is
 * none. */
static const char *exponent_of_suffix(struct span text)
{
	static const char suffixes[] = "kKMGTP";
	static const char *const exponents[] = { "e3", "e3", "e6", "e9", "e12", "e15" };
	const char last = text.text[text.length - 1];
	const char *suffix = last ? strchr(suffixes, last) : NULL;

	return suffix ? exponents[suffix - suffixes] : NULL;
}

/* Copies `text` without separators; false: one stands where none may. */
static bool join_groups(struct span text, char plain[NUMBER_BYTES_MAX])
{
	size_t length = 0;
	bool in_fraction = false;

	for (size_t i = 0; i < text.length; i++) {
		in_fraction |= one_of(text, i, ".eE");
		if (!one_of(text, i, ",'_"))
			plain[length++] = text.text[i];
		else if (one_of(text, i, "_") ? !(i > 0 && digit_at(text, i - 1) && digit_at(text, i + 1))
					      : in_fraction || !is_thousands_separator(text, i))
			return false;
	}
	plain[length] = '\0';
	return true;
}

/* Digits with a point among them, as most numbers are. Whole numbers and powers of ten of so few digits are
 * exact, and so is their quotient rounded. */
static bool plain_decimal(struct span text, double *number)
{
	static const double powers_of_ten[PLAIN_BYTES_MAX] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
		1e10, 1e11, 1e12, 1e13, 1e14 };
	const bool negative = text.text[0] == '-';
	size_t point = text.length;
	uint64_t digits = 0;

	for (size_t at = negative; at < text.length; at++)
		if (is_digit(text.text[at]))
			digits = digits * 10 + (uint64_t)(text.text[at] - '0');
		else if (text.text[at] == '.' && point == text.length)
			point = at;
		else
			return false;
	if (point < text.length)
		point++;
	*number = (negative ? -(double)digits : (double)digits) / powers_of_ten[text.length - point];
	return true;
}

bool literal_number(struct span text, double *number)
{
	char plain[NUMBER_BYTES_MAX + sizeof("e15")];
	const char *exponent;
	struct parts parts;

	text = literal_trim(text);
	if (text.length == 0 || text.length >= NUMBER_BYTES_MAX)
		return false;
	if (text.length <= PLAIN_BYTES_MAX && digit_at(text, text.length - 1) && plain_decimal(text, number))
		return true;
	if (non_finite(text, number))
		return true;
	exponent = exponent_of_suffix(text);
	if (exponent)
		text.length--;
	if (!join_groups(text, plain) || !split(span_of(plain), &parts) ||
		(exponent && parts.exponent.length))
		return false;
	if (exponent)
		strcat(plain, exponent);
	*number = to_double(plain);
	return true;
}

/* --- durations --- */

static bool unit_seconds(struct span name, double *seconds)
{
	static const struct {
		const char *name;
		double seconds;
	} units[] = {
		{ "ns", 1e-9 },
		{ "us", 1e-6 },
		{ "\u00b5s", 1e-6 },
		{ "\u03bcs", 1e-6 },
		{ "ms", 1e-3 },
		{ "s", 1 },
		{ "sec", 1 },
		{ "secs", 1 },
		{ "second", 1 },
		{ "seconds", 1 },
		{ "m", 60 },
		{ "min", 60 },
		{ "mins", 60 },
		{ "minute", 60 },
		{ "minutes", 60 },
		{ "h", 3600 },
		{ "hr", 3600 },
		{ "hrs", 3600 },
		{ "hour", 3600 },
		{ "hours", 3600 },
		{ "d", 86400 },
		{ "day", 86400 },
		{ "days", 86400 },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (span_is(name, units[i].name)) {
			*seconds = units[i].seconds;
			return true;
		}
	return false;
}

static size_t skip_blanks(struct span text, size_t at)
{
	while (at < text.length && literal_is_blank(text.text[at]))
		at++;
	return at;
}

static bool take_number(struct span text, size_t *at, double *number)
{
	const size_t start = *at;

	while (digit_at(text, *at) || one_of(text, *at, "."))
		++*at;
	if (*at > start && one_of(text, *at, "eE") && digit_at(text, *at + 1 + one_of(text, *at + 1, "+-"))) {
		*at += 1 + one_of(text, *at + 1, "+-");
		while (digit_at(text, *at))
			++*at;
	}
	return literal_number(literal_part(text, start, *at), number);
}

/* 00:12, 1:02:03, 1:02:03:04 up to the end of the text. */
static bool take_clock(struct span text, size_t at, double *seconds)
{
	static const double weights[CLOCK_FIELDS_MAX] = { 1, 60, 3600, 86400 };
	double fields[CLOCK_FIELDS_MAX];
	unsigned count = 0;

	for (;;) {
		if (count == CLOCK_FIELDS_MAX || !take_number(text, &at, &fields[count]))
			return false;
		count++;
		if (!one_of(text, at, ":"))
			break;
		at++;
	}
	if (at < text.length || count == 1)
		return false;
	*seconds = 0;
	for (unsigned i = 0; i < count; i++)
		*seconds += fields[count - 1 - i] * weights[i];
	return true;
}

static struct span take_unit(struct span text, size_t *at)
{
	const size_t start = *at;

	while (*at < text.length && literal_is_word(text.text[*at]) && !digit_at(text, *at))
		++*at;
	return literal_part(text, start, *at);
}

/* 1.5min, "2 days", "1m 23s" at *at. */
static bool take_amount(struct span text, size_t *at, double *seconds)
{
	double number, unit;

	if (!take_number(text, at, &number))
		return false;
	*at = skip_blanks(text, *at);
	if (!unit_seconds(take_unit(text, at), &unit))
		return false;
	*at = skip_blanks(text, *at + one_of(text, *at, ","));
	*seconds = number * unit;
	return true;
}

bool literal_duration(struct span text, double *seconds)
{
	double sum = 0, amount;
	size_t at = 0;

	text = literal_trim(text);
	if (take_number(text, &at, seconds) && at == text.length)
		return true;
	at = 0;
	do {
		if (take_clock(text, at, &amount))
			at = text.length;
		else if (!take_amount(text, &at, &amount))
			return false;
		sum += amount;
	} while (at < text.length);
	*seconds = sum;
	return true;
}

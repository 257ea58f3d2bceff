/* The names above a table's numbers. */
#include "parse/columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const char *named_cells(const struct columns *columns, unsigned tool, const char *row)
{
	static char text[256];
	struct reading reading = reading_none();
	size_t used = 0;

	text[0] = '\0';
	columns_name_cells(columns, tool, span_of(row), &reading);
	for (unsigned i = 0; i < reading.metric_count && used < sizeof(text); i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%.*s=%g", i ? " " : "",
			(int)reading.metrics[i].name.length, reading.metrics[i].name.text,
			reading.metrics[i].value);
	return text;
}

static void each_number_gets_the_name_above_it(void **state)
{
	static const struct {
		const char *header, *row, *named;
	} tables[] = {
		{ "train_loss  valid_loss  time", "0.5   0.25  00:12", "train_loss=0.5 valid_loss=0.25" },
		{ "  box cls img_size  ", "  0.1   0.2    640", "box=0.1 cls=0.2 img_size=640" },
		{ "LOSS TOK2VEC   LOSS NER  SCORE", "3.08 18968.78   0.34",
			"LOSS TOK2VEC=3.08 LOSS NER=18968.8 SCORE=0.34" },
		{ "P      R   mAP@.5 mAP@.5:.95", "0.9  0.8  0.7  0.4",
			"P=0.9 R=0.8 mAP@.5=0.7 mAP@.5:.95=0.4" },
		{ "nevals\tavg    \tmin", "50 \t[ 1 2 ]\t0.5", "nevals=50 min=0.5" },
		{ "nevals\t\tmin", "50\t7\t0.5", "nevals=50 min=0.5" },
		{ "| epoch | val loss | note |", "| 1 | 0.5 |  |", "epoch=1 val loss=0.5" },
		{ "a  b  c", "1  nan", "a=1 b=nan" },
		{ "a", "1  2", "a=1" },
		{ "a  b", "#na#  2", "b=2" },
		{ "", "1", "" },
		{ "a", "", "" },
	};

	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		struct columns columns = { 0 };

		columns_keep(&columns, 7, span_of(tables[i].header));
		assert_string_equal(named_cells(&columns, 7, tables[i].row), tables[i].named);
	}
}

static void names_stand_until_the_next_header_of_the_same_file(void **state)
{
	struct columns columns = { 0 };

	columns_keep(&columns, 0, span_of("a  b"));
	columns_keep(&columns, 1, span_of("c  d"));
	assert_string_equal(named_cells(&columns, 0, "1  2"), "a=1 b=2");
	columns_keep(&columns, 0, span_of("e"));
	assert_string_equal(named_cells(&columns, 0, "1  2"), "e=1");
	assert_string_equal(named_cells(&columns, 1, "1  2"), "c=1 d=2");
	assert_string_equal(named_cells(&columns, 2, "1  2"), "");
}

static void the_oldest_of_many_tables_is_forgotten(void **state)
{
	struct columns columns = { 0 };

	for (unsigned tool = 0; tool <= COLUMNS_TABLES; tool++)
		columns_keep(&columns, tool, span_of("a"));
	assert_string_equal(named_cells(&columns, 0, "1"), "");
	assert_string_equal(named_cells(&columns, 1, "1"), "a=1");
	assert_string_equal(named_cells(&columns, COLUMNS_TABLES, "1"), "a=1");
}

static void a_header_that_is_too_long_is_cut_behind_a_name(void **state)
{
	struct columns columns = { 0 };
	char header[COLUMNS_BYTES + 8];

	memset(header, 'x', sizeof(header));
	memcpy(header, "first  second  ", 15);
	columns_keep(&columns, 0, (struct span){ header, sizeof(header) });
	assert_string_equal(named_cells(&columns, 0, "1 2 3"), "first=1 second=2");
}

static void more_cells_than_a_reading_holds_are_left_out(void **state)
{
	struct columns columns = { 0 };
	struct reading reading = reading_none();
	char cells[4 * READING_METRICS_MAX];

	memset(cells, ' ', sizeof(cells));
	for (size_t i = 0; i < sizeof(cells); i += 2)
		cells[i] = '1';
	columns_keep(&columns, 0, (struct span){ cells, sizeof(cells) });
	columns_name_cells(&columns, 0, (struct span){ cells, sizeof(cells) }, &reading);
	assert_int_equal(reading.metric_count, READING_METRICS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_number_gets_the_name_above_it),
		cmocka_unit_test(names_stand_until_the_next_header_of_the_same_file),
		cmocka_unit_test(the_oldest_of_many_tables_is_forgotten),
		cmocka_unit_test(a_header_that_is_too_long_is_cut_behind_a_name),
		cmocka_unit_test(more_cells_than_a_reading_holds_are_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

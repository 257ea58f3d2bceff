#include "parse/columns.h"

#include "parse/literal.h"

#include <string.h>

enum separator { SEPARATOR_BLANK, SEPARATOR_BLANKS, SEPARATOR_TAB, SEPARATOR_BAR };

struct cells {
	struct span rest;
	enum separator separator;
};

static bool holds(struct span text, const char *bytes)
{
	return memmem(text.text, text.length, bytes, strlen(bytes)) != NULL;
}

static struct span trimmed(struct span text)
{
	while (text.length && strchr(" \t", text.text[0]))
		text = (struct span){ text.text + 1, text.length - 1 };
	while (text.length && strchr(" \t", text.text[text.length - 1]))
		text.length--;
	return text;
}

static struct cells cells_of_row(struct span row)
{
	enum separator separator = holds(row, "|")    ? SEPARATOR_BAR
				   : holds(row, "\t") ? SEPARATOR_TAB
						      : SEPARATOR_BLANK;

	return (struct cells){ separator == SEPARATOR_BLANK ? trimmed(row) : row, separator };
}

static struct cells cells_of_header(struct span header)
{
	struct cells cells = cells_of_row(header);

	if (cells.separator == SEPARATOR_BLANK && holds(cells.rest, "  "))
		cells.separator = SEPARATOR_BLANKS;
	return cells;
}

static size_t cell_length(const struct cells *cells)
{
	static const char *const ends[] = { " ", "  ", "\t", "|" };
	const char *end = ends[cells->separator];
	const char *at = memmem(cells->rest.text, cells->rest.length, end, strlen(end));

	return at ? (size_t)(at - cells->rest.text) : cells->rest.length;
}

/* False: there are no more. */
static bool next_cell(struct cells *cells, struct span *cell)
{
	size_t length = cell_length(cells), behind;

	if (cells->rest.length == 0)
		return false;
	*cell = trimmed((struct span){ cells->rest.text, length });
	behind = length < cells->rest.length ? length + 1 : length;
	cells->rest = (struct span){ cells->rest.text + behind, cells->rest.length - behind };
	if (cells->separator <= SEPARATOR_BLANKS)
		cells->rest = trimmed(cells->rest);
	return true;
}

/* The length up to the end of the last cell that fits. */
static size_t whole_names(struct span header, size_t room)
{
	struct cells cells = cells_of_header(header);
	struct span name;
	size_t end = 0;

	while (next_cell(&cells, &name)) {
		size_t name_end = (size_t)(name.text + name.length - header.text);

		if (name_end > room)
			break;
		end = name_end;
	}
	return end;
}

void columns_keep(struct columns *columns, unsigned tool, struct span header)
{
	unsigned i;

	for (i = 0; i < COLUMNS_TABLES; i++)
		if (columns->tables[i].tool == tool + 1)
			break;
	if (i == COLUMNS_TABLES)
		i = columns->oldest++ % COLUMNS_TABLES;
	columns->tables[i].tool = tool + 1;
	columns->tables[i].length = (uint32_t)whole_names(header, COLUMNS_BYTES);
	memcpy(columns->tables[i].names, header.text, columns->tables[i].length);
}

static struct span header_of(const struct columns *columns, unsigned tool)
{
	for (unsigned i = 0; i < COLUMNS_TABLES; i++)
		if (columns->tables[i].tool == tool + 1)
			return (struct span){ columns->tables[i].names, columns->tables[i].length };
	return (struct span){ "", 0 };
}

static unsigned count_cells(struct cells cells)
{
	struct span cell;
	unsigned count = 0;

	while (next_cell(&cells, &cell))
		count++;
	return count;
}

/* Where a column is no wider than its name, one blank stands before it: the row tells. */
static struct cells names_above(struct span header, const struct cells *values)
{
	struct cells names = cells_of_header(header), words = cells_of_row(header);

	if (count_cells(names) < count_cells(*values) && count_cells(words) == count_cells(*values))
		return words;
	return names;
}

void columns_name_cells(
	const struct columns *columns, unsigned tool, struct span row, struct reading *reading)
{
	struct cells values = cells_of_row(row), names = names_above(header_of(columns, tool), &values);
	struct span name, value;
	double number;

	while (next_cell(&names, &name) && next_cell(&values, &value))
		if (name.length && reading->metric_count < READING_METRICS_MAX &&
			literal_number(value, &number))
			reading->metrics[reading->metric_count++] = (struct reading_metric){ name, number };
}

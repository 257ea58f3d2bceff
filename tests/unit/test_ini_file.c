/* base/ini_file: what the user wrote arrives as it stands, and whatever inih would bend is told with its
 * line. */
#include "base/ini_file.h"
#include "base/strbuf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

struct told {
	struct strbuf entries, complaints;
};

static void on_entry(void *ctx, const struct ini_entry *entry)
{
	struct told *told = ctx;

	if (entry->key)
		strbuf_add_format(&told->entries, "%d %s/%s=<%s>\n", entry->line, entry->section, entry->key,
			entry->value);
	else
		strbuf_add_format(&told->entries, "%d [%s]\n", entry->line, entry->section);
}

static void on_complaint(void *ctx, const char *complaint)
{
	struct told *told = ctx;

	strbuf_add_format(&told->complaints, "%s\n", complaint);
}

static void expect_bytes(const char *bytes, size_t length, const char *entries, const char *complaints)
{
	static const char *const repeatable[] = { "sample", NULL };
	struct told told;
	struct ini_reader reader = { on_entry, on_complaint, &told, repeatable };

	strbuf_init(&told.entries);
	strbuf_init(&told.complaints);
	ini_bytes_read("x.ini", bytes, length, &reader);
	assert_string_equal(told.entries.text, entries);
	assert_string_equal(told.complaints.text, complaints);
	strbuf_release(&told.entries);
	strbuf_release(&told.complaints);
}

static void expect(const char *text, const char *entries, const char *complaints)
{
	expect_bytes(text, strlen(text), entries, complaints);
}

static void values_arrive_as_they_stand(void **state)
{
	expect("; first\n[a]\nregex = loss=(\\d+) ; acc=\"x\" # y\n\n# c\nb=\n",
		"2 [a]\n3 a/regex=<loss=(\\d+) ; acc=\"x\" # y>\n6 a/b=<>\n", "");
}

static void indented_lines_go_on(void **state)
{
	expect("[a]\nr = one\n   two\n\tthree\nnext = 1\n", "1 [a]\n2 a/r=<one\ntwo\nthree>\n5 a/next=<1>\n",
		"");
}

static void crlf_and_byte_order_mark_are_fine(void **state)
{
	expect("\xef\xbb\xbf[a]\r\nk = v\r\n  w\r\n", "1 [a]\n2 a/k=<v\nw>\n", "");
}

static void the_last_line_may_lack_its_newline(void **state)
{
	expect("[a]\nk = v", "1 [a]\n2 a/k=<v>\n", "");
}

static void a_key_that_comes_twice_is_told(void **state)
{
	expect("[a]\nk = 1\nk = 2\nsample = 1\nsample = 2\n[b]\nk = 3\n",
		"1 [a]\n2 a/k=<1>\n4 a/sample=<1>\n5 a/sample=<2>\n6 [b]\n7 b/k=<3>\n",
		"x.ini:3: 'k' stands a second time in [a]\n");
}

static void a_section_that_comes_twice_is_told(void **state)
{
	expect("[a]\n[b]\n[a]\n", "1 [a]\n2 [b]\n", "x.ini:3: section '[a]' stands here a second time\n");
}

static void junk_is_told_with_its_line_and_all_at_once(void **state)
{
	expect("[a]\njunk\nk = 1\nmore junk\n[open\n[b] c\n", "1 [a]\n3 a/k=<1>\n",
		"x.ini:2: this line is no 'key = value', no [section] and no comment\n"
		"x.ini:4: this line is no 'key = value', no [section] and no comment\n"
		"x.ini:5: ']' is missing behind '[open'\n"
		"x.ini:6: text stands behind the section's ']'\n");
}

static void an_indented_line_that_goes_on_from_nothing_is_judged_as_it_stands(void **state)
{
	expect(" [a]\n k = 1\n", "1 [a]\n2 a/k=<1>\n", "");
	expect("  [open\n", "", "x.ini:1: ']' is missing behind '[open'\n");
	expect(" [a name of far more than forty-nine bytes, which no section nor key may have at all]\n", "",
		"x.ini:1: a section's name has 1 to 49 bytes\n");
	expect(" ; a comment\n[a]\n", "2 [a]\n", "");
}

static void a_nul_byte_is_told(void **state)
{
	expect_bytes("[a]\nk = x\0y\nl = 1\n", 18, "1 [a]\n3 a/l=<1>\n",
		"x.ini:2: a NUL or control-A byte stands in this line\n");
}

static void long_lines_are_whole_or_told(void **state)
{
	char *text = malloc(20000);
	struct strbuf entries;

	strbuf_init(&entries);
	strcpy(text, "[a]\nk = ");
	memset(text + 8, 'x', 8000);
	strcpy(text + 8008, "\n");
	strbuf_add_format(&entries, "1 [a]\n2 a/k=<%.8000s>\n", text + 8);
	expect(text, entries.text, "");
	memset(text + 8, 'x', 9000);
	strcpy(text + 9008, "\nl = 1\n");
	expect(text, "1 [a]\n3 a/l=<1>\n", "x.ini:2: the value is longer than 8192 bytes\n");
	strbuf_release(&entries);
	free(text);
}

static void what_is_no_regular_file_is_refused(void **state)
{
	struct told told;
	struct ini_reader reader = { on_entry, on_complaint, &told, NULL };
	char path[] = "/tmp/test_ini_XXXXXX", fifo[64];

	strbuf_init(&told.entries);
	strbuf_init(&told.complaints);
	assert_non_null(mkdtemp(path));
	snprintf(fifo, sizeof(fifo), "%s/fifo", path);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(ini_file_read(fifo, &reader), 1);
	assert_int_equal(ini_file_read(path, &reader), 1);
	assert_int_equal(ini_file_read("/does/not/exist.ini", &reader), 1);
	assert_non_null(strstr(told.complaints.text, "/fifo: not a regular file\n"));
	assert_non_null(strstr(told.complaints.text, "/does/not/exist.ini: No such file or directory\n"));
	unlink(fifo);
	rmdir(path);
	strbuf_release(&told.entries);
	strbuf_release(&told.complaints);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_arrive_as_they_stand),
		cmocka_unit_test(indented_lines_go_on),
		cmocka_unit_test(crlf_and_byte_order_mark_are_fine),
		cmocka_unit_test(the_last_line_may_lack_its_newline),
		cmocka_unit_test(a_key_that_comes_twice_is_told),
		cmocka_unit_test(a_section_that_comes_twice_is_told),
		cmocka_unit_test(junk_is_told_with_its_line_and_all_at_once),
		cmocka_unit_test(an_indented_line_that_goes_on_from_nothing_is_judged_as_it_stands),
		cmocka_unit_test(a_nul_byte_is_told),
		cmocka_unit_test(long_lines_are_whole_or_told),
		cmocka_unit_test(what_is_no_regular_file_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Options and words of the reading commands. */
#include "command/reading.h"

#include "base/clock.h"
#include "config/settings.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static bool wrong_use(const struct command *command, int *exit_status, const char *what, const char *argument)
{
	fprintf(stderr, "progwrap: %s: %s '%s': try 'progwrap %s --help'\n", command->name, what, argument,
		command->name);
	*exit_status = COMMAND_WRONG_USE;
	return false;
}

static bool show_help(const struct command *command, int *exit_status)
{
	printf("usage: progwrap %s %s [--db URL]\n\n%s\n\n"
	       "  -o json     one line of JSON; the keys are the columns of the table\n"
	       "  --db URL    sqlite:///PATH or postgresql://HOST/DATABASE (else $PROGWRAP_DB, progwrap.ini, "
	       "the default)\n",
		command->name, command->arguments, command->summary);
	*exit_status = 0;
	return false;
}

/* The value of an option that is written "--db URL", "--db=URL", "-o json" or "-ojson"; NULL: it is another
 * option. */
static const char *option_value(const char *name, int argc, char **argv, int *at)
{
	const char *argument = argv[*at];
	size_t length = strlen(name);

	if (strncmp(argument, name, length) != 0)
		return NULL;
	if (argument[length] == '\0')
		return *at + 1 < argc ? argv[++*at] : "";
	if (argument[length] == '=')
		return argument + length + 1;
	return name[1] == '-' ? NULL : argument + length;
}

static bool set_output(bool *json, const char *value)
{
	*json = !strcmp(value, "json");
	return *json || !strcmp(value, "text");
}

static bool open_store(struct reading_options *options, const char *url, int *exit_status)
{
	struct settings settings;
	struct error err = ERROR_INIT;

	settings_init(&settings);
	if (settings_load(&settings, &err) &&
		(!url || settings_set(&settings, settings_find("db"), url, "--db", &err)))
		options->store = store_new(settings.db, &err);
	if (options->store)
		return true;
	fprintf(stderr, "progwrap: %s\n", err.message);
	*exit_status = COMMAND_WRONG_USE;
	return false;
}

bool reading_options(struct reading_options *options, const struct command *command, bool takes_id, int argc,
	char **argv, int *exit_status)
{
	const char *url = NULL, *value;
	bool only_ids = false;

	*options = (struct reading_options){ 0 };
	for (int i = 1; i < argc; i++) {
		if (only_ids || argv[i][0] != '-' || !argv[i][1]) {
			if (!takes_id || options->job_id)
				return wrong_use(command, exit_status, "unexpected argument", argv[i]);
			options->job_id = argv[i];
		} else if (!strcmp(argv[i], "--")) {
			only_ids = true;
		} else if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h")) {
			return show_help(command, exit_status);
		} else if ((value = option_value("--db", argc, argv, &i))) {
			url = value;
		} else if ((value = option_value("--output", argc, argv, &i)) ||
			   (value = option_value("-o", argc, argv, &i))) {
			if (!set_output(&options->json, value))
				return wrong_use(command, exit_status, "no such output", value);
		} else {
			return wrong_use(command, exit_status, "unknown option", argv[i]);
		}
	}
	return open_store(options, url, exit_status);
}

int reading_failed(const struct error *err)
{
	fprintf(stderr, "progwrap: %s\n", err->message);
	return COMMAND_STORE_FAILED;
}

void say_duration(struct strbuf *out, double seconds)
{
	int64_t whole = seconds > 0 && seconds < 1e15 ? (int64_t)llround(seconds) : 0;

	if (whole < 60)
		strbuf_add_format(out, "%" PRId64 " s", whole);
	else if (whole < 3600)
		strbuf_add_format(out, "%" PRId64 " min %" PRId64 " s", whole / 60, whole % 60);
	else if (whole < 86400)
		strbuf_add_format(out, "%" PRId64 " h %" PRId64 " min", whole / 3600, whole % 3600 / 60);
	else
		strbuf_add_format(out, "%" PRId64 " d %" PRId64 " h", whole / 86400, whole % 86400 / 3600);
}

void say_count(struct strbuf *out, int64_t count)
{
	char digits[24];
	int length = snprintf(digits, sizeof(digits), "%" PRId64, count);

	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0 && digits[i - 1] != '-')
			strbuf_add(out, ",", 1);
		strbuf_add(out, &digits[i], 1);
	}
}

void say_time(struct strbuf *out, int64_t wall_ns)
{
	time_t seconds = (time_t)(wall_ns / (int64_t)CLOCK_SECOND_NS);
	char text[40];
	struct tm utc;

	gmtime_r(&seconds, &utc);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &utc);
	strbuf_add_string(out, text);
}

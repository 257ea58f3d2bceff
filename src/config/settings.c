/* The table of settings and the three places that they come from. */
#include "config/settings.h"

#include "base/ini_file.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const pty_choices[] = { "always", "auto", "never", NULL };

#define MEMBER(name) offsetof(struct settings, name), sizeof(((struct settings *)NULL)->name)

const struct setting settings_table[] = {
	{ .name = "job",
		.type = SETTING_TEXT,
		MEMBER(job),
		.argument = "ID",
		.letter = 'j',
		.help = "the job's id, 1 to 200 bytes; default: a new unique one" },
	{ .name = "title",
		.type = SETTING_TEXT,
		MEMBER(title),
		.argument = "TEXT",
		.help = "a name for people" },
	{ .name = "db",
		.type = SETTING_TEXT,
		MEMBER(db),
		.argument = "URL",
		.help = "sqlite:///PATH or postgresql://…; default: SQLite in the state directory" },
	{ .name = "patterns",
		.type = SETTING_PATHS,
		MEMBER(patterns),
		.argument = "PATH",
		.letter = 'p',
		.help = "a pattern file or a directory of them, beside the shipped ones; may be given "
			"again" },
	{ .name = "disable",
		.type = SETTING_NAMES,
		MEMBER(disable),
		.argument = "TOOL",
		.help = "a tool whose shipped pattern file is switched off; may be given again" },
	{ .name = "steps",
		.type = SETTING_TEXT,
		MEMBER(steps),
		.argument = "LIST",
		.help = "weighted steps of the job: \"Data Collection=25,Optimization=75\"" },
	{ .name = "total",
		.type = SETTING_NUMBER,
		MEMBER(total),
		.default_value = "0",
		.argument = "N",
		.help = "how many trials, fits or epochs there will be, if the output does not tell; 0: "
			"unknown",
		.maximum = 1e15 },
	{ .name = "pty",
		.type = SETTING_CHOICE,
		MEMBER(pty),
		.default_value = "always",
		.argument = "WHEN",
		.choices = pty_choices,
		.help = "outputs that are no terminal get a pty always, never, or auto: pipes, as bare" },
	{ .name = "quiet",
		.type = SETTING_FLAG,
		MEMBER(quiet),
		.default_value = "no",
		.letter = 'q',
		.help = "no line of progwrap's own on the terminal" },
	{ .name = "publish_interval_ms",
		.type = SETTING_NUMBER,
		MEMBER(publish_interval_ms),
		.default_value = "250",
		.argument = "MS",
		.help = "at least this long between two writes of the row",
		.minimum = 20,
		.maximum = 60000 },
	{ .name = "grace_seconds",
		.type = SETTING_NUMBER,
		MEMBER(grace_seconds),
		.default_value = "10",
		.argument = "S",
		.help = "between SIGTERM and SIGKILL of a cancelled command",
		.maximum = 3600 },
	{ .name = "flush_timeout_seconds",
		.type = SETTING_NUMBER,
		MEMBER(flush_timeout_seconds),
		.default_value = "10",
		.argument = "S",
		.help = "wait at most this long at the end for a remote store",
		.maximum = 3600 },
};
const size_t settings_table_count = sizeof(settings_table) / sizeof(settings_table[0]);

#define LONG_NAME_BYTES 64

const struct setting *settings_find(const char *name)
{
	for (size_t i = 0; i < settings_table_count; i++)
		if (!strcmp(settings_table[i].name, name))
			return &settings_table[i];
	return NULL;
}

void settings_init(struct settings *settings)
{
	memset(settings, 0, sizeof(*settings));
	for (size_t i = 0; i < settings_table_count; i++)
		if (settings_table[i].default_value)
			settings_set(settings, &settings_table[i], settings_table[i].default_value, "default",
				NULL);
}

/* One number and nothing behind it, with '.' whatever the locale. */
static bool parse_number(const char *text, double *number)
{
	locale_t c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	char *end;

	errno = 0;
	*number = strtod_l(text, &end, c_locale);
	freelocale(c_locale);
	return end != text && !*end && !errno && !isspace((unsigned char)*text);
}

static bool set_number(double *member, const struct setting *setting, const char *value, const char *origin,
	struct error *err)
{
	double number;

	if (!parse_number(value, &number) || !(number >= setting->minimum && number <= setting->maximum))
		return error_set(err, ERROR_USAGE, "%s: '%s' is not a number from %g to %g", origin, value,
			setting->minimum, setting->maximum);
	*member = number;
	return true;
}

static bool set_flag(bool *member, const char *value, const char *origin, struct error *err)
{
	static const char *const words[] = { "no", "yes", "false", "true", "0", "1", "off", "on" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcmp(value, words[i])) {
			*member = i % 2;
			return true;
		}
	}
	return error_set(err, ERROR_USAGE, "%s: '%s' is neither yes nor no", origin, value);
}

static bool set_choice(
	int *member, const struct setting *setting, const char *value, const char *origin, struct error *err)
{
	char known[128] = "";

	for (int i = 0; setting->choices[i]; i++) {
		if (!strcmp(value, setting->choices[i])) {
			*member = i;
			return true;
		}
		snprintf(known + strlen(known), sizeof(known) - strlen(known), "%s%s", i ? ", " : "",
			setting->choices[i]);
	}
	return error_set(err, ERROR_USAGE, "%s: '%s' is none of %s", origin, value, known);
}

/* One more line of a list. */
static bool add_item(
	char *member, const struct setting *setting, const char *item, const char *origin, struct error *err)
{
	size_t used = strlen(member);

	if (used + strlen(item) + 2 > setting->size)
		return error_set(
			err, ERROR_USAGE, "%s: the list is longer than %zu bytes", origin, setting->size - 1);
	sprintf(member + used, "%s%s", used ? "\n" : "", item);
	return true;
}

/* A path is kept absolute: the recorder does not live in the user's directory. */
static bool add_path(
	char *member, const struct setting *setting, const char *value, const char *origin, struct error *err)
{
	char path[PATH_MAX];

	if (strchr(value, '\n') || !realpath(value, path))
		return error_set(err, ERROR_USAGE, "%s: cannot find '%s': %s", origin, value,
			strchr(value, '\n') ? "a newline stands in the path" : strerror(errno));
	return add_item(member, setting, path, origin, err);
}

static bool set_text(
	char *member, const struct setting *setting, const char *value, const char *origin, struct error *err)
{
	if (strlen(value) >= setting->size)
		return error_set(err, ERROR_USAGE, "%s: longer than %zu bytes", origin, setting->size - 1);
	strcpy(member, value);
	return true;
}

bool settings_set(struct settings *settings, const struct setting *setting, const char *value,
	const char *origin, struct error *err)
{
	void *member = (char *)settings + setting->offset;

	switch (setting->type) {
	case SETTING_TEXT:
		return set_text(member, setting, value, origin, err);
	case SETTING_PATHS:
		return add_path(member, setting, value, origin, err);
	case SETTING_NAMES:
		return add_item(member, setting, value, origin, err);
	case SETTING_NUMBER:
		return set_number(member, setting, value, origin, err);
	case SETTING_FLAG:
		return set_flag(member, value, origin, err);
	case SETTING_CHOICE:
		return set_choice(member, setting, value, origin, err);
	}
	return false;
}

/* --- progwrap.ini --- */

struct loading {
	struct settings *settings;
	const char *path;
	struct error *err; /* of the first complaint */
	bool failed;
	bool steps_began; /* [steps] adds up to one list */
};

static void keep_complaint(void *ctx, const char *complaint)
{
	struct loading *loading = ctx;

	if (!loading->failed)
		error_set(loading->err, ERROR_USAGE, "%s", complaint);
	loading->failed = true;
}

static void take_step(struct loading *loading, const struct ini_entry *entry, const char *origin)
{
	const struct setting *setting = settings_find("steps");
	char list[SETTING_TEXT_BYTES + 256];
	struct error err = ERROR_INIT;

	snprintf(list, sizeof(list), "%s%s%s=%s", loading->steps_began ? loading->settings->steps : "",
		loading->steps_began ? "," : "", entry->key, entry->value);
	loading->steps_began = true;
	if (!settings_set(loading->settings, setting, list, origin, &err))
		keep_complaint(loading, err.message);
}

static bool is_section(const char *name)
{
	return !strcmp(name, "progwrap") || !strcmp(name, "patterns") || !strcmp(name, "steps");
}

/* [patterns] has one key, which [progwrap] does not have. */
static const struct setting *find_entry(const struct ini_entry *entry)
{
	bool disables = !strcmp(entry->key, "disable");

	if (strcmp(entry->section, disables ? "patterns" : "progwrap"))
		return NULL;
	return settings_find(entry->key);
}

static void take_entry(void *ctx, const struct ini_entry *entry)
{
	struct loading *loading = ctx;
	const struct setting *setting;
	struct error err = ERROR_INIT;
	char origin[PATH_MAX + 16];

	snprintf(origin, sizeof(origin), "%s:%d", loading->path, entry->line);
	if (!entry->key) {
		if (is_section(entry->section))
			return;
		error_set(&err, ERROR_USAGE,
			"%s: unknown section '[%s]'; known are [progwrap], [patterns] and [steps]", origin,
			entry->section);
		keep_complaint(loading, err.message);
		return;
	}
	if (!strcmp(entry->section, "steps")) {
		take_step(loading, entry, origin);
		return;
	}
	setting = find_entry(entry);
	if (!setting)
		error_set(&err, ERROR_USAGE, "%s: unknown setting '%s'", origin, entry->key);
	else if (settings_set(loading->settings, setting, entry->value, origin, &err))
		return;
	keep_complaint(loading, err.message);
}

/* What lies under that name in the user's own configuration; false when there is nothing. */
static bool config_path(const char *name, char *path, size_t size)
{
	const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");

	if (base && *base == '/')
		snprintf(path, size, "%s/progwrap/%s", base, name);
	else if (home && *home == '/')
		snprintf(path, size, "%s/.config/progwrap/%s", home, name);
	else
		return false;
	return access(path, F_OK) == 0;
}

/* The path of progwrap.ini; false when there is none. One that $PROGWRAP_CONFIG names must exist. */
static bool ini_path(char *path, size_t size)
{
	const char *named = getenv("PROGWRAP_CONFIG");

	if (named && *named) {
		snprintf(path, size, "%s", named);
		return true;
	}
	return config_path("progwrap.ini", path, size);
}

/* The user's own pattern files need not be named anywhere. */
static bool add_own_patterns(struct settings *settings, struct error *err)
{
	char path[PATH_MAX];

	return !config_path("patterns", path, sizeof(path)) ||
	       settings_set(settings, settings_find("patterns"), path, path, err);
}

static bool load_ini(struct settings *settings, struct error *err)
{
	static const char *const repeatable[] = { "patterns", "disable", NULL };
	char path[PATH_MAX];
	struct loading loading = { .settings = settings, .path = path, .err = err };
	struct ini_reader reader = { take_entry, keep_complaint, &loading, repeatable };

	if (ini_path(path, sizeof(path)))
		ini_file_read(path, &reader);
	return !loading.failed;
}

/* --- the environment and the command line --- */

static bool load_environment(struct settings *settings, struct error *err)
{
	char name[LONG_NAME_BYTES], origin[LONG_NAME_BYTES + 1];

	for (size_t i = 0; i < settings_table_count; i++) {
		const struct setting *setting = &settings_table[i];
		const char *value;
		size_t length;

		length = (size_t)snprintf(name, sizeof(name), "PROGWRAP_%s", setting->name);
		for (size_t k = 0; k < length; k++)
			name[k] = (char)toupper((unsigned char)name[k]);
		value = getenv(name);
		if (!value || !*value)
			continue;
		snprintf(origin, sizeof(origin), "$%s", name);
		if (!settings_set(settings, setting, value, origin, err))
			return false;
	}
	return true;
}

bool settings_load(struct settings *settings, struct error *err)
{
	return add_own_patterns(settings, err) && load_ini(settings, err) && load_environment(settings, err);
}

/* "--flush-timeout-seconds[=…]" -> its setting; *value is what stands behind '=', or NULL. */
static const struct setting *find_long(const char *argument, const char **value)
{
	char name[LONG_NAME_BYTES];
	size_t length = strcspn(argument + 2, "=");

	*value = argument[2 + length] == '=' ? argument + 2 + length + 1 : NULL;
	if (length >= sizeof(name))
		return NULL;
	for (size_t i = 0; i < length; i++)
		name[i] = argument[2 + i] == '-' ? '_' : argument[2 + i];
	name[length] = '\0';
	return settings_find(name);
}

static const struct setting *find_short(const char *argument, const char **value)
{
	*value = argument[2] ? argument + 2 : NULL;
	for (size_t i = 0; i < settings_table_count; i++)
		if (settings_table[i].letter && settings_table[i].letter == argument[1])
			return &settings_table[i];
	return NULL;
}

bool settings_argv(struct settings *settings, int argc, char *const *argv, int *next, struct error *err)
{
	int at = 0;

	while (at < argc && argv[at][0] == '-' && argv[at][1] != '\0' && strcmp(argv[at], "--")) {
		const char *argument = argv[at], *value;
		const struct setting *setting =
			argument[1] == '-' ? find_long(argument, &value) : find_short(argument, &value);

		if (!setting)
			return error_set(err, ERROR_USAGE, "unknown option '%s'", argument);
		if (setting->type == SETTING_FLAG && argument[1] != '-' && value)
			return error_set(err, ERROR_USAGE, "unknown option '%s'", argument);
		if (setting->type == SETTING_FLAG && !value)
			value = "yes";
		if (!value && ++at < argc)
			value = argv[at];
		if (!value)
			return error_set(err, ERROR_USAGE, "option '%s' needs a value", argument);
		if (!settings_set(settings, setting, value, argument, err))
			return false;
		at++;
	}
	*next = at < argc && !strcmp(argv[at], "--") ? at + 1 : at;
	return true;
}

bool settings_state_directory(char *buffer, size_t size, struct error *err)
{
	const char *base = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	int length;

	/* the XDG specification: a relative path is to be ignored */
	if (base && *base == '/')
		length = snprintf(buffer, size, "%s/progwrap", base);
	else if (home && *home == '/')
		length = snprintf(buffer, size, "%s/.local/state/progwrap", home);
	else
		return error_set(err, ERROR_USAGE,
			"no place for the database: set HOME or XDG_STATE_HOME, or name one with --db");
	if (length < 0 || (size_t)length >= size)
		return error_set(err, ERROR_USAGE, "the state directory's path is too long");
	return true;
}

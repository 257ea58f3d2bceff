/* What the user can set, in one table: name, type, default, help. A later source wins:
 *     progwrap.ini  <  environment (PROGWRAP_NAME)  <  command line (--name, dashes for underscores)
 * The ini file is $PROGWRAP_CONFIG, else $XDG_CONFIG_HOME/progwrap/progwrap.ini (~/.config), else none.
 * Linked into both executables. The struct has no pointers: its bytes are handed from the supervisor to the
 * recorder. */
#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

#define JOB_ID_BYTES 201
#define SETTING_TEXT_BYTES 4096

enum pty_mode { PTY_ALWAYS, PTY_AUTO, PTY_NEVER };

struct settings {
	char job[JOB_ID_BYTES]; /* "" = make a new unique id */
	char title[256];
	char db[SETTING_TEXT_BYTES];	   /* "" = SQLite at the XDG state path */
	char patterns[SETTING_TEXT_BYTES]; /* files and directories, absolute, one a line; --patterns adds one
					    */
	char disable[1024];		/* tools whose shipped pattern files are switched off, one a line */
	char steps[SETTING_TEXT_BYTES]; /* "Data Collection=25,Optimization=50": names and weights; [steps] in
					   the ini */
	double total;			/* iterations of the outermost level; 0 = not given */
	int pty;			/* enum pty_mode */
	bool quiet;			/* no line of progwrap's own on the terminal */
	double publish_interval_ms;	/* at least this long between two writes of a row */
	double grace_seconds;		/* between SIGTERM and SIGKILL of a cancelled command */
	double flush_timeout_seconds;	/* wait this long at the end for a remote store */
};

enum setting_type {
	SETTING_TEXT,
	SETTING_PATHS,
	SETTING_NAMES,
	SETTING_NUMBER,
	SETTING_FLAG,
	SETTING_CHOICE
};

struct setting {
	const char *name; /* as in the ini file: flush_timeout_seconds */
	enum setting_type type;
	size_t offset, size; /* in struct settings */
	const char *default_value;
	const char *argument;	    /* for help: "ID", "URL"; NULL for a flag */
	const char *help;	    /* one line, with the unit and the range */
	double minimum, maximum;    /* of a number */
	const char *const *choices; /* of a choice, NULL-terminated */
	char letter;		    /* short option, or 0 */
};

extern const struct setting settings_table[];
extern const size_t settings_table_count;

void settings_init(struct settings *settings); /* all defaults */
/* The ini file and the environment. ERROR_USAGE names the file and line, or the variable. */
bool settings_load(struct settings *settings, struct error *err);
/* Sets one by its name; `origin` ("progwrap.ini:3", "$PROGWRAP_DB", "--db") goes in front of a complaint. */
bool settings_set(struct settings *settings, const struct setting *setting, const char *value,
	const char *origin, struct error *err);
/* Takes the options at the front of argv: "--name=value", "--name value", "-q". *next is the index of the
 * first argument that is no option (behind "--" if there was one). ERROR_USAGE: "unknown option '--x'"… */
bool settings_argv(struct settings *settings, int argc, char *const *argv, int *next, struct error *err);
const struct setting *settings_find(const char *name);
/* $XDG_STATE_HOME/progwrap (or ~/.local/state/progwrap); false: neither variable is set and there is no home.
 */
bool settings_state_directory(char *buffer, size_t size, struct error *err);

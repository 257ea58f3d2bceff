/* Chooses the kind of store by the URL and passes the calls on. */
#include "store/store.h"

#include "base/mem.h"
#include "config/settings.h"
#include "store/kind.h"
#include "store/postgres_module.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SQLITE_PREFIX "sqlite://"

static struct store *default_store(struct error *err)
{
	char directory[4096], path[4200];

	if (!settings_state_directory(directory, sizeof(directory), err))
		return NULL;
	snprintf(path, sizeof(path), "%s/progwrap.db", directory);
	return sqlite_new(path);
}

static int hex_value(char digit)
{
	const char *digits = "0123456789abcdef";
	const char *found = digit ? strchr(digits, digit | 0x20) : NULL;

	return found ? (int)(found - digits) : -1;
}

/* "%20" is a space in a URL. */
static char *percent_decoded(const char *text)
{
	char *decoded = mem_copy_string(text), *end = decoded;

	for (; *text; text++) {
		if (*text == '%' && hex_value(text[1]) >= 0 && hex_value(text[2]) >= 0) {
			*end++ = (char)(hex_value(text[1]) << 4 | hex_value(text[2]));
			text += 2;
		} else {
			*end++ = *text;
		}
	}
	*end = '\0';
	return decoded;
}

static struct store *sqlite_store(const char *url, struct error *err)
{
	const char *path = url + strlen(SQLITE_PREFIX);
	struct store *store;
	char *decoded;

	if (path[0] != '/' || path[1] == '\0' || strchr(path, '?')) {
		error_set(err, ERROR_USAGE, "store '%s': an SQLite file is written sqlite:///absolute/path",
			url);
		return NULL;
	}
	decoded = percent_decoded(path);
	store = sqlite_new(decoded);
	free(decoded);
	return store;
}

static bool starts_with(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

struct store *store_new(const char *url, struct error *err)
{
	const char *scheme_end;

	if (!url || !*url)
		return default_store(err);
	if (starts_with(url, SQLITE_PREFIX))
		return sqlite_store(url, err);
	if (starts_with(url, "postgresql://") || starts_with(url, "postgres://"))
		return postgres_module_new(url, err);
	scheme_end = strstr(url, "://");
	if (!scheme_end && strchr(url, '='))
		return postgres_module_new(url, err);
	/* not the whole text: there may be a password behind the scheme */
	error_set(err, ERROR_USAGE,
		"store '%.*s%s' is of no known kind: write sqlite:///path, postgresql://host/database or "
		"'host=… dbname=…'",
		scheme_end ? (int)(scheme_end - url) : 40, url, scheme_end ? "://…" : "");
	return NULL;
}

void store_free(struct store *store)
{
	if (store)
		store->kind->free(store);
}

const char *store_describe(const struct store *store)
{
	return store->place;
}

bool store_open(struct store *store, struct ev_loop *loop, const char *job_id,
	const struct attempt_facts *facts, const struct store_listener *listener, struct error *err)
{
	return store->kind->open(store, loop, job_id, facts, listener, err);
}

void store_put(struct store *store, const struct job_row *row)
{
	store->kind->put(store, row);
}

void store_beat(struct store *store)
{
	store->kind->beat(store);
}

bool store_is_idle(const struct store *store)
{
	return store->kind->is_idle(store);
}

int store_read(struct store *store, const char *job_id, struct job_row *row, struct error *err)
{
	return store->kind->read(store, job_id, row, err);
}

bool store_list(struct store *store, job_row_fn on_row, void *ctx, struct error *err)
{
	return store->kind->list(store, on_row, ctx, err);
}

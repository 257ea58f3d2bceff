/* What each kind of store gives to store.c: itself as one const struct of functions. */
#pragma once

#include "store/store.h"

struct store {
	const struct store_kind *kind;
	char place[256]; /* for messages, without a secret */
};

struct store_kind {
	void (*free)(struct store *store);
	bool (*open)(struct store *store, struct ev_loop *loop, const char *job_id,
		const struct attempt_facts *facts, const struct store_listener *listener, struct error *err);
	void (*put)(struct store *store, const struct job_row *row);
	void (*beat)(struct store *store);
	bool (*is_idle)(const struct store *store);
	int (*read)(struct store *store, const char *job_id, struct job_row *row, struct error *err);
	bool (*list)(struct store *store, job_row_fn on_row, void *ctx, struct error *err);
};

#define CANCEL_POLL_SECONDS 2.0

/* `path` is a file, its directory is made on first use. */
struct store *sqlite_new(const char *path);
/* A libpq URI or conninfo; NULL (ERROR_USAGE) when it is none, or has a password in it. The one entry of the
 * module that postgres_module.h loads: nothing else calls it by its name. */
struct store *postgres_new(const char *conninfo, struct error *err);

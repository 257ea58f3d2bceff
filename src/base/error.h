/* What went wrong, for the caller's caller to print. A struct error lives on somebody's stack: reporting a
 * failure never allocates. A function that can fail returns bool (or NULL) and takes `struct error *err`
 * last; success leaves it alone. Messages say what failed first, in lower case, without a full stop, the
 * subject in 'quotes'. */
#pragma once

#include <stdbool.h>

enum error_kind {
	ERROR_NONE,
	ERROR_USAGE,  /* the user's settings, argv or files are wrong: trying again will not help */
	ERROR_AWAY,   /* a store can't be reached now: keep the data and try again */
	ERROR_SYSTEM, /* the machine said no */
};

#define ERROR_MESSAGE_BYTES 512

struct error {
	enum error_kind kind;
	char message[ERROR_MESSAGE_BYTES]; /* cut, never overrun */
};

#define ERROR_INIT                                                                                           \
	{                                                                                                    \
		.kind = ERROR_NONE                                                                           \
	}

/* All return false, so that a failure is one statement: `return error_set(err, ...)`. `err` may be NULL. */
bool error_set(struct error *err, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* ERROR_SYSTEM, with ": strerror(errno)" behind the message. */
bool error_errno(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Puts "context: " before a message that is already there. */
bool error_within(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The keys of an event's section: how each is read, and what a wrong value says. */
#pragma once

#include "base/error.h"
#include "base/ini_file.h"
#include "parse/event.h"

bool event_keys_set(struct event *event, const struct ini_entry *entry, struct error *err);

/* The same ways of reading, for the keys of [tool] and [argv]. */
bool event_keys_level(const char *value, enum level *level, struct error *err);
/* Lines of a value that goes on are joined without the line break. The caller frees the first one's result;
 * the second puts it in the place of *text. */
char *event_keys_joined(const char *value);
void event_keys_text(char **text, const char *value);

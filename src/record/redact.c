/* Finds secrets by the names that people give them. */
#include "record/redact.h"

#include "base/text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define HIDDEN "***"

static bool names_a_secret(const char *name, size_t length)
{
	static const char *const words[] = { "password", "passwd", "secret", "token", "apikey",
		"credential" };
	char plain[64];
	size_t used = 0;

	for (size_t i = 0; i < length && used < sizeof(plain) - 1; i++)
		if (isalnum((unsigned char)name[i]))
			plain[used++] = (char)tolower((unsigned char)name[i]);
	plain[used] = '\0';
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(plain, words[i]))
			return true;
	return false;
}

/* scheme://user:password@host -> scheme://user:***@host; false if it is nothing like that. */
static bool hide_in_url(struct strbuf *out, const char *argument)
{
	const char *authority = strstr(argument, "://"), *at, *colon;

	if (!authority)
		return false;
	authority += 3;
	at = authority + strcspn(authority, "/@?#");
	colon = memchr(authority, ':', (size_t)(at - authority));
	if (*at != '@' || !colon)
		return false;
	strbuf_add(out, argument, (size_t)(colon + 1 - argument));
	strbuf_add_string(out, HIDDEN);
	strbuf_add_string(out, at);
	return true;
}

static void hide(struct strbuf *out, const char *argument, bool is_value_of_secret)
{
	const char *equals = strchr(argument, '=');

	if (is_value_of_secret) {
		strbuf_add_string(out, HIDDEN);
	} else if (equals && names_a_secret(argument, (size_t)(equals - argument))) {
		strbuf_add(out, argument, (size_t)(equals + 1 - argument));
		strbuf_add_string(out, HIDDEN);
	} else if (!hide_in_url(out, argument)) {
		strbuf_add_string(out, argument);
	}
}

void redact_argv(struct strbuf *json, char *const *argv)
{
	bool value_follows = false;
	struct strbuf shown;

	strbuf_init(&shown);
	strbuf_add_string(json, "[");
	for (char *const *at = argv; *at; at++) {
		strbuf_clear(&shown);
		hide(&shown, *at, value_follows && (*at)[0] != '-');
		strbuf_add_string(json, at == argv ? "" : ",");
		text_add_json_string(json, shown.text);
		value_follows = (*at)[0] == '-' && !strchr(*at, '=') && names_a_secret(*at, strlen(*at));
	}
	strbuf_add_string(json, "]");
	strbuf_release(&shown);
}

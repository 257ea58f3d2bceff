/* Text from strangers (job names, messages, parameters that a command printed) made safe for where it goes
 * next. Everything that comes out is valid UTF-8: a byte that is none becomes U+FFFD. "Controls" are the C0
 * and C1 characters, DEL and the marks that turn the direction of writing: what could drive a terminal. */
#pragma once

#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

/* The character at `*text`, which moves behind it; U+FFFD and one byte when the bytes are no UTF-8. */
uint32_t text_next(const char **text);
bool text_is_control(uint32_t character);

/* As it is, only valid. `ascii`: every other character becomes '?', for a server that can't keep it. */
void text_add_clean(struct strbuf *out, const char *text, bool ascii);
/* For a terminal: controls become "\x1b", "\u202e". */
void text_add_shown(struct strbuf *out, const char *text);
/* A JSON string with its quotes; controls are escaped. */
void text_add_json_string(struct strbuf *out, const char *text);
/* A JSON value that stays what it is, made safe: no \u0000 and no lone surrogate (a jsonb column has
 * neither), controls escaped. False, and nothing added, when the text is no JSON. */
bool text_add_json_value(struct strbuf *out, const char *text, bool ascii);

/* The shortest decimal that reads back as the same number: 27.52, not 27.520000000000003. `value` is finite.
 */
void text_add_real(struct strbuf *out, double value);

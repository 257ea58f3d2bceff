/* What jansson does not do by itself: it drops a key whose value is NaN, infinite or not UTF-8, and prints
 * 0.1 with 17 digits. These make values that are always there, and print them as a reader expects. */
#pragma once

#include "base/span.h"
#include "base/strbuf.h"

#include <jansson.h>
#include <stdint.h>

/* New references, never NULL (out of memory ends the process, as in base/mem). */
json_t *json_text(struct span text);	     /* bad UTF-8 and NUL become U+FFFD; SPAN_NONE becomes null */
json_t *json_real_or_null(double value);     /* nan and inf become null */
json_t *json_real_or_text(double value);     /* nan and inf become "nan", "inf", "-inf" */
json_t *json_integer_or_null(int64_t value); /* -1 becomes null */

/* Appends `value` on one line, keys in the order in which they were set, reals with 15 digits. */
void json_write(struct strbuf *out, const json_t *value);
/* Appends `text` to `out` as valid UTF-8 without NUL: each bad byte becomes U+FFFD. */
void utf8_clean(struct strbuf *out, struct span text);

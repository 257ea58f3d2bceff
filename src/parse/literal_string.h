/* Writes JSON strings: from Python and JSON string literals with their escapes, and from plain text. What is
 * written is valid JSON if what is read is valid UTF-8. */
#pragma once

#include "base/span.h"
#include "base/strbuf.h"

#include <stdbool.h>

/* One or more string literals side by side, as Python joins them: 'a' u"b" → "ab". False, with nothing
 * written: the text is something else. */
bool literal_write_strings(struct strbuf *json, struct span literals);
/* The text itself; runs of blanks and line ends become one blank. */
void literal_write_text(struct strbuf *json, struct span text);

/* A string that grows. `text` is always NUL-terminated and never NULL after strbuf_init; the caller may read
 * it between calls. Uses base/mem: for the engine only. */
#pragma once

#include <stddef.h>

struct strbuf {
	char *text;
	size_t length;
	size_t room;
};

void strbuf_init(struct strbuf *buffer);
void strbuf_release(struct strbuf *buffer);
void strbuf_clear(struct strbuf *buffer);	       /* keeps the memory */
void strbuf_cut(struct strbuf *buffer, size_t length); /* drops what stands behind the first `length` bytes */
void strbuf_add(struct strbuf *buffer, const char *bytes, size_t length);
void strbuf_add_string(struct strbuf *buffer, const char *string);
void strbuf_add_format(struct strbuf *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The caller frees what it gets; the buffer is empty again. */
char *strbuf_detach(struct strbuf *buffer);

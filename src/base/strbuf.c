/* A growing string over base/mem. */
#include "base/strbuf.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void strbuf_init(struct strbuf *buffer)
{
	buffer->room = 64;
	buffer->text = mem_alloc(buffer->room);
	buffer->length = 0;
}

void strbuf_release(struct strbuf *buffer)
{
	free(buffer->text);
	*buffer = (struct strbuf){ 0 };
}

void strbuf_clear(struct strbuf *buffer)
{
	buffer->length = 0;
	buffer->text[0] = '\0';
}

void strbuf_cut(struct strbuf *buffer, size_t length)
{
	buffer->length = length;
	buffer->text[length] = '\0';
}

static void reserve(struct strbuf *buffer, size_t more)
{
	if (buffer->room - buffer->length > more)
		return;
	while (buffer->room - buffer->length <= more)
		buffer->room *= 2;
	buffer->text = mem_resize(buffer->text, buffer->room, 1);
}

void strbuf_add(struct strbuf *buffer, const char *bytes, size_t length)
{
	reserve(buffer, length);
	if (length)
		memcpy(buffer->text + buffer->length, bytes, length);
	buffer->length += length;
	buffer->text[buffer->length] = '\0';
}

void strbuf_add_string(struct strbuf *buffer, const char *string)
{
	strbuf_add(buffer, string, strlen(string));
}

void strbuf_add_format(struct strbuf *buffer, const char *format, ...)
{
	va_list arguments, again;
	int length;

	va_start(arguments, format);
	va_copy(again, arguments);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (length > 0) {
		reserve(buffer, (size_t)length);
		vsnprintf(buffer->text + buffer->length, (size_t)length + 1, format, arguments);
		buffer->length += (size_t)length;
	}
	va_end(arguments);
}

char *strbuf_detach(struct strbuf *buffer)
{
	char *text = buffer->text;

	strbuf_init(buffer);
	return text;
}

/* A kind and a sentence, cut to fit. */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool error_set(struct error *err, enum error_kind kind, const char *format, ...)
{
	va_list arguments;

	if (!err)
		return false;
	err->kind = kind;
	va_start(arguments, format);
	vsnprintf(err->message, sizeof(err->message), format, arguments);
	va_end(arguments);
	return false;
}

bool error_errno(struct error *err, const char *format, ...)
{
	int why = errno;
	va_list arguments;
	size_t length;

	if (!err)
		return false;
	err->kind = ERROR_SYSTEM;
	va_start(arguments, format);
	vsnprintf(err->message, sizeof(err->message), format, arguments);
	va_end(arguments);
	length = strlen(err->message);
	snprintf(err->message + length, sizeof(err->message) - length, ": %s", strerror(why));
	return false;
}

bool error_within(struct error *err, const char *format, ...)
{
	char inner[ERROR_MESSAGE_BYTES];
	va_list arguments;
	size_t length;

	if (!err)
		return false;
	memcpy(inner, err->message, sizeof(inner));
	va_start(arguments, format);
	vsnprintf(err->message, sizeof(err->message), format, arguments);
	va_end(arguments);
	length = strlen(err->message);
	snprintf(err->message + length, sizeof(err->message) - length, ": %s", inner);
	return false;
}

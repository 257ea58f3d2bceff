/* Line ends, changed in place. */
#include "supervise/line_ends.h"

#include <string.h>
#include <termios.h>

bool line_ends_have_cr(int terminal)
{
	struct termios settings;

	return tcgetattr(terminal, &settings) == 0 && (settings.c_oflag & OPOST) &&
	       (settings.c_oflag & ONLCR);
}

size_t line_ends_drop_cr(char *bytes, size_t length, bool *holds_cr)
{
	char *end = bytes + length, *to = bytes, *from = bytes;

	for (;;) {
		char *cr = memchr(from, '\r', (size_t)(end - from));
		size_t plain = (size_t)((cr ? cr : end) - from);

		memmove(to, from, plain);
		to += plain;
		if (!cr)
			break;
		from = cr + 1;
		if (from == end)
			*holds_cr = true;
		else if (*from != '\n')
			*to++ = '\r';
	}
	return (size_t)(to - bytes);
}

size_t line_ends_drop_first(char *bytes, size_t length)
{
	char *feed = memchr(bytes, '\n', length);

	if (!feed)
		return length;
	memmove(feed, feed + 1, (size_t)(bytes + length - feed) - 1);
	return length - 1;
}

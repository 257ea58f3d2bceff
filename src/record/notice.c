/* Remembers what was told when. */
#include "record/notice.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/span.h"
#include "base/wire.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

void notices_init(struct notices *notices, int socket)
{
	*notices = (struct notices){ .socket = socket };
}

/* Pids, ports and counts change from time to time; the cause does not. */
static unsigned long long cause_of(const char *text)
{
	char plain[WIRE_TEXT_BYTES];
	size_t length = 0;

	for (; *text && length < sizeof(plain); text++)
		if (!isdigit((unsigned char)*text))
			plain[length++] = *text;
	return span_hash((struct span){ plain, length });
}

static int told_lately(struct notices *notices, unsigned long long cause, uint64_t now_ns)
{
	for (unsigned i = 0; i < NOTICE_CAUSES; i++)
		if (notices->told[i].cause == cause &&
			now_ns - notices->told[i].told_ns < NOTICE_QUIET_SECONDS * CLOCK_SECOND_NS)
			return 1;
	return 0;
}

void notices_tell(struct notices *notices, const char *format, ...)
{
	char text[WIRE_TEXT_BYTES];
	uint64_t now_ns = clock_monotonic_ns();
	unsigned long long cause;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	cause = cause_of(text);
	if (told_lately(notices, cause, now_ns))
		return;
	notices->told[notices->next].cause = cause;
	notices->told[notices->next].told_ns = now_ns;
	notices->next = (notices->next + 1) % NOTICE_CAUSES;
	log_line("%s", text);
	wire_send(notices->socket, WIRE_WARN, text);
}

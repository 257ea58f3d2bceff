/* Remembers what was told when. */
#include "record/warnings.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/span.h"
#include "base/wire.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

void warnings_init(struct warnings *warnings, int socket)
{
	*warnings = (struct warnings){ .socket = socket };
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

static int told_lately(struct warnings *warnings, unsigned long long cause, uint64_t now_ns)
{
	for (unsigned i = 0; i < WARNING_CAUSES; i++)
		if (warnings->told[i].cause == cause &&
			now_ns - warnings->told[i].told_ns < WARNING_QUIET_SECONDS * CLOCK_SECOND_NS)
			return 1;
	return 0;
}

void warnings_tell(struct warnings *warnings, const char *format, ...)
{
	char text[WIRE_TEXT_BYTES];
	uint64_t now_ns = clock_monotonic_ns();
	unsigned long long cause;
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	cause = cause_of(text);
	if (told_lately(warnings, cause, now_ns))
		return;
	warnings->told[warnings->next].cause = cause;
	warnings->told[warnings->next].told_ns = now_ns;
	warnings->next = (warnings->next + 1) % WARNING_CAUSES;
	log_line("%s", text);
	wire_send(warnings->socket, WIRE_WARN, text);
}

/* Reads the escape sequences that programs send to a terminal, one byte at a time: CSI with its parameters,
 * OSC with its text, two-byte ones. What a sequence does is the screen's business. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define ESCAPE_BYTES_MAX 4096 /* a sequence that is still open then was none */
#define ESCAPE_TEXT_BYTES 32  /* of an OSC's text are kept; those that say something are short */
#define ESCAPE_PARAMETERS 8

enum escape_state {
	ESCAPE_NONE,	     /* not inside a sequence */
	ESCAPE_FIRST,	     /* after ESC */
	ESCAPE_INTERMEDIATE, /* ESC ( and its like: one more byte belongs to it */
	ESCAPE_CSI,	     /* ESC [ */
	ESCAPE_OSC,	     /* ESC ] */
	ESCAPE_STRING,	     /* DCS, SOS, PM, APC and screen's title: up to the next ESC, for nobody */
};

struct escape {
	uint8_t state; /* enum escape_state */
	bool unknown;  /* private or with intermediate bytes: none that a bar uses */
	uint8_t parameter;
	uint16_t parameters[ESCAPE_PARAMETERS]; /* missing ones are 0 */
	uint8_t text_length;			/* ESCAPE_TEXT_BYTES: it was as long or longer */
	char text[ESCAPE_TEXT_BYTES];
	uint32_t bytes;
};

/* What a byte did. */
enum escape_step {
	ESCAPE_OPEN,	 /* the sequence goes on */
	ESCAPE_DROPPED,	 /* it ended and means nothing to us */
	ESCAPE_FOREIGN,	 /* it was broken off: the byte is not part of it and must be read again */
	ESCAPE_SIMPLE,	 /* ESC and this byte */
	ESCAPE_CONTROL,	 /* a CSI sequence with this final byte; `parameters` are filled in */
	ESCAPE_REPORT,	 /* an OSC that BEL ended; `text` is filled in */
	ESCAPE_REPORTED, /* the same, ended by an ESC that must be read again */
};

void escape_begin(struct escape *escape);
enum escape_step escape_take(struct escape *escape, char byte);

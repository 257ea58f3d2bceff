#include "parse/escape.h"
#include "parse/bytes.h"

#define BEL '\a'
#define CAN '\030'
#define SUB '\032'
#define ESC '\033'
#define NUMBER_MAX 9999

void escape_begin(struct escape *escape)
{
	*escape = (struct escape){ .state = ESCAPE_FIRST };
}

static bool belongs_to_no_sequence(char byte)
{
	return bytes_is_control(byte) || byte == '\t' || (unsigned char)byte >= 0x7f;
}

static enum escape_step end(struct escape *escape, enum escape_step how)
{
	escape->state = ESCAPE_NONE;
	return how;
}

static enum escape_step take_first(struct escape *escape, char byte)
{
	switch (byte) {
	case '[':
		escape->state = ESCAPE_CSI;
		return ESCAPE_OPEN;
	case ']':
		escape->state = ESCAPE_OSC;
		return ESCAPE_OPEN;
	case 'P':
	case 'X':
	case '^':
	case '_':
	case 'k':
		escape->state = ESCAPE_STRING;
		return ESCAPE_OPEN;
	}
	if (byte >= 0x30)
		return end(escape, ESCAPE_SIMPLE);
	escape->state = ESCAPE_INTERMEDIATE;
	return ESCAPE_OPEN;
}

static enum escape_step take_intermediate(struct escape *escape, char byte)
{
	return byte >= 0x30 ? end(escape, ESCAPE_DROPPED) : ESCAPE_OPEN;
}

static void take_parameter(struct escape *escape, char byte)
{
	uint16_t *number = &escape->parameters[escape->parameter];

	if (byte == ';' || byte == ':') {
		if (escape->parameter < ESCAPE_PARAMETERS - 1)
			escape->parameter++;
	} else if (*number <= NUMBER_MAX / 10 - 1) {
		*number = *number * 10 + (byte - '0');
	} else {
		*number = NUMBER_MAX;
	}
}

static enum escape_step take_control(struct escape *escape, char byte)
{
	if (byte >= 0x40)
		return end(escape, escape->unknown ? ESCAPE_DROPPED : ESCAPE_CONTROL);
	if (byte >= '0' && byte <= ';')
		take_parameter(escape, byte);
	else
		escape->unknown = true;
	return ESCAPE_OPEN;
}

static enum escape_step take_report(struct escape *escape, char byte)
{
	if (byte == BEL)
		return end(escape, ESCAPE_REPORT);
	if (byte == ESC)
		return end(escape, ESCAPE_REPORTED);
	if (escape->text_length < ESCAPE_TEXT_BYTES)
		escape->text[escape->text_length++] = byte;
	return ESCAPE_OPEN;
}

static enum escape_step take_string(struct escape *escape, char byte)
{
	return byte == ESC ? end(escape, ESCAPE_FOREIGN) : ESCAPE_OPEN;
}

static enum escape_step take(struct escape *escape, char byte)
{
	const bool in_text = escape->state == ESCAPE_OSC || escape->state == ESCAPE_STRING;

	if (in_text ? byte == CAN || byte == SUB : belongs_to_no_sequence(byte))
		return end(escape, ESCAPE_FOREIGN);
	switch ((enum escape_state)escape->state) {
	case ESCAPE_FIRST:
		return take_first(escape, byte);
	case ESCAPE_INTERMEDIATE:
		return take_intermediate(escape, byte);
	case ESCAPE_CSI:
		return take_control(escape, byte);
	case ESCAPE_OSC:
		return take_report(escape, byte);
	case ESCAPE_STRING:
		return take_string(escape, byte);
	case ESCAPE_NONE:
		break;
	}
	return ESCAPE_FOREIGN;
}

enum escape_step escape_take(struct escape *escape, char byte)
{
	enum escape_step step = take(escape, byte);

	if (step == ESCAPE_OPEN && ++escape->bytes >= ESCAPE_BYTES_MAX)
		return end(escape, ESCAPE_DROPPED);
	return step;
}

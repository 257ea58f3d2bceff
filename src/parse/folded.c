#include "parse/folded.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void fold_block(char *to, const char *from)
{
	folded_block bytes, letters, digits;

	memcpy(&bytes, from, sizeof(bytes));
	letters = (folded_block)(bytes - 'a' < 26);
	digits = (folded_block)(bytes - '0' < 10);
	bytes = (bytes ^ (letters & 0x20)) & ~(digits & 0x0f);
	memcpy(to, &bytes, sizeof(bytes));
}

void folded_take(struct folded *folded, struct span text)
{
	const size_t room = text.length + sizeof(folded_block) + FOLDED_PADDING,
		     part = text.length % sizeof(folded_block);
	char last[sizeof(folded_block)] = { 0 }, *to;

	if (folded->room < room) {
		folded->room = room;
		folded->bytes = mem_resize(folded->bytes, room, 1);
	}
	to = folded->bytes;
	for (const char *from = text.text, *end = from + text.length - part; from < end;
		from += sizeof(folded_block)) {
		fold_block(to, from);
		to += sizeof(folded_block);
	}
	if (part > 0)
		memcpy(last, text.text + text.length - part, part);
	fold_block(to, last);
	memset(to + sizeof(folded_block), 0, FOLDED_PADDING);
	folded->length = text.length;
}

void folded_release(struct folded *folded)
{
	free(folded->bytes);
}

/* Sixteen bytes a turn, in the vectors of GNU C, which every machine has or gets. */
#include "parse/folded.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

typedef unsigned char block __attribute__((vector_size(16)));

static void fold_block(char *to, const char *from)
{
	block bytes, letters, digits;

	memcpy(&bytes, from, sizeof(bytes));
	letters = (block)(bytes - 'a' < 26);
	digits = (block)(bytes - '0' < 10);
	bytes = (bytes ^ (letters & 0x20)) & ~(digits & 0x0f);
	memcpy(to, &bytes, sizeof(bytes));
}

void folded_take(struct folded *folded, struct span text)
{
	const size_t room = text.length + sizeof(block) + FOLDED_PADDING, part = text.length % sizeof(block);
	char last[sizeof(block)] = { 0 }, *to;

	if (folded->room < room) {
		folded->room = room;
		folded->bytes = mem_resize(folded->bytes, room, 1);
	}
	to = folded->bytes;
	for (const char *from = text.text, *end = from + text.length - part; from < end;
		from += sizeof(block)) {
		fold_block(to, from);
		to += sizeof(block);
	}
	if (part > 0)
		memcpy(last, text.text + text.length - part, part);
	fold_block(to, last);
	memset(to + sizeof(block), 0, FOLDED_PADDING);
	folded->length = text.length;
	folded->text = text;
}

void folded_release(struct folded *folded)
{
	free(folded->bytes);
}

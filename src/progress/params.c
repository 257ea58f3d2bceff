#include "progress/params.h"

void params_begin(struct params *params)
{
	params->first = params->count = params->end = 0;
}

static void forget_oldest(struct params *params)
{
	params->first = (params->first + 1) % PARAMS_TEXTS;
	params->count--;
}

/* Texts lie in the arena in the order of the ring, so what stands in the way is always the oldest. */
static void make_room(struct params *params, uint32_t from, uint32_t to)
{
	while (params->count > 0) {
		uint32_t offset = params->texts[params->first].offset;

		if (offset >= to || offset + params->texts[params->first].length <= from)
			return;
		forget_oldest(params);
	}
}

void params_keep(struct params *params, uint64_t key, struct span text)
{
	uint32_t offset = params->end, place;

	if (!text.text || text.length == 0 || text.length > PARAMS_TEXT_BYTES)
		return;
	if (offset + text.length > PARAMS_ARENA_BYTES) {
		make_room(params, offset, PARAMS_ARENA_BYTES);
		offset = 0;
	}
	make_room(params, offset, offset + text.length);
	if (params->count == PARAMS_TEXTS)
		forget_oldest(params);
	memcpy(params->arena + offset, text.text, text.length);
	place = (params->first + params->count++) % PARAMS_TEXTS;
	params->texts[place].key = key;
	params->texts[place].offset = offset;
	params->texts[place].length = text.length;
	params->end = offset + text.length;
}

struct span params_find(const struct params *params, uint64_t key)
{
	for (uint32_t i = params->count; i-- > 0;) {
		uint32_t place = (params->first + i) % PARAMS_TEXTS;

		if (params->texts[place].key == key)
			return (struct span){ params->arena + params->texts[place].offset,
				params->texts[place].length };
	}
	return SPAN_NONE;
}

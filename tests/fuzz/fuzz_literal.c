/* parse/literal: whatever comes in, what comes out is JSON that jansson reads, without a key that comes
 * twice. */
#include "tests/fuzz/fuzz.h"

#include "parse/literal.h"

#include <assert.h>
#include <jansson.h>
#include <stdlib.h>

static void assert_json(bool accepted, const char *json, size_t size)
{
	json_t *value;

	assert(accepted || json[0] == '\0');
	if (!accepted)
		return;
	assert(strlen(json) < size);
	value = json_loads(json, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
	assert(value);
	json_decref(value);
}

static void convert(struct span text, size_t size)
{
	char *json = malloc(size);

	assert(json);
	assert_json(literal_to_json(text, json, size), json, size);
	assert_json(literal_pairs_to_json(text, json, size), json, size);
	free(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	const struct span text = { (const char *)bytes, count };
	double number;

	/* beyond 256 open members a key may come twice, which is no mistake */
	if (count > 700)
		return 0;
	convert(text, 8 * count + 16);
	convert(text, count + 1);
	assert(literal_end(text) <= count);
	literal_number(text, &number);
	if (literal_duration(text, &number))
		assert(!(number < 0));
	return 0;
}

/* parse/pattern_file and all behind it: whatever stands in a file, it is refused or can be matched, and no
 * regex is kept from a text that it matches. The text is the file itself. */
#include "tests/fuzz/fuzz.h"

#include "parse/compiled_set.h"
#include "parse/matcher.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static void ignore_complaint(void *ctx, const char *complaint)
{
	assert(complaint[0]);
}

static void ignore_reading(void *ctx, const struct reading *reading)
{
	assert(reading->tool_name && reading->event_name);
}

static void match_alone(const struct pattern_set *set, struct span text)
{
	struct regex_scratch *scratch = regex_scratch_new();
	struct regex_match match;
	struct error err = ERROR_INIT;

	for (unsigned i = 0; i < set->event_count; i++) {
		struct event *event = set->events[i];

		if (event_compile(event, &err) &&
			regex_match(event->regex, scratch, text, &match) == REGEX_FOUND)
			assert(required_stand_in(event->required, text) &&
				byte_set_has(&event->first, text.text[0]) &&
				byte_set_has(&event->last, text.text[text.length - 1]));
	}
	regex_scratch_free(scratch);
}

static void match_lines(const struct pattern_set *set, struct span text)
{
	struct matcher *matcher = matcher_new(set);
	struct matcher_state *state = malloc(sizeof(*state));
	struct record record = { .stream = 1 };

	assert(state);
	matcher_state_init(state);
	while (text.length) {
		const char *stop = memchr(text.text, '\n', text.length);

		record.text = (struct span){ text.text, stop ? (size_t)(stop - text.text) : text.length };
		if (record.text.length)
			matcher_feed(matcher, state, &record, ignore_reading, NULL);
		text.text += record.text.length + (stop != NULL);
		text.length -= record.text.length + (stop != NULL);
	}
	matcher_end(matcher, state, 1, ignore_reading, NULL);
	matcher_free(matcher);
	free(state);
}

static void read_as(enum pattern_class class, const char *path, struct span text)
{
	struct pattern_set *set = pattern_set_new();

	pattern_set_add(set, path, class, ignore_complaint, NULL);
	pattern_set_seal(set);
	match_alone(set, text);
	match_lines(set, text);
	pattern_set_check_samples(set, ignore_complaint, NULL);
	pattern_set_free(set);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
	int fd = memfd_create("pattern file", MFD_CLOEXEC);
	char path[64];

	assert(fd >= 0 && write(fd, bytes, count) == (ssize_t)count);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	read_as(CLASS_TOOL, path, (struct span){ (const char *)bytes, count });
	read_as(CLASS_USER, path, (struct span){ (const char *)bytes, count });
	close(fd);
	return 0;
}

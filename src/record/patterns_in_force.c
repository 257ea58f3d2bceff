/* The user's own files come last: one of them may have the name of a shipped one that is switched off. */
#include "record/patterns_in_force.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

static void disable(struct pattern_set *set, const char *name, complaint_fn on_complaint, void *ctx)
{
	char *complaint;

	if (pattern_set_remove(set, name))
		return;
	complaint = mem_format("'disable' names '%s', which is no shipped pattern file", name);
	on_complaint(ctx, complaint);
	free(complaint);
}

struct pattern_set *patterns_in_force(
	const struct settings *settings, complaint_fn on_shipped, complaint_fn on_complaint, void *ctx)
{
	struct pattern_set *set = pattern_set_new();
	char names[sizeof(settings->disable)], paths[sizeof(settings->patterns)];
	char *at, *item;

	pattern_set_add(set, pattern_set_shipped_directory(), CLASS_TOOL, on_shipped, ctx);
	for (at = strcpy(names, settings->disable); (item = strsep(&at, "\n"));)
		if (*item)
			disable(set, item, on_complaint, ctx);
	for (at = strcpy(paths, settings->patterns); (item = strsep(&at, "\n"));)
		if (*item)
			pattern_set_add(set, item, CLASS_USER, on_complaint, ctx);
	return set;
}

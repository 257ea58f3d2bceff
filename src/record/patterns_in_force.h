/* Which pattern files take part in a job: the shipped ones without those that `disable` names, and the
 * user's. */
#pragma once

#include "config/settings.h"
#include "parse/pattern_set.h"

/* Complaints about shipped files go to on_shipped, all others to on_complaint; both get `ctx`. The caller may
 * add more files, then seals the set, and frees it. */
struct pattern_set *patterns_in_force(
	const struct settings *settings, complaint_fn on_shipped, complaint_fn on_complaint, void *ctx);

/* The tag that launchers put before each line of a worker (doc/recognition.md rule 5): `[rank3]: `,
 * `(pid=123) `,
 * `[1,3]<stdout>:`, `[default0]:`, `3: `, `trainer-1  | `, `[pod/trainer-0/main] `, `worker-1: `. */
#pragma once

#include "base/span.h"

#include <stdbool.h>

#define WORKER_NAME_BYTES_MAX 80 /* a longer one is no tag */

struct worker_tag {
	struct span name; /* "rank3", "pid=123", "1,3", "3"; SPAN_NONE: no tag */
	size_t length;	  /* of the tag, which the text goes on behind */
	bool doubtful;	  /* "3: " may as well be the tool's own text */
};

struct worker_tag worker_tag_find(struct span text);

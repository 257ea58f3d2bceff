/* What may be wrong when the patterns find nothing: said as a warning while the command runs, in the log when
 * it ended. */
#pragma once

#include "base/strbuf.h"
#include "record/pipeline.h"
#include "record/warnings.h"

#include <stdbool.h>
#include <stdint.h>

#define ADVICE_SILENCE_SECONDS 60 /* without an event, then it is said */
#define ADVICE_SHORT_SECONDS 5	  /* of a command that ended sooner nothing was expected */

struct advice { /* borrows all */
	struct warnings *warnings;
	const struct pattern_set *set;
	const struct pipeline_state *pipeline;
	uint64_t started_ns;
	bool told_silence;
};

void advice_look(struct advice *advice, uint64_t now_ns); /* now and then */
void advice_end(const struct advice *advice, uint64_t now_ns);

/* The sentences. */

/* "the command has printed 0 recognised events in 60 s (12 lines): …"; false: there is nothing to say. */
bool advice_silence(struct strbuf *text, int64_t events_seen, uint64_t lines, double seconds);
/* "never matched: trainer.epoch, trainer.step", of the user's own files; false: all did, or there are none.
 */
bool advice_unmatched(struct strbuf *text, const struct pattern_set *set, const struct matcher_state *state);

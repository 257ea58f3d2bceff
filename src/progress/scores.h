/* The score, its best value and the parameters that gave it; metrics beside (doc/recognition.md rules 20,
 * 21). */
#pragma once

#include "progress/params.h"
#include "progress/reading.h"
#include "progress/snapshot.h"

struct scores {
	uint64_t owner; /* whose scores these are; 0: nobody's yet */
	uint32_t place; /* of the owner: lower is further out */
	int rank;	/* of its name in the event's list of wanted ones; INT_MAX: none yet */
	char name[64];
	int direction; /* -1: lower is better, 1: higher, 0: not known yet */
	double best;   /* finite or NAN, as current */
	double printed_best;
	double current;
	uint64_t best_key; /* hash; 0: the best one has none */
	char best_params[SNAPSHOT_PARAMS_BYTES];
	char told_params[SNAPSHOT_PARAMS_BYTES]; /* the best ones, told in a line without a score */
	struct params params;
	struct snapshot_metric metrics[SNAPSHOT_METRICS_MAX];
	unsigned metric_count;
};

void scores_init(struct scores *scores);
/* A new round of the owner's level: best and current start anew, by whatever name; metrics stay. */
void scores_begin(struct scores *scores);
/* `owner` says at which level the event stands and `place` how far out that is now. */
void scores_take(struct scores *scores, const struct reading *reading, uint64_t owner, uint32_t place);
/* What a side phase (validation between epochs) tells: metrics only. */
void scores_take_metrics(struct scores *scores, const struct reading *reading);

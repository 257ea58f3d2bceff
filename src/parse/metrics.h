/* Splits what a `metrics` group captured into names and numbers, in the many ways in which tools write them:
 *     loss: 0.5428 - acc: 0.9688          train-rmse:0.61+0.01<TAB>test-rmse:0.64
 *     acc=0.987, loss=0.0133              {'loss': 0.5133, 'epoch': 0.06}
 *     loss 0.43 | ppl 3.2                 Time 0.31 (0.42)   auc: 0.95 + 0.01    (means and deviations are
 * left out) accuracy: (train=0.97, test=0.95)   -> accuracy.train, accuracy.test [0.58, 1.0] -> value_0,
 * value_1 */
#pragma once

#include "base/span.h"
#include "progress/reading.h"

#define METRIC_NAMES_BYTES 512

/* Names that stand nowhere in the text as they are; lives as long as the reading. */
struct metric_names {
	char bytes[METRIC_NAMES_BYTES];
	size_t used;
};

/* Adds to the reading's metrics; those that don't fit are left out. */
void metrics_split(struct span text, struct metric_names *names, struct reading *reading);

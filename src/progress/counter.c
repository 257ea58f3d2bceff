#include "progress/counter.h"

void counter_begin(struct counter *counter)
{
	counter->done = counter->running = 0;
	counter->first = NAN;
	counter->counts = false;
}

void counter_clear(struct counter *counter)
{
	counter_begin(counter);
	counter->total = NAN;
	counter->firmness = counter->refuted = TOTAL_UNKNOWN;
}

double counter_position(const struct counter *counter)
{
	return fmax(counter->done, counter->running - 1);
}

double counter_number(const struct counter *counter)
{
	return fmax(floor(counter->done), counter->running);
}

bool counter_complete(const struct counter *counter)
{
	return counter->done >= counter->total; /* false while the total is NAN */
}

static void hold_to_total(struct counter *counter)
{
	if (!(counter_number(counter) > counter->total) && !(counter->done > counter->total))
		return;
	if (counter->firmness == TOTAL_FIRM) {
		counter->done = fmin(counter->done, counter->total);
		counter->running = fmin(counter->running, counter->total);
	} else {
		counter->refuted = counter->firmness;
		counter->total = NAN;
		counter->firmness = TOTAL_UNKNOWN;
	}
}

void counter_take_total(struct counter *counter, double total, enum firmness firmness)
{
	if (!(total > 0) || !isfinite(total) || firmness == TOTAL_UNKNOWN)
		return;
	if (firmness < counter->firmness || (firmness <= counter->refuted && firmness != TOTAL_FIRM))
		return;
	counter->total = total;
	counter->firmness = firmness;
	hold_to_total(counter);
}

/* A fall to 0 or 1 begins again. So does a complete counter that shows the first value it ever had: one that
 * is printed every 50 candles starts at 50. */
static bool begins_again(const struct counter *counter, double value, double before)
{
	bool first = value <= 1 && (value == floor(value) || before >= 1);

	return value < before && (first || (counter_complete(counter) && value <= counter->first));
}

enum counter_change counter_take(struct counter *counter, double done, double running)
{
	struct counter before = *counter;

	if (isnan(done) && isnan(running))
		return COUNTER_STAYED;
	if (isnan(running) ? begins_again(counter, done, counter_position(counter))
			   : begins_again(counter, running, counter_number(counter)))
		return COUNTER_FELL;
	counter->done = fmax(counter->done, done);
	counter->running = fmax(counter->running, running);
	if (isnan(counter->first))
		counter->first = isnan(running) ? done : running;
	counter->counts = true;
	hold_to_total(counter);
	return counter_position(counter) > counter_position(&before) ||
			       counter_number(counter) > counter_number(&before)
		       ? COUNTER_GREW
		       : COUNTER_STAYED;
}

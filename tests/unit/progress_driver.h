/* Readings as a pattern file would give them, one line each, and a tracker to feed them to. */
#pragma once

#include "progress/tracker_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define SECOND 1000000000ULL
#define assert_near(value, wanted) assert_true(fabs((value) - (wanted)) < 1e-9)
#define assert_nan(value) assert_true(isnan(value))

enum { OPTUNA, SKLEARN, KERAS, XGBOOST, TQDM, CANDLES };

struct driver {
	struct tracker tracker;
	struct snapshot snapshot;
	uint64_t now_ns;
};

static inline void driver_begin(struct driver *driver, const struct plan *plan)
{
	static const struct plan none = { .total = NAN };

	driver->now_ns = 1000 * SECOND;
	tracker_init(&driver->tracker, plan ? plan : &none, driver->now_ns);
	tracker_snapshot(&driver->tracker, driver->now_ns, &driver->snapshot);
}

/* One second later: the event, then what a reader sees. */
static inline const struct snapshot *say(struct driver *driver, struct reading reading)
{
	driver->now_ns += SECOND;
	reading.when_ns = driver->now_ns;
	tracker_take(&driver->tracker, &reading);
	tracker_snapshot(&driver->tracker, driver->now_ns, &driver->snapshot);
	return &driver->snapshot;
}

static inline struct reading from(unsigned tool, enum level level)
{
	static const char *const names[] = { "optuna", "sklearn", "keras", "xgboost", "tqdm", "candles" };
	struct reading reading = reading_none();

	reading.tool = tool;
	reading.tool_name = names[tool];
	reading.event_name = "event";
	reading.class = tool == TQDM ? CLASS_GENERIC : CLASS_TOOL;
	reading.level = level;
	reading.stream = 1;
	reading.firmness = TOTAL_FIRM;
	return reading;
}

static inline struct reading study(const char *name)
{
	struct reading reading = from(OPTUNA, LEVEL_SEARCH);

	reading.opens = true;
	reading.round = span_of(name);
	return reading;
}

static inline struct reading trials(int64_t counted)
{
	struct reading reading = from(OPTUNA, LEVEL_SEARCH);

	reading.counted = counted;
	reading.fresh = true;
	return reading;
}

static inline struct reading argv_trials(double total)
{
	struct reading reading = from(OPTUNA, LEVEL_SEARCH);

	reading.total_iterations = total;
	reading.firmness = TOTAL_ARGV;
	return reading;
}

static inline struct reading fits_header(double total)
{
	struct reading reading = from(SKLEARN, LEVEL_SEARCH);

	reading.opens = true;
	reading.total_iterations = total;
	reading.unit = span_of("Fit");
	return reading;
}

static inline struct reading fits(int64_t counted)
{
	struct reading reading = from(SKLEARN, LEVEL_SEARCH);

	reading.counted = counted;
	reading.fresh = true;
	reading.unit = span_of("Fit");
	return reading;
}

static inline struct reading epoch(double running, double total)
{
	struct reading reading = from(KERAS, LEVEL_TRAINING);

	reading.current_iteration = running;
	reading.total_iterations = total;
	return reading;
}

static inline struct reading epoch_done(double done, double total)
{
	struct reading reading = from(KERAS, LEVEL_TRAINING);

	reading.iterations_done = done;
	reading.total_iterations = total;
	return reading;
}

static inline struct reading batch(double done, double total)
{
	struct reading reading = from(KERAS, LEVEL_LOOP);

	reading.items_done = done;
	reading.total_items = total;
	reading.unit = span_of("Batch");
	return reading;
}

static inline struct reading candle(double episode, double episodes, double done, double total)
{
	struct reading reading = from(CANDLES, LEVEL_TRAINING);

	reading.current_iteration = episode;
	reading.total_iterations = episodes;
	reading.items_done = done;
	reading.total_items = total;
	reading.unit = span_of("Episode");
	reading.item_unit = span_of("Candle");
	return reading;
}

static inline struct reading bar(const char *name, double done, double total)
{
	struct reading reading = from(TQDM, LEVEL_LOOP);

	reading.is_bar = true;
	reading.bar_name = span_of(name);
	reading.bar_done = done;
	reading.bar_total = total;
	return reading;
}

static inline struct reading step(const char *name)
{
	struct reading reading = from(CANDLES, LEVEL_NONE);

	reading.step = span_of(name);
	return reading;
}

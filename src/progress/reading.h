/* What one event says, in typed values: the seam between parse, which makes readings, and progress, which
 * folds them. Capture groups of pattern files have the names of these members (doc/patterns.md,
 * doc/recognition.md rule 6).
 *
 * Numbers that an event did not say are NAN; texts that it did not say are SPAN_NONE. Spans are borrowed
 * until the callback that got the reading returns. One-based everywhere: zero-based groups (iteration_index,
 * finished_index) got their one before they came here. */
#pragma once

#include "base/span.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* From the outside in: trials and fits around epochs around bars, candles and batches. Levels of one kind
 * nest too, in the order in which they opened. */
enum level {
	LEVEL_NONE, /* says nothing about a counter: an error, a step, a note */
	LEVEL_SEARCH,
	LEVEL_TRAINING,
	LEVEL_LOOP,
};

enum pattern_class { CLASS_GENERIC, CLASS_TOOL, CLASS_USER }; /* higher wins the text (rule 2) */

/* How sure a total is (rule 12), weakest first. */
enum firmness {
	TOTAL_UNKNOWN,
	TOTAL_ARGV, /* from the command line ([argv]) or --total */
	TOTAL_SOFT, /* joblib's "Done n out of N" */
	TOTAL_FIRM, /* a header or the counter's own event printed it */
};

/* A weak level counts only while no other does. */
enum weakness {
	WEAK_NOT,
	WEAK_AT_LEVEL, /* gives way to another of its kind */
	WEAK,	       /* to another of its kind or further in, a bar above all */
};

#define READING_METRICS_MAX 32

struct reading_metric {
	struct span name;
	double value; /* may be NAN or infinite: then that is what the tool printed */
};

struct reading {
	uint64_t when_ns; /* monotonic */

	/* who says it */
	unsigned tool;	       /* index of the pattern file: an identity within this process's pattern set */
	const char *tool_name; /* the file's name without .ini; lives as long as the pattern set */
	const char *event_name;
	enum pattern_class class;
	enum level level;
	/* The words of the message: "Trial", "Fit", "Epoch" for the level's counter and "Candle" for the
	 * items in the same event, from the pattern file (`unit = Epoch`) or captured
	 * (`(?<unit>Episode|Epoch)`). SPAN_NONE: the level's own: search Trial, training Epoch, loop the
	 * bar's name or Item. */
	struct span unit, item_unit;
	unsigned stream; /* 1 or 2 */
	int row; /* of the screen, counted from where the output began; for telling several open bars apart */
	uint64_t worker; /* hash of the worker's tag, 0: no tag */
	struct span worker_name;
	bool paused; /* seen only because output paused: may move a bar that is known, nothing else (rule 3)
		      */

	/* what kind of thing it is */
	bool opens;	    /* begins a round at its level: new keys, counters, totals and scores (rule 11) */
	struct span round;  /* the round's name, if it has one: one already seen is an echo */
	bool is_bar;	    /* a redrawn bar: identity below */
	bool side;	    /* download, scan, validation: never a basis (rule 16) */
	enum weakness weak; /* what it gives way to */
	bool generic_counter;	   /* a bare N/M or N% that must prove itself first (rule 17) */
	bool finishes;		   /* the named step, or this level's round, is over */
	bool is_estimate_of_level; /* `counts = iterations`: this bar's n and total are its tool level's
				      iterations */

	/* counters */
	double current_iteration; /* the one that is running */
	double iterations_done;	  /* finished; the decimals are a part of the next one */
	double iterations_failed; /* of these, where the tool counts them apart */
	bool from_first; /* these two are an index and one, if the first that is seen is an index of 0; else
			  * they are one too many */
	double total_iterations;
	double epochs_done, total_epochs; /* how far a level that counts something else is, in epochs */
	double items_done, total_items, items_per_second;
	enum firmness
		firmness; /* of the totals in this reading; SOFT also when it keeps its total to itself */
	/* Distinct counted events of this tool and level in this round so far, from parse/dedupe; -1: the
	 * event does not count. It is an absolute counter like iterations_done, already deduplicated. */
	int64_t counted;
	bool fresh; /* this reading's event counted now for the first time (false: an echo) */

	/* the bar: identity = (stream, tool, name with digits masked, total) (rule 15) */
	struct span bar_name;	    /* description in front of the bar; empty if it has none */
	double bar_done, bar_total; /* total NAN: unknown */
	double percentage;	    /* 0..100 as printed, for a bar or a job that prints only that */

	/* steps */
	struct span step; /* this step begins */
	double step_number, total_steps;
	double eta_seconds; /* the tool's own estimate */

	/* scores */
	struct span key; /* the iteration's identity: a trial number */
	struct span best_key;
	double score, best_score;
	bool nan_score; /* a score was printed, and it is no number: NAN alone means that none was */
	struct span score_name;
	int score_rank;	    /* place in the event's `score = min val_loss | min loss` list, 0 = most wanted */
	int direction;	    /* -1: lower is better, 1: higher, 0: not declared */
	struct span params; /* of this iteration, as printed (a Python or JSON literal) */
	struct span best_params; /* of the best one, as printed */
	struct reading_metric metrics[READING_METRICS_MAX];
	unsigned metric_count;

	/* texts */
	struct span state;   /* of the iteration: complete (or none), pruned, failed */
	struct span message; /* to show instead of the made-up one */
	struct span error;   /* what would be the job's error if it ended badly now */
};

/* Every number NAN, every text SPAN_NONE, counted -1, everything else 0. */
static inline struct reading reading_none(void)
{
	struct reading reading = { .counted = -1 };

	reading.current_iteration = reading.iterations_done = reading.total_iterations = NAN;
	reading.iterations_failed = reading.epochs_done = reading.total_epochs = NAN;
	reading.items_done = reading.total_items = reading.items_per_second = NAN;
	reading.bar_done = reading.bar_total = reading.percentage = NAN;
	reading.step_number = reading.total_steps = reading.eta_seconds = NAN;
	reading.score = reading.best_score = NAN;
	return reading;
}

typedef void (*reading_fn)(void *ctx, const struct reading *reading);

/* When it will be done: the speed over the last ten points of the percentage, over all of them while there
 * are fewer. The first percentage of the attempt is the zero (a resumed study begins at 50 %). */
#pragma once

#include <stdint.h>

#define ETA_POINTS 10

struct eta {
	struct {
		uint64_t when_ns;
		double percentage;
	} points[ETA_POINTS]; /* oldest first, percentages and times rise */
	unsigned count;
	double told_seconds; /* the tool's own estimate at the last point; NAN: it gives none */
	uint64_t told_ns;
};

/* Forgets every point: after an explicit reset of the percentage. */
void eta_begin(struct eta *eta);
/* The percentage is `percentage` since `when_ns`; nothing happens unless both rose. */
void eta_take(struct eta *eta, double percentage, uint64_t when_ns);
/* What the tool says by itself of the whole job, whose percentage need not be known; NAN withdraws what it
 * said before. */
void eta_tell(struct eta *eta, double seconds, uint64_t when_ns);
/* Seconds from now_ns, never negative; NAN: cannot be told yet. */
double eta_seconds(const struct eta *eta, double percentage, uint64_t now_ns);
/* Percentage points a second; NAN: unknown. */
double eta_speed(const struct eta *eta);

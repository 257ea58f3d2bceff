#include "progress/eta.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

/* Ten draws of a fast bar span no time at all: points are as far apart as rows are published. */
#define POINT_SPACING_SECONDS 0.25
#define ETA_SECONDS_MAX (10 * 365 * 86400.0) /* beyond this it is noise */

static double seconds_between(uint64_t from_ns, uint64_t to_ns)
{
	return to_ns > from_ns ? (double)(to_ns - from_ns) / CLOCK_SECOND_NS : 0;
}

void eta_begin(struct eta *eta)
{
	memset(eta, 0, sizeof(*eta));
	eta->told_seconds = NAN;
}

void eta_take(struct eta *eta, double percentage, uint64_t when_ns)
{
	unsigned last = eta->count - 1;

	if (isnan(percentage))
		return;
	if (eta->count > 0 &&
		(percentage <= eta->points[last].percentage ||
			seconds_between(eta->points[last].when_ns, when_ns) < POINT_SPACING_SECONDS))
		return;
	if (eta->count == ETA_POINTS)
		memmove(eta->points, eta->points + 1, --eta->count * sizeof(eta->points[0]));
	eta->points[eta->count].when_ns = when_ns;
	eta->points[eta->count].percentage = percentage;
	eta->count++;
}

void eta_tell(struct eta *eta, double seconds, uint64_t when_ns)
{
	eta->told_seconds = seconds >= 0 && isfinite(seconds) ? seconds : NAN;
	eta->told_ns = when_ns;
}

static double window_seconds(const struct eta *eta)
{
	return seconds_between(eta->points[0].when_ns, eta->points[eta->count - 1].when_ns);
}

static double window_rise(const struct eta *eta)
{
	return eta->points[eta->count - 1].percentage - eta->points[0].percentage;
}

double eta_speed(const struct eta *eta)
{
	return eta->count < 2 ? NAN : window_rise(eta) / window_seconds(eta);
}

/* Between points the ETA counts down. A point that is overdue makes the window longer instead: the job got
 * slower, and an ETA that runs down to zero beside it would be a lie. */
static double measured(const struct eta *eta, double percentage, uint64_t now_ns)
{
	double window = window_seconds(eta);
	double interval = window / (eta->count - 1);
	double since = seconds_between(eta->points[eta->count - 1].when_ns, now_ns);
	double waited = fmin(since, interval);

	return (100 - percentage) * (window + since - waited) / window_rise(eta) - waited;
}

double eta_seconds(const struct eta *eta, double percentage, uint64_t now_ns)
{
	double seconds = NAN;

	if (!isnan(eta->told_seconds))
		seconds = eta->told_seconds - seconds_between(eta->told_ns, now_ns);
	else if (eta->count >= 2 && !isnan(percentage))
		seconds = measured(eta, percentage, now_ns);
	return seconds <= ETA_SECONDS_MAX ? fmax(seconds, 0) : NAN;
}

#include "progress/estimate.h"

#include "base/clock.h"

#include <math.h>

#define SHARE_OF_NEXT_RISE 0.95

static double smallest_rise(const struct eta *eta)
{
	double rise = INFINITY;

	for (unsigned i = 1; i < eta->count; i++)
		rise = fmin(rise, eta->points[i].percentage - eta->points[i - 1].percentage);
	return rise;
}

double estimate_percentage(const struct eta *eta, double percentage, uint64_t now_ns)
{
	uint64_t last_ns;
	double moved, cap;

	if (isnan(percentage) || eta->count < 2)
		return percentage;
	last_ns = eta->points[eta->count - 1].when_ns;
	moved = now_ns > last_ns ? eta_speed(eta) * (double)(now_ns - last_ns) / CLOCK_SECOND_NS : 0;
	cap = SHARE_OF_NEXT_RISE * smallest_rise(eta);
	/* both count from the last point, which a denser event may have passed already */
	return fmax(percentage, eta->points[eta->count - 1].percentage + fmin(moved, cap));
}

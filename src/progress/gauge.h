/* A fraction that never falls on one basis (doc/recognition.md rule 18). */
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

struct gauge {
	uint64_t basis;
	double fraction; /* 0..1; NAN: unknown */
};

/* True: this was an explicit reset, to the fraction on a new basis or to unknown. */
static inline bool gauge_take(struct gauge *gauge, uint64_t basis, double fraction)
{
	bool reset = gauge->basis != basis || (isnan(fraction) && !isnan(gauge->fraction));

	gauge->basis = basis;
	gauge->fraction = reset ? fraction : fmax(gauge->fraction, fraction);
	return reset;
}

static inline double two_decimals(double percentage)
{
	return round(percentage * 100) / 100;
}

/* A thousand writers that lost one server must not come back together. */
#include "store/backoff.h"

#include "base/clock.h"

#include <sys/random.h>

#define FIRST_SECONDS 0.5
#define LIMIT_SECONDS 30.0

static double random_fraction(void)
{
	uint32_t bits = 0;

	if (getrandom(&bits, sizeof(bits), GRND_NONBLOCK) != sizeof(bits))
		bits = (uint32_t)clock_monotonic_ns();
	return bits / 4294967296.0;
}

double backoff_next(struct backoff *backoff)
{
	double step = FIRST_SECONDS * (double)(1u << (backoff->failures < 6 ? backoff->failures : 6));

	backoff->failures++;
	return random_fraction() * (step < LIMIT_SECONDS ? step : LIMIT_SECONDS);
}

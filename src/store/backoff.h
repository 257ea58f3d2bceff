/* How long to wait before the next try. Full jitter: 0 to 1 times a step, which starts at 0.5 s and doubles
 * to 30 s. */
#pragma once

struct backoff {
	unsigned failures; /* in a row; a success sets it to 0 */
};

/* Seconds; counts one more failure. */
double backoff_next(struct backoff *backoff);

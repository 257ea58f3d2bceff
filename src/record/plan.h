/* The plan of a job out of the user's settings: declared steps with their weights, and --total. */
#pragma once

#include "base/error.h"
#include "config/settings.h"
#include "progress/tracker.h"

/* "Data Collection=25,Optimization=75": weights are positive numbers, their sum is free. ERROR_USAGE says
 * which part. */
bool plan_from_settings(struct plan *plan, const struct settings *settings, struct error *err);

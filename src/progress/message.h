/* The line for people: "Trial 5/10", "Episode 10/20 · Candle 7,300/10,000", "Epoch 5/100 · Batch 120/500". */
#pragma once

#include "progress/levels.h"

#include <stddef.h>

/* Of the open levels, outermost first; "" when none counts. */
void message_of_levels(const struct levels *levels, char *buffer, size_t size);
/* One level alone: its word and how far it is. */
void message_of_level(const struct levels *levels, const struct open_level *level, char *buffer, size_t size);
/* The word of a level: its unit, a bar's description, or what its kind is usually called. */
const char *message_word(const struct open_level *level);

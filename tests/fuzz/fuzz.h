/* What every target offers, to libFuzzer and to the replay of its corpus alike. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Ends the process when the bytes show a mistake; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

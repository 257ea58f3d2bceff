/* Everything that needs libpq is in a module beside the executable, loaded when a URL says PostgreSQL: libpq
 * brings some forty libraries along, which would cost everybody else half of a start. */
#pragma once

#include "base/error.h"

struct store;

/* As postgres_new in kind.h; also NULL (ERROR_USAGE) when there is no module that can be loaded. */
struct store *postgres_module_new(const char *conninfo, struct error *err);

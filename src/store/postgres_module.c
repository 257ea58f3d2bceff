/* The module is never unloaded: a thread of it may still hang in a connect when the process ends. */
#include "store/postgres_module.h"

#include "base/path.h"
#include "store/kind.h"

#include <dlfcn.h>
#include <limits.h>

#define MODULE_NAME "progwrap-postgres.so"
#define ENTRY "postgres_new"

struct store *postgres_module_new(const char *conninfo, struct error *err)
{
	struct store *(*create)(const char *conninfo, struct error *err) = NULL;
	char path[PATH_MAX];
	void *module;

	/* beside us or nowhere: one that belongs to another build would not fit */
	if (!path_beside_executable(MODULE_NAME, path, sizeof(path))) {
		error_set(
			err, ERROR_USAGE, "store: PostgreSQL is not installed here: there is no '%s'", path);
		return NULL;
	}
	module = dlopen(path, RTLD_NOW);
	if (module)
		create = (struct store * (*)(const char *, struct error *)) dlsym(module, ENTRY);
	if (create)
		return create(conninfo, err);
	error_set(err, ERROR_USAGE, "store: PostgreSQL cannot be used: %s", dlerror());
	return NULL;
}

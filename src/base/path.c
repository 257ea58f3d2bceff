/* mkdir -p. */
#include "base/path.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

bool path_make_directories(const char *path)
{
	char part[PATH_MAX];
	char *slash = part;

	if ((size_t)snprintf(part, sizeof(part), "%s", path) >= sizeof(part))
		return false;
	while ((slash = strchr(slash + 1, '/'))) {
		*slash = '\0';
		mkdir(part, 0700);
		*slash = '/';
	}
	return mkdir(part, 0700) == 0 || errno == EEXIST;
}

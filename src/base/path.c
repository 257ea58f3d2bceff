/* mkdir -p, and the way from /proc/self/exe. */
#include "base/path.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

bool path_beside_executable(const char *name, char *path, size_t size)
{
	char own[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", own, sizeof(own) - 1);
	const char *slash;

	own[length > 0 ? length : 0] = '\0';
	slash = strrchr(own, '/');
	if ((size_t)snprintf(path, size, "%.*s/%s", slash ? (int)(slash - own) : 0, own, name) >= size)
		return false;
	return access(path, F_OK) == 0;
}

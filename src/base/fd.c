/* Descriptors: which came from outside, which are ours. */
#include "base/fd.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/kcmp.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

void fd_fill_standard(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", O_RDWR | O_CLOEXEC); /* takes the lowest number, which is fd */
}

bool fd_came_closed(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	return flags < 0 || (flags & FD_CLOEXEC);
}

static void close_if_inherited(int fd)
{
	int flags = fcntl(fd, F_GETFD);

	if (flags >= 0 && !(flags & FD_CLOEXEC))
		close(fd);
}

void fd_close_inherited(void)
{
	enum { WITHOUT_PROC_MAX = 1024 };
	DIR *open_files = opendir("/proc/self/fd");

	if (!open_files) {
		for (int fd = 3; fd < WITHOUT_PROC_MAX; fd++)
			close_if_inherited(fd);
		return;
	}
	for (struct dirent *entry; (entry = readdir(open_files));)
		if (atoi(entry->d_name) > 2)
			close_if_inherited(atoi(entry->d_name));
	closedir(open_files);
}

void fd_put_null(int fd)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0) {
		close(fd);
	} else if (null != fd) {
		dup3(null, fd, O_CLOEXEC);
		close(null);
	}
}

void fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

bool fd_is_same_file(int a, int b)
{
	long answer = syscall(SYS_kcmp, getpid(), getpid(), KCMP_FILE, (unsigned long)a, (unsigned long)b);
	struct stat of_a, of_b;

	if (answer >= 0)
		return answer == 0;
	/* A sandbox may forbid kcmp: the same inode opened with the same flags is then the best guess. */
	return fstat(a, &of_a) == 0 && fstat(b, &of_b) == 0 && of_a.st_dev == of_b.st_dev &&
	       of_a.st_ino == of_b.st_ino && of_a.st_rdev == of_b.st_rdev &&
	       fcntl(a, F_GETFL) == fcntl(b, F_GETFL);
}

int fd_of_process(int pid)
{
	return (int)syscall(SYS_pidfd_open, pid, 0);
}

int fd_memory(const char *name, size_t bytes)
{
	struct rlimit at_start, lifted;
	int fd = -1, why = 0;

	getrlimit(RLIMIT_FSIZE, &at_start);
	lifted = at_start;
	lifted.rlim_cur = lifted.rlim_max;
	if (bytes > lifted.rlim_max) { /* it would be told by SIGXFSZ, too */
		errno = EFBIG;
		return -1;
	}
	setrlimit(RLIMIT_FSIZE, &lifted);
	fd = memfd_create(name, MFD_CLOEXEC);
	if (fd >= 0 && ftruncate(fd, (off_t)bytes) != 0) {
		why = errno;
		fd_close(&fd);
		errno = why;
	}
	setrlimit(RLIMIT_FSIZE, &at_start);
	return fd;
}

void fd_close_all_but(const int *keep, int count)
{
	unsigned first = 3;

	for (;;) {
		unsigned next = UINT_MAX;

		for (int i = 0; i < count; i++)
			if (keep[i] >= (int)first && (unsigned)keep[i] < next)
				next = (unsigned)keep[i];
		if (next > first)
			syscall(SYS_close_range, first, next == UINT_MAX ? UINT_MAX : next - 1, 0);
		if (next == UINT_MAX)
			return;
		first = next + 1;
	}
}

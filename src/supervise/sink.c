/* Four ways of writing without waiting. */
#include "supervise/sink.h"

#include "base/fd.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* A pipe that polls writable takes this much, and a terminal nearly always does. */
#define CAUTIOUS_BYTES 512

/* A regular file must not be opened anew: its offset is shared with others who append to it. */
static bool can_block(int fd, mode_t type)
{
	return S_ISFIFO(type) || (S_ISCHR(type) && isatty(fd));
}

void sink_open(struct sink *sink, int user_fd)
{
	char path[32];
	struct stat status;

	*sink = (struct sink){ .kind = SINK_FILE, .fd = user_fd, .user_fd = user_fd };
	if (fstat(user_fd, &status) != 0)
		return;
	if (S_ISSOCK(status.st_mode))
		sink->kind = SINK_SOCKET;
	if (!can_block(user_fd, status.st_mode))
		return;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", user_fd);
	sink->fd = open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	sink->kind = sink->fd < 0 ? SINK_CAUTIOUS : SINK_PRIVATE;
	if (sink->fd < 0)
		sink->fd = user_fd;
}

static bool polls_writable(int fd)
{
	struct pollfd file = { .fd = fd, .events = POLLOUT };

	return poll(&file, 1, 0) > 0;
}

static ssize_t try_write(const struct sink *sink, const char *bytes, size_t length)
{
	if (sink->kind == SINK_SOCKET)
		return send(sink->fd, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sink->kind == SINK_CAUTIOUS) {
		if (!polls_writable(sink->fd))
			return 0;
		length = length < CAUTIOUS_BYTES ? length : CAUTIOUS_BYTES;
	}
	return write(sink->fd, bytes, length);
}

ssize_t sink_write(const struct sink *sink, const void *bytes, size_t length)
{
	size_t done = 0;

	while (done < length) {
		ssize_t wrote = try_write(sink, (const char *)bytes + done, length - done);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0 && errno != EAGAIN)
			return -1;
		if (wrote <= 0)
			break;
		done += (size_t)wrote;
	}
	return (ssize_t)done;
}

void sink_close(struct sink *sink)
{
	if (sink->fd != sink->user_fd)
		fd_close(&sink->fd);
	fd_put_null(sink->user_fd);
	sink->fd = -1;
}

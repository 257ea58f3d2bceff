/* Read, write, until the last writer is gone. */
#include "supervise/linger.h"

#include "base/fd.h"

#include <errno.h>
#include <poll.h>
#include <sys/prctl.h>
#include <unistd.h>

static void wait_until_writable(const struct sink *sink)
{
	struct pollfd file = { .fd = sink->fd, .events = POLLOUT };

	poll(&file, 1, -1);
}

static bool send_all(const struct sink *sink, const char *bytes, size_t length)
{
	size_t done = 0;

	while (done < length) {
		ssize_t sent = sink_write(sink, bytes + done, length - done);

		if (sent < 0)
			return false;
		done += (size_t)sent;
		if (done < length)
			wait_until_writable(sink);
	}
	return true;
}

/* False: nothing more will come, or nobody takes it. */
static bool carry(struct channel *channel, char *room)
{
	ssize_t got = relay_read(channel, room);

	return got >= 0 && send_all(&channel->sink, room, (size_t)got);
}

static void carry_what_waits(struct channel *channel)
{
	if (channel->sink.fd >= 0 && !send_all(&channel->sink, channel->aside + channel->aside_begin,
					     channel->aside_end - channel->aside_begin))
		fd_close(&channel->source);
	if (!channel->others_hold_it)
		fd_close(&channel->source);
}

static _Noreturn void carry_the_rest(struct relay *relay)
{
	for (unsigned i = 0; i < relay->count; i++)
		carry_what_waits(&relay->channels[i]);
	for (;;) {
		struct pollfd sources[STREAMS_MAX];
		bool any = false;

		for (unsigned i = 0; i < relay->count; i++) {
			sources[i] = (struct pollfd){ .fd = relay->channels[i].source, .events = POLLIN };
			any |= sources[i].fd >= 0;
		}
		if (!any)
			_exit(0);
		poll(sources, relay->count, -1);
		for (unsigned i = 0; i < relay->count; i++)
			if (sources[i].revents && !carry(&relay->channels[i], relay->spill))
				fd_close(&relay->channels[i].source);
	}
}

static bool is_needed(const struct channel *channel)
{
	return channel->sink.fd >= 0 && (channel->others_hold_it || channel_waits(channel));
}

static void become_small(struct relay *relay)
{
	int keep[2 * STREAMS_MAX];
	struct sigaction normal = { .sa_handler = SIG_DFL };
	sigset_t none;
	int count = 0;

	for (unsigned i = 0; i < relay->count; i++) {
		struct channel *channel = &relay->channels[i];

		if (!is_needed(channel)) {
			fd_close(&channel->source);
			sink_close(&channel->sink);
			channel->aside_begin = channel->aside_end = 0;
		}
		keep[count++] = channel->source;
		keep[count++] = channel->sink.fd;
	}
	fd_close_all_but(keep, count);
	prctl(PR_SET_NAME, "pw-linger");
	sigaction(SIGXFSZ, &normal, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

void linger_start(struct relay *relay)
{
	bool needed = false;

	for (unsigned i = 0; i < relay->count; i++)
		needed |= is_needed(&relay->channels[i]);
	if (!needed || fork() != 0)
		return;
	become_small(relay);
	carry_the_rest(relay);
}

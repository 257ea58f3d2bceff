/* One message, one packet. */
#include "base/wire.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

int wire_send(int socket, enum wire_type type, const char *text)
{
	struct wire_message message = { .type = (char)type };

	snprintf(message.text, sizeof(message.text), "%s", text ? text : "");
	return send(socket, &message, offsetof(struct wire_message, text) + strlen(message.text) + 1,
		       MSG_DONTWAIT | MSG_NOSIGNAL) < 0
		       ? -1
		       : 0;
}

int wire_receive(int socket, struct wire_message *message)
{
	ssize_t got;

	do
		got = recv(socket, message, sizeof(*message) - 1, MSG_DONTWAIT);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return errno == EAGAIN ? 0 : -1;
	if (got == 0)
		return -1;
	((char *)message)[got] = '\0';
	return 1;
}

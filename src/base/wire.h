/* What the supervisor (P) and the recorder (R) say to each other besides the ring: the descriptors that R
 * inherits and the short messages on their SOCK_SEQPACKET socket, one packet each. */
#pragma once

#include <stddef.h>

/* R's descriptors after exec; 0-2 are /dev/null. */
enum handed_fd {
	HANDED_RING = 3, /* memfd, base/ring.h */
	HANDED_SOCKET = 4,
	HANDED_READER_WAKE = 5, /* eventfd that R sleeps on */
	HANDED_WRITER_WAKE = 6, /* eventfd that P sleeps on */
	HANDED_LAUNCH = 7,	/* memfd, config/launch.h: what was asked for */
	HANDED_CHECKPOINT = 8,	/* memfd, two slots, sized and filled by R */
	HANDED_SUPERVISOR = 9,	/* pidfd of P: readable when P is dead */
};

enum wire_type {
	/* R -> P */
	WIRE_COMPLAINT =
		'c',	   /* text: one line about settings or patterns that are wrong; before WIRE_REFUSE */
	WIRE_REFUSE = 'x', /* the settings can't be used: P prints the complaints and exits 125 without the
			      command */
	WIRE_READY = 'r',  /* settings and user patterns are clean */
	WIRE_WARN = 'w',   /* text: one line for the user's terminal */
	WIRE_CANCEL = 'k', /* somebody asked in the store for the job to be cancelled */
	WIRE_FINAL = 'f',  /* the final row is where it has to be; P may exit */
	/* P -> R */
	WIRE_NOTE = 'n',  /* text: one line for the log */
	WIRE_HURRY = 'h', /* text: seconds that are left to flush the final row, "3" after a signal, "0" after
			     a second */
};

#define WIRE_TEXT_BYTES 1024

struct wire_message {
	char type;		    /* enum wire_type */
	char text[WIRE_TEXT_BYTES]; /* NUL-terminated; only strlen + 1 bytes travel */
};

/* Neither blocks. wire_send: 0 or -1 with errno. wire_receive: 1 = got one, 0 = none now, -1 = the other side
 * is gone. */
int wire_send(int socket, enum wire_type type, const char *text);
int wire_receive(int socket, struct wire_message *message);

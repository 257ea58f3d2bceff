/* What the end of the command means for the job. */
#pragma once

#include "base/ring.h"
#include "progress/tracker.h"

#include <stdbool.h>
#include <stddef.h>

struct outcome {
	const char *status; /* completed, failed, cancelled */
	enum ending ending;
	int exit_code, exit_signal; /* -1: not that */
	char error[256];	    /* what to say if the output said nothing better; "" when it ended well */
	bool error_is_ours; /* `error` is the cause, whatever the output said (the command never started;
			       progwrap killed) */
};

struct ending_facts {
	int wait_status; /* as waitpid gives it */
	int exec_errno;	 /* the command could not be started: why; else 0 */
	int asked;	 /* INT TERM HUP QUIT that came through progwrap, else 0 */
	bool cancel_requested;
	bool supervisor_died;
};

void outcome_of(struct outcome *outcome, const struct ending_facts *facts);

/* From a wait status and what had been asked for to a status word, an exit code or signal, and a sentence. */
#include "record/outcome.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

static void describe_signal(struct outcome *outcome, int number)
{
	const char *name = sigabbrev_np(number), *what = sigdescr_np(number);

	/* the kernel's out-of-memory killer leaves no other trace in the command's own status */
	if (number == SIGKILL)
		what = "Killed; if nobody did, the machine may have run out of memory";
	snprintf(outcome->error, sizeof(outcome->error), "ended by signal %d (SIG%s: %s)", number,
		name ? name : "?", what ? what : "unknown");
}

static void read_wait_status(struct outcome *outcome, int wait_status)
{
	if (WIFSIGNALED(wait_status)) {
		outcome->exit_signal = WTERMSIG(wait_status);
		describe_signal(outcome, outcome->exit_signal);
		return;
	}
	outcome->exit_code = WEXITSTATUS(wait_status);
	if (outcome->exit_code)
		snprintf(outcome->error, sizeof(outcome->error), "ended with exit code %d",
			outcome->exit_code);
}

void outcome_of(struct outcome *outcome, const struct ending_facts *facts)
{
	memset(outcome, 0, sizeof(*outcome));
	outcome->exit_code = outcome->exit_signal = -1;
	outcome->ending = ENDING_BADLY;
	outcome->status = "failed";
	if (facts->exec_errno) {
		outcome->exit_code = facts->exec_errno == ENOENT ? 127 : 126;
		snprintf(outcome->error, sizeof(outcome->error), "cannot run the command: %s",
			strerror(facts->exec_errno));
		outcome->error_is_ours = true;
		return;
	}
	read_wait_status(outcome, facts->wait_status);
	if (facts->supervisor_died) {
		snprintf(outcome->error, sizeof(outcome->error), "progwrap was killed");
		outcome->error_is_ours = true;
	} else if (outcome->exit_code == 0) {
		outcome->status = "completed";
		outcome->ending = ENDING_WELL;
	} else if (facts->cancel_requested || facts->asked) {
		outcome->status = "cancelled";
	}
}

/* Launch, log, plan, store, patterns, in that order. */
#include "record/briefing.h"

#include "base/log.h"
#include "base/path.h"
#include "base/wire.h"
#include "record/patterns_in_force.h"
#include "record/plan.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static void complain(void *ctx, const char *complaint)
{
	struct briefing *briefing = ctx;

	briefing->complaints++;
	log_line("%s", complaint);
	wire_send(HANDED_SOCKET, WIRE_COMPLAINT, complaint);
}

static void log_complaint(void *ctx, const char *complaint)
{
	log_line("%s", complaint);
}

/* Shipped files are tested at build time: if one is broken the installation is, and the rest still serve. */
static void load_patterns(struct briefing *briefing)
{
	briefing->patterns = patterns_in_force(&briefing->launch.settings, log_complaint, complain, briefing);
	pattern_set_seal(briefing->patterns);
}

static void open_log(const struct launch *launch)
{
	char path[SETTING_TEXT_BYTES + 16];

	if (!settings_state_directory(path, SETTING_TEXT_BYTES, NULL))
		return;
	path_make_directories(path);
	strcat(path, "/progwrap.log");
	log_open(path, launch->job_id);
}

/* Signals, session and core limit are as the supervisor left them before exec. */
static void settle_process(void)
{
	prctl(PR_SET_NAME, "progwrap-record");
	umask(077);
	if (chdir("/") < 0)
		return; /* it only keeps the user's directory busy */
}

static void prepare(struct briefing *briefing)
{
	struct error err = ERROR_INIT;

	if (!plan_from_settings(&briefing->plan, &briefing->launch.settings, &err))
		complain(briefing, err.message);
	briefing->store = store_new(briefing->launch.settings.db, &err);
	if (!briefing->store)
		complain(briefing, err.message);
	load_patterns(briefing);
}

bool briefing_take(struct briefing *briefing)
{
	struct error err = ERROR_INIT;

	settle_process();
	if (launch_read(&briefing->launch, HANDED_LAUNCH, &err)) {
		open_log(&briefing->launch);
		prepare(briefing);
	} else {
		complain(briefing, err.message);
	}
	wire_send(HANDED_SOCKET, briefing->complaints ? WIRE_REFUSE : WIRE_READY, NULL);
	return briefing->complaints == 0;
}

void briefing_release(struct briefing *briefing)
{
	store_free(briefing->store);
	pattern_set_free(briefing->patterns);
}

/* From launch, state and snapshot to the row. */
#include "record/job.h"

#include "base/mem.h"
#include "record/redact.h"
#include "record/row.h"

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char **job_argv(const struct launch *launch)
{
	char **argv = mem_alloc((launch->argc + 1) * sizeof(*argv));
	const char *at = launch->argv;

	for (uint32_t i = 0; i < launch->argc; i++) {
		argv[i] = (char *)(uintptr_t)at;
		at += strlen(at) + 1;
	}
	return argv;
}

static void keep_command(struct job_row *row, const struct launch *launch)
{
	char **argv = job_argv(launch);
	struct strbuf json;

	strbuf_init(&json);
	redact_argv(&json, argv);
	if (json.length < sizeof(row->command))
		strcpy(row->command, json.text);
	strbuf_release(&json);
	free(argv);
}

void job_row_from_launch(struct job_row *row, const struct launch *launch)
{
	job_row_init(row);
	strcpy(row->job_id, launch->job_id);
	strcpy(row->attempt_uid, launch->attempt_uid);
	span_copy(span_of(launch->settings.title), row->title, sizeof(row->title));
	span_copy(span_of(launch->cwd), row->cwd, sizeof(row->cwd));
	span_copy(span_of(launch->host), row->host, sizeof(row->host));
	row->pid = launch->supervisor_pid;
	row->started_at = launch->started_wall_ns;
	strcpy(row->writer_version, PACKAGE_VERSION);
	keep_command(row, launch);
}

/* Field 22 of /proc/PID/stat, in clock ticks since boot: with the boot id it tells this process from a later
 * one with the same pid. -1: not to be had. */
static int64_t process_start(int64_t pid)
{
	char path[64], line[1024], *at;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%lld/stat", (long long)pid);
	file = fopen(path, "re");
	at = file ? fgets(line, sizeof(line), file) : NULL;
	if (file)
		fclose(file);
	/* the name in field 2 may hold anything, but the last ')' ends it */
	at = at ? strrchr(line, ')') : NULL;
	for (int field = 2; at && field < 22; field++)
		at = strchr(at + 1, ' ');
	return at ? strtoll(at, NULL, 10) : -1;
}

void attempt_facts_from_launch(struct attempt_facts *facts, const struct launch *launch)
{
	FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");

	memset(facts, 0, sizeof(*facts));
	strcpy(facts->attempt_uid, launch->attempt_uid);
	span_copy(span_of(launch->host), facts->host, sizeof(facts->host));
	if (!file || !fgets(facts->boot_id, sizeof(facts->boot_id), file))
		facts->boot_id[0] = '\0';
	if (file)
		fclose(file);
	facts->pid = launch->supervisor_pid;
	facts->pid_started = process_start(launch->supervisor_pid);
	facts->started_at = launch->started_wall_ns;
}

static const char *status_while_running(const struct job_state *state)
{
	if (state->cancel_requested_ns)
		return "cancelling";
	return state->started ? "running" : "starting";
}

static void take_outcome(struct job_row *row, const struct job_state *state, const struct snapshot *snapshot)
{
	struct outcome outcome;
	bool output_knows;

	outcome_of(&outcome, &state->facts);
	strcpy(row->status, outcome.status);
	row->is_complete = true;
	row->exit_code = outcome.exit_code;
	row->exit_signal = outcome.exit_signal;
	row->finished_at = state->finished_wall_ns;
	output_knows = snapshot->error_message[0] && !outcome.error_is_ours;
	if (outcome.ending == ENDING_BADLY)
		span_copy(span_of(output_knows ? snapshot->error_message : outcome.error), row->error_message,
			sizeof(row->error_message));
}

void job_row_update(struct job_row *row, const struct job_state *state, const struct snapshot *snapshot,
	uint64_t now_ns, int64_t now_wall_ns)
{
	row->seq = state->seq;
	row->stopped = state->stopped;
	row->dropped_bytes = state->dropped_bytes;
	row->cancel_requested_at = state->cancel_requested_ns;
	row->last_output_at =
		state->last_output_ns ? now_wall_ns - (int64_t)(now_ns - state->last_output_ns) : 0;
	row_take_snapshot(row, snapshot, now_ns, now_wall_ns);
	if (state->ended)
		take_outcome(row, state, snapshot);
	else
		strcpy(row->status, status_while_running(state));
}

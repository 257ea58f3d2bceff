/* One pass over /proc for the parents, then passes over the list until no new descendant is found. */
#include "supervise/process_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PROCESSES_MAX 8192 /* those beyond are left alone */

struct process {
	pid_t pid, parent;
	bool is_ours;
};

static struct process processes[PROCESSES_MAX];

static bool read_file(pid_t pid, const char *name, char *text, size_t size)
{
	char path[32];
	ssize_t got;
	int file;

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return false;
	got = read(file, text, size - 1);
	close(file);
	text[got > 0 ? got : 0] = '\0';
	return got > 0;
}

/* "123 (name) S 45 ...": the name may hold anything, so what is wanted is looked for behind the last ')'. */
static bool read_stat(pid_t pid, char *state, pid_t *parent)
{
	char line[512], *close_bracket;

	if (!read_file(pid, "stat", line, sizeof(line)))
		return false;
	close_bracket = strrchr(line, ')');
	return close_bracket && sscanf(close_bracket + 1, " %c %d", state, parent) == 2;
}

static bool is_pending(const char *status, const char *which, int signo)
{
	const char *set = strstr(status, which);

	return set && strtoull(set + strlen(which), NULL, 16) >> (signo - 1) & 1;
}

bool process_is_stopped(pid_t pid)
{
	static char status[8192];
	const char *state;

	if (!read_file(pid, "status", status, sizeof(status)) || !(state = strstr(status, "\nState:\t")))
		return false;
	state += strlen("\nState:\t");
	return *state == 'T' || *state == 't' || is_pending(status, "\nSigPnd:\t", SIGSTOP) ||
	       is_pending(status, "\nShdPnd:\t", SIGSTOP);
}

bool process_is_busy(pid_t pid)
{
	char state;
	pid_t parent;

	return read_stat(pid, &state, &parent) && state == 'R';
}

static unsigned take_entries(const char *entries, ssize_t length, unsigned count)
{
	const struct dirent64 *entry;

	for (ssize_t at = 0; at < length && count < PROCESSES_MAX; at += entry->d_reclen) {
		struct process *process = &processes[count];
		char state;

		entry = (const struct dirent64 *)(const void *)(entries + at);
		*process = (struct process){ .pid = atoi(entry->d_name) };
		count += process->pid > 0 && read_stat(process->pid, &state, &process->parent);
	}
	return count;
}

/* Not by opendir, which allocates. */
static unsigned list_processes(void)
{
	_Alignas(struct dirent64) static char entries[8192];
	int proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	unsigned count = 0;
	ssize_t got;

	if (proc < 0)
		return 0;
	while ((got = getdents64(proc, entries, sizeof(entries))) > 0)
		count = take_entries(entries, got, count);
	close(proc);
	return count;
}

static bool is_ours(pid_t pid, pid_t root, unsigned count)
{
	if (pid == root)
		return true;
	for (unsigned i = 0; i < count; i++)
		if (processes[i].pid == pid)
			return processes[i].is_ours;
	return false;
}

void process_tree_signal(pid_t root, int signo)
{
	unsigned count = list_processes();
	bool found = true;

	while (found) {
		found = false;
		for (unsigned i = 0; i < count; i++)
			if (!processes[i].is_ours && is_ours(processes[i].parent, root, count))
				processes[i].is_ours = found = true;
	}
	for (unsigned i = 0; i < count; i++)
		if (processes[i].is_ours)
			kill(processes[i].pid, signo);
}

/* One pass over /proc for the parents, then passes over the list until no new descendant is found. */
#include "supervise/process_tree.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
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

/* "123 (name) S 45 ...": the name may hold anything, so the parent is looked for behind the last ')'. */
static pid_t parent_of(const char *pid)
{
	char path[64], line[512], *close_bracket;
	ssize_t got;
	int file, parent;

	snprintf(path, sizeof(path), "/proc/%.20s/stat", pid);
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return 0;
	got = read(file, line, sizeof(line) - 1);
	close(file);
	line[got > 0 ? got : 0] = '\0';
	close_bracket = strrchr(line, ')');
	return close_bracket && sscanf(close_bracket + 1, " %*c %d", &parent) == 1 ? parent : 0;
}

static unsigned list_processes(void)
{
	DIR *proc = opendir("/proc");
	unsigned count = 0;

	if (!proc)
		return 0;
	for (struct dirent *entry; count < PROCESSES_MAX && (entry = readdir(proc));)
		if (isdigit((unsigned char)entry->d_name[0]))
			processes[count++] = (struct process){ .pid = atoi(entry->d_name),
				.parent = parent_of(entry->d_name) };
	closedir(proc);
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

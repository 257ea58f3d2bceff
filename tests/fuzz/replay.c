/* Runs a fuzz target on files, without a fuzzer: on those of its corpus, or of the folders that are named. */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static void run_file(const char *path, size_t size)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = malloc(size + 1);

	if (!file || !bytes) {
		perror(path);
		exit(2);
	}
	printf("%s\n", path);
	fflush(stdout);
	LLVMFuzzerTestOneInput(bytes, fread(bytes, 1, size, file));
	free(bytes);
	fclose(file);
}

/* Returns how many files there were. */
static unsigned run_folder(const char *folder)
{
	DIR *directory = opendir(folder);
	struct dirent *entry;
	unsigned count = 0;

	if (!directory) {
		perror(folder);
		exit(2);
	}
	while ((entry = readdir(directory))) {
		char path[4096];
		struct stat about;

		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
			continue;
		run_file(path, (size_t)about.st_size);
		count++;
	}
	closedir(directory);
	return count;
}

int main(int argc, char **argv)
{
	const char *source = getenv("srcdir");
	unsigned count = 0;
	char corpus[4096];

	snprintf(corpus, sizeof(corpus), "%s/tests/fuzz/corpus/" FUZZ_TARGET, source ? source : ".");
	for (int i = 1; i < argc; i++)
		count += run_folder(argv[i]);
	if (argc < 2)
		count = run_folder(corpus);
	printf("%u files\n", count);
	return count > 0 ? 0 : 1;
}

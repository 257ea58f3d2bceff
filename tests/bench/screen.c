/* How fast bytes become records: MB/s of parse/screen on a mixed log in chunks of 64 KiB, beside a bare
 * search for line ends. Run: tests/bench/screen [LOG…] */
#include "base/clock.h"
#include "parse/screen.h"

#include <stdio.h>
#include <stdlib.h>

#define LOG_BYTES ((size_t)64 << 20)
#define CHUNK_BYTES ((size_t)64 << 10)
#define ROUNDS 5

struct log {
	char *bytes;
	size_t length;
};

static const char *const plain[] = {
	"[I 2026-11-23 01:13:48,896] Trial 3 finished with value: 0.9 and parameters: {'C': 0.31, 'kernel': "
	"'rbf'}. "
	"Best is trial 0 with value: 0.96.\n",
	"[CV 3/5] END ........................C=1, kernel=rbf;, score=0.967 total time=   0.0s\n",
	"[CV] END ..................................C=1, kernel=rbf; total time=   0.0s\n",
	"2026-11-23 01:13:48 INFO worker.loader: 128 samples read from /data/part-00017.parquet in 0.31 s\n",
	"[17]\ttrain-rmse:0.48211\teval-rmse:0.51002\n",
	"\n",
};

static const char *const bars[] = {
	" 42%|\u2588\u2588\u2588\u2588\u258f     | 42/100 [00:12<00:16,  3.41it/s, loss=0.31]\r",
	"\033[32m[I 2026-11-23 01:13:48,896]\033[0m Trial 4 finished with value: 0.91\n",
	"\n\rbatch:  16%|\u2588\u258c        | 4/25 [00:00<00:00, 32.40it/s]\033[A",
};

/* Repeats the lines until the log is full. */
static struct log make_log(const char *const *lines, size_t count)
{
	struct log log = { malloc(LOG_BYTES), 0 };

	for (size_t i = 0; log.bytes; i++) {
		const size_t length = strlen(lines[i % count]);

		if (length > LOG_BYTES - log.length)
			break;
		memcpy(log.bytes + log.length, lines[i % count], length);
		log.length += length;
	}
	return log;
}

static struct log read_log(const char *path)
{
	struct log log = { malloc(LOG_BYTES), 0 };
	FILE *file = fopen(path, "rb");

	if (!file || !log.bytes) {
		perror(path);
		exit(2);
	}
	log.length = fread(log.bytes, 1, LOG_BYTES, file);
	fclose(file);
	return log;
}

static void count_record(void *ctx, const struct record *record)
{
	*(uint64_t *)ctx += record->text.length > 0;
}

static uint64_t count_records(const struct log *log)
{
	static struct screen screen;
	uint64_t count = 0;

	screen_init(&screen, 1);
	for (size_t at = 0; at < log->length; at += CHUNK_BYTES) {
		const size_t left = log->length - at;

		screen_feed(&screen, log->bytes + at, left < CHUNK_BYTES ? left : CHUNK_BYTES, 0,
			count_record, &count);
	}
	screen_end(&screen, 0, count_record, &count);
	return count;
}

static uint64_t count_lines(const struct log *log)
{
	const char *at = log->bytes, *end = log->bytes + log->length;
	uint64_t count = 0;

	while ((at = memchr(at, '\n', (size_t)(end - at)))) {
		at++;
		count++;
	}
	return count;
}

/* The best of some rounds, in MB/s. */
static double speed(const struct log *log, uint64_t (*work)(const struct log *log), uint64_t *count)
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < ROUNDS; i++) {
		const uint64_t start = clock_monotonic_ns();
		uint64_t taken;

		*count = work(log);
		taken = clock_monotonic_ns() - start;
		best = taken < best ? taken : best;
	}
	return (double)log->length * 1e3 / (double)best;
}

static void measure(const char *name, struct log log)
{
	uint64_t records, lines;
	const double screen = speed(&log, count_records, &records);
	const double split = speed(&log, count_lines, &lines);

	printf("%-10s %6.1f MB  screen %6.0f MB/s (%llu records)  memchr %6.0f MB/s (%llu lines)\n", name,
		(double)log.length / 1e6, screen, (unsigned long long)records, split,
		(unsigned long long)lines);
	free(log.bytes);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		measure(argv[i], read_log(argv[i]));
	if (argc < 2) {
		measure("lines", make_log(plain, sizeof(plain) / sizeof(plain[0])));
		measure("bars", make_log(bars, sizeof(bars) / sizeof(bars[0])));
	}
	return 0;
}

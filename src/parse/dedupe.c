/* Small tables that are searched from one end to the other; only the intervals are many, and sorted. */
#include "parse/dedupe.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define KEY_DIGITS_MAX 18

void dedupe_init(struct dedupe *dedupe)
{
	memset(dedupe, 0, sizeof(*dedupe));
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15ULL;
	hash ^= hash >> 29;
	return hash ? hash : 1;
}

/* The counter's index; when the table is full the last one stands for all that come later. */
static unsigned counter_of(struct dedupe *dedupe, unsigned tool, enum level level)
{
	unsigned i;

	for (i = 0; i < dedupe->counter_count; i++)
		if (dedupe->counters[i].tool == tool && dedupe->counters[i].level == level)
			return i;
	if (i == DEDUPE_COUNTERS)
		return i - 1;
	dedupe->counters[i] =
		(struct dedupe_counter){ .tool = (uint16_t)tool, .level = (uint16_t)level, .iteration = NAN };
	return dedupe->counter_count++;
}

/* The index of the tally's first interval that does not lie wholly before `number`, neighbours included. */
static unsigned interval_near(const struct dedupe *dedupe, unsigned tally, int64_t number)
{
	unsigned low = 0, high = dedupe->interval_count;

	while (low < high) {
		unsigned middle = (low + high) / 2;
		const struct dedupe_interval *interval = &dedupe->intervals[middle];

		if (interval->tally < tally || (interval->tally == tally && interval->last < number - 1))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void remove_intervals(struct dedupe *dedupe, unsigned from, unsigned to)
{
	memmove(&dedupe->intervals[from], &dedupe->intervals[to],
		(dedupe->interval_count - to) * sizeof(dedupe->intervals[0]));
	dedupe->interval_count = (uint16_t)(dedupe->interval_count - (to - from));
}

static bool belongs(const struct dedupe *dedupe, unsigned i, unsigned tally)
{
	return i < dedupe->interval_count && dedupe->intervals[i].tally == tally;
}

/* What a tally has counted so far. */
static void forget(struct dedupe *dedupe, unsigned tally)
{
	unsigned from = interval_near(dedupe, tally, 0), to = from;

	while (belongs(dedupe, to, tally))
		to++;
	remove_intervals(dedupe, from, to);
	dedupe->tallies[tally].keyed = dedupe->tallies[tally].unkeyed = 0;
	for (unsigned i = 0; i < dedupe->source_count; i++)
		if (dedupe->sources[i].tally == tally)
			dedupe->sources[i].count = 0;
}

/* The tally's index. When the table is full a worker shares the tally of another one; a counter that has none
 * yet takes the last one over. */
static unsigned tally_of(struct dedupe *dedupe, unsigned counter, uint64_t worker)
{
	unsigned i, shared = DEDUPE_TALLIES - 1;

	for (i = 0; i < dedupe->tally_count; i++) {
		if (dedupe->tallies[i].counter != counter)
			continue;
		if (dedupe->tallies[i].worker == worker)
			return i;
		shared = i;
	}
	if (i == DEDUPE_TALLIES && dedupe->tallies[shared].counter == counter)
		return shared;
	if (i == DEDUPE_TALLIES)
		forget(dedupe, i = shared);
	else
		dedupe->tally_count++;
	dedupe->tallies[i] = (struct dedupe_tally){ .worker = worker, .counter = (uint16_t)counter };
	return i;
}

static struct dedupe_source *source_of(struct dedupe *dedupe, unsigned tally, uint64_t hash)
{
	struct dedupe_source *free_one = &dedupe->sources[0];

	for (unsigned i = 0; i < dedupe->source_count; i++) {
		struct dedupe_source *source = &dedupe->sources[i];

		if (source->tally == tally && source->hash == hash)
			return source;
		if (source->used < free_one->used)
			free_one = source;
	}
	if (dedupe->source_count < DEDUPE_SOURCES)
		free_one = &dedupe->sources[dedupe->source_count++];
	*free_one = (struct dedupe_source){ .hash = hash, .tally = (uint16_t)tally };
	return free_one;
}

static bool count_unkeyed(struct dedupe *dedupe, unsigned tally, uint64_t hash)
{
	struct dedupe_source *source = source_of(dedupe, tally, hash);

	source->used = ++dedupe->ticks;
	if (++source->count <= dedupe->tallies[tally].unkeyed)
		return false;
	dedupe->tallies[tally].unkeyed = source->count;
	return true;
}

/* Makes room by closing the lowest gap of the tally that has most of them: a number that was left out long
 * ago is the least likely to come. There are more intervals than tallies, so one has several. */
static void close_a_gap(struct dedupe *dedupe)
{
	unsigned best = 0, best_length = 0, start = 0;

	for (unsigned i = 1; i <= dedupe->interval_count; i++) {
		if (belongs(dedupe, i, (unsigned)dedupe->intervals[start].tally))
			continue;
		if (i - start > best_length) {
			best = start;
			best_length = i - start;
		}
		start = i;
	}
	dedupe->intervals[best].last = dedupe->intervals[best + 1].last;
	remove_intervals(dedupe, best + 1, best + 2);
}

static bool add_number(struct dedupe *dedupe, unsigned tally, int64_t number)
{
	unsigned i = interval_near(dedupe, tally, number);
	struct dedupe_interval *interval = &dedupe->intervals[i];

	if (belongs(dedupe, i, tally) && interval->first <= number && number <= interval->last)
		return false;
	if (belongs(dedupe, i, tally) && interval->last == number - 1) {
		interval->last = number;
		if (belongs(dedupe, i + 1, tally) && interval[1].first == number + 1) {
			interval->last = interval[1].last;
			remove_intervals(dedupe, i + 1, i + 2);
		}
		return true;
	}
	if (belongs(dedupe, i, tally) && interval->first == number + 1) {
		interval->first = number;
		return true;
	}
	if (dedupe->interval_count == DEDUPE_INTERVALS) {
		close_a_gap(dedupe);
		return add_number(dedupe, tally, number);
	}
	memmove(interval + 1, interval, (dedupe->interval_count - i) * sizeof(*interval));
	*interval = (struct dedupe_interval){ .first = number, .last = number, .tally = tally };
	dedupe->interval_count++;
	return true;
}

static bool add_hash(struct dedupe *dedupe, uint64_t hash)
{
	unsigned set = (unsigned)(hash >> 7) % DEDUPE_KEY_SETS;

	for (unsigned i = 0; i < 4; i++)
		if (dedupe->keys[set][i] == hash)
			return false;
	dedupe->keys[set][dedupe->oldest_key[set]] = hash;
	dedupe->oldest_key[set] = (uint8_t)((dedupe->oldest_key[set] + 1) % 4);
	return true;
}

static bool number_of_key(struct span key, int64_t *number)
{
	*number = 0;
	if (key.length == 0 || key.length > KEY_DIGITS_MAX)
		return false;
	for (size_t i = 0; i < key.length; i++) {
		if (!isdigit((unsigned char)key.text[i]))
			return false;
		*number = *number * 10 + (key.text[i] - '0');
	}
	return true;
}

static bool count_keyed(struct dedupe *dedupe, unsigned tally, struct span key)
{
	const struct dedupe_counter *counter = &dedupe->counters[dedupe->tallies[tally].counter];
	int64_t number;
	bool fresh = number_of_key(key, &number)
			     ? add_number(dedupe, tally, number)
			     : add_hash(dedupe, mix(mix(span_hash(key), tally), counter->round));

	if (fresh)
		dedupe->tallies[tally].keyed++;
	return fresh;
}

static void begin_anew(struct dedupe *dedupe, unsigned counter)
{
	dedupe->counters[counter].round++;
	dedupe->counters[counter].iteration = NAN;
	for (unsigned tally = 0; tally < dedupe->tally_count; tally++)
		if (dedupe->tallies[tally].counter == counter)
			forget(dedupe, tally);
}

/* Two tools at one level may be nested or may follow each other; only a header tells, so they are left alone.
 */
static void begin_inner_anew(struct dedupe *dedupe, unsigned outer)
{
	for (unsigned i = 0; i < dedupe->counter_count; i++)
		if (dedupe->counters[i].level > dedupe->counters[outer].level)
			begin_anew(dedupe, i);
}

static int64_t total_of(const struct dedupe *dedupe, unsigned counter)
{
	int64_t total = 0;

	for (unsigned i = 0; i < dedupe->tally_count; i++)
		if (dedupe->tallies[i].counter == counter)
			total += dedupe->tallies[i].keyed + dedupe->tallies[i].unkeyed;
	return total;
}

int64_t dedupe_count(struct dedupe *dedupe, const struct dedupe_event *event, bool *fresh)
{
	unsigned counter = counter_of(dedupe, event->tool, event->level);
	bool adds_up = event->level == LEVEL_SEARCH;
	unsigned tally = tally_of(dedupe, counter, adds_up ? event->worker : 0);

	*fresh = event->key.text
			 ? count_keyed(dedupe, tally, event->key)
			 : count_unkeyed(dedupe, tally, mix(event->source, adds_up ? 0 : event->worker));
	if (*fresh)
		begin_inner_anew(dedupe, counter);
	return total_of(dedupe, counter);
}

bool dedupe_open(struct dedupe *dedupe, unsigned tool, enum level level, struct span name)
{
	unsigned index = counter_of(dedupe, tool, level);
	struct dedupe_counter *counter = &dedupe->counters[index];
	uint64_t hash = span_hash(name);

	if (name.text) {
		for (unsigned i = 0; i < DEDUPE_ROUNDS && i < counter->round_name_count; i++)
			if (counter->round_names[i] == hash)
				return false;
		counter->round_names[counter->round_name_count++ % DEDUPE_ROUNDS] = hash;
	}
	begin_anew(dedupe, index);
	begin_inner_anew(dedupe, index);
	return true;
}

void dedupe_advance(struct dedupe *dedupe, unsigned tool, enum level level, double iteration)
{
	unsigned index = counter_of(dedupe, tool, level);
	double before = dedupe->counters[index].iteration;

	dedupe->counters[index].iteration = iteration;
	if (!isnan(before) && iteration > before)
		begin_inner_anew(dedupe, index);
}

#include "progress/scores.h"

#include <limits.h>
#include <string.h>

/* A bar rounds the best value that the line above it gives in full (Optuna's: six digits). */
#define BAR_ROUNDING 1e-5

void scores_init(struct scores *scores)
{
	memset(scores, 0, sizeof(*scores));
	scores_begin(scores);
}

static void begin_values(struct scores *scores)
{
	scores->best = scores->printed_best = scores->current = NAN;
	scores->best_key = 0;
	scores->rank = INT_MAX;
	memcpy(scores->best_params, scores->told_params, sizeof(scores->best_params));
	params_begin(&scores->params);
}

void scores_begin(struct scores *scores)
{
	scores->told_params[0] = '\0';
	begin_values(scores);
}

static double finite_or_nan(double value)
{
	return isfinite(value) ? value : NAN;
}

static uint64_t key_of(struct span key)
{
	return key.text ? span_hash(key) : 0;
}

static void metric_set(struct scores *scores, struct span name, double value)
{
	unsigned i;

	for (i = 0; i < scores->metric_count; i++)
		if (span_is(name, scores->metrics[i].name))
			break;
	if (i == SNAPSHOT_METRICS_MAX || !name.text || name.length >= sizeof(scores->metrics[i].name))
		return;
	if (i == scores->metric_count) {
		span_copy(name, scores->metrics[i].name, sizeof(scores->metrics[i].name));
		scores->metric_count++;
	}
	scores->metrics[i].value = value;
}

void scores_take_metrics(struct scores *scores, const struct reading *reading)
{
	for (unsigned i = 0; i < reading->metric_count; i++)
		metric_set(scores, reading->metrics[i].name, reading->metrics[i].value);
}

static void set_best_params(struct scores *scores, struct span text)
{
	if (!text.text || text.length > PARAMS_TEXT_BYTES)
		text = span_of("");
	span_copy(text, scores->best_params, sizeof(scores->best_params));
}

static void set_best(struct scores *scores, double value, uint64_t key)
{
	scores->best = value;
	scores->best_key = key;
	set_best_params(scores, key ? params_find(&scores->params, key) : span_of(scores->told_params));
}

/* "Best parameters: {…}": those of the best score that is told behind it, or was before it. */
static void take_told_params(struct scores *scores, struct span text)
{
	if (text.length > PARAMS_TEXT_BYTES)
		return;
	span_copy(text, scores->told_params, sizeof(scores->told_params));
	if (scores->best_params[0] == '\0')
		set_best_params(scores, text);
}

static bool better(const struct scores *scores, double value)
{
	return isnan(scores->best) || (value - scores->best) * scores->direction > 0;
}

static bool only_rounded(const struct scores *scores, const struct reading *reading)
{
	return reading->is_bar &&
	       fabs(reading->best_score - scores->best) <= BAR_ROUNDING * fabs(scores->best);
}

static void take_printed_best(struct scores *scores, const struct reading *reading)
{
	double value = finite_or_nan(reading->best_score);
	uint64_t key = key_of(reading->best_key);

	if (isnan(value) || only_rounded(scores, reading))
		return;
	if (scores->direction == 0 && value != scores->printed_best && !isnan(scores->printed_best))
		scores->direction = value < scores->printed_best ? -1 : 1;
	scores->printed_best = value;
	if (better(scores, value) || (value == scores->best && key && key != scores->best_key))
		set_best(scores, value, key);
	if (value == scores->best && reading->best_params.text)
		set_best_params(scores, reading->best_params);
	scores->told_params[0] = '\0';
}

static void take_own_score(struct scores *scores, const struct reading *reading)
{
	double value = finite_or_nan(reading->score);
	uint64_t key = key_of(reading->key);

	if (isnan(reading->score) && !reading->nan_score)
		return;
	scores->current = value;
	/* which of two scores is better nobody knows yet: the printed best says it, or nobody does */
	if (isnan(value) || scores->direction == 0 || !better(scores, value))
		return;
	set_best(scores, value, key);
	if (!key && reading->params.text)
		set_best_params(scores, reading->params);
}

/* The parameters of the best trial, whose line came after somebody named it. */
static void link_late_params(struct scores *scores, const struct reading *reading)
{
	uint64_t key = key_of(reading->key);

	if (!key || !reading->params.text)
		return;
	params_keep(&scores->params, key, reading->params);
	if (key == scores->best_key && scores->best_params[0] == '\0')
		set_best_params(scores, reading->params);
}

static bool gives_score(const struct reading *reading)
{
	return !isnan(reading->score) || reading->nan_score || !isnan(reading->best_score);
}

/* False: somebody further out, or a more wanted name, has the score. */
static bool take_over(struct scores *scores, const struct reading *reading, uint64_t owner, uint32_t place)
{
	if (scores->owner == owner) {
		scores->place = place;
		if (reading->score_rank > scores->rank)
			return false;
		if (reading->score_rank == scores->rank)
			return true;
	} else if (scores->owner && place >= scores->place) {
		return false;
	}
	begin_values(scores);
	scores->owner = owner;
	scores->place = place;
	scores->rank = reading->score_rank;
	scores->direction = 0;
	scores->name[0] = '\0';
	return true;
}

void scores_take(struct scores *scores, const struct reading *reading, uint64_t owner, uint32_t place)
{
	scores_take_metrics(scores, reading);
	if (reading->best_params.text && isnan(reading->best_score))
		take_told_params(scores, reading->best_params);
	if (gives_score(reading) && !take_over(scores, reading, owner, place)) {
		if (!isnan(reading->score) || reading->nan_score)
			metric_set(scores, reading->score_name.text ? reading->score_name : span_of("score"),
				reading->score);
		return;
	}
	if (scores->owner && scores->owner != owner)
		return;
	link_late_params(scores, reading);
	if (!gives_score(reading))
		return;
	if (reading->direction)
		scores->direction = reading->direction;
	if (reading->score_name.text)
		span_copy(reading->score_name, scores->name, sizeof(scores->name));
	take_printed_best(scores, reading);
	take_own_score(scores, reading);
}

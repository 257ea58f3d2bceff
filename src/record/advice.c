/* When to say it, to whom, and the words. */
#include "record/advice.h"

#include "base/clock.h"
#include "base/log.h"

#include <inttypes.h>

#define NAMES_MAX 20 /* in one line; the rest is counted */

bool advice_silence(struct strbuf *text, int64_t events_seen, uint64_t lines, double seconds)
{
	if (events_seen > 0)
		return false;
	strbuf_add_format(text,
		"the command has printed 0 recognised events in %.0f s (%" PRIu64 " lines): ", seconds,
		lines);
	strbuf_add_string(text,
		lines == 0
			? "is the tool silent? Optuna's verbosity must be INFO, scikit-learn's verbose 1 or "
			  "more"
			: "is the tool too quiet (Optuna's verbosity WARNING, verbose=0), or are its lines "
			  "unknown? 'progwrap patterns list' names the tools, --patterns adds your own");
	return true;
}

struct unmatched {
	struct strbuf *text;
	unsigned count;
};

static void add_name(void *ctx, const char *tool, const char *event, bool matched)
{
	struct unmatched *unmatched = ctx;

	if (matched || ++unmatched->count > NAMES_MAX)
		return;
	strbuf_add_format(
		unmatched->text, "%s%s.%s", unmatched->count > 1 ? ", " : "never matched: ", tool, event);
}

bool advice_unmatched(struct strbuf *text, const struct pattern_set *set, const struct matcher_state *state)
{
	struct unmatched unmatched = { text, 0 };

	matcher_each_user_event(set, state, add_name, &unmatched);
	if (unmatched.count > NAMES_MAX)
		strbuf_add_format(text, " and %u more", unmatched.count - NAMES_MAX);
	return unmatched.count > 0;
}

static double seconds_of(const struct advice *advice, uint64_t now_ns)
{
	return (double)(now_ns - advice->started_ns) / (double)CLOCK_SECOND_NS;
}

static bool is_silent(const struct advice *advice, double seconds, struct strbuf *text)
{
	return advice_silence(text, advice->pipeline->tracker.events_seen,
		matcher_records(&advice->pipeline->matcher), seconds);
}

void advice_look(struct advice *advice, uint64_t now_ns)
{
	double seconds = seconds_of(advice, now_ns);
	struct strbuf text;

	if (advice->told_silence || seconds < ADVICE_SILENCE_SECONDS)
		return;
	advice->told_silence = true;
	strbuf_init(&text);
	if (is_silent(advice, seconds, &text))
		warnings_tell(advice->warnings, "%s", text.text);
	strbuf_release(&text);
}

void advice_end(const struct advice *advice, uint64_t now_ns)
{
	double seconds = seconds_of(advice, now_ns);
	struct strbuf text;

	strbuf_init(&text);
	if (seconds >= ADVICE_SHORT_SECONDS && is_silent(advice, seconds, &text))
		log_line("%s", text.text);
	strbuf_clear(&text);
	if (advice_unmatched(&text, advice->set, &advice->pipeline->matcher))
		log_line("%s", text.text);
	strbuf_release(&text);
}

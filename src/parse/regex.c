/* PCRE2 behind a small face. Limits alone don't bound the time (they begin anew at every start offset), hence
 * the budget: in a window of 100 ms the slow matches of one regex may use 20 ms of processor time. */
#include "parse/regex.h"

#include "base/clock.h"
#include "base/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define PATTERN_MAX_BYTES 4096
#define PARENTHESES_MAX 50
#define MATCH_LIMIT 100000
#define HEAP_LIMIT_KIB (16 * 1024)
#define DEPTH_LIMIT 10000
#define JIT_STACK_MIN (32 * 1024)
#define JIT_STACK_MAX (1024 * 1024)

#define SLOW_NS 1000000ULL
#define VERY_SLOW_NS 50000000ULL
#define WINDOW_NS 100000000ULL
#define WINDOW_BUDGET_NS 20000000ULL
#define STRIKES_MAX 3

struct regex {
	pcre2_code *code;
	bool jit_asked, partly_jit_asked;
	uint64_t window_start_ns, window_spent_ns;
	unsigned strikes;
	bool off, told_limit;
	char complaint[REGEX_COMPLAINT_BYTES]; /* "": there is none to take */
};

struct regex_scratch {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
};

static const uint32_t options =
	PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DUPNAMES;

static bool refuse(struct error *err, int code)
{
	char why[128];

	pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof(why));
	return error_set(err, ERROR_USAGE, "%s", why);
}

static bool fits(const struct regex *regex, struct error *err)
{
	uint32_t groups, matches_empty;

	pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	if (groups >= REGEX_GROUPS_MAX)
		return error_set(err, ERROR_USAGE, "more than %d groups", REGEX_GROUPS_MAX - 1);
	pcre2_pattern_info(regex->code, PCRE2_INFO_MATCHEMPTY, &matches_empty);
	if (matches_empty)
		return error_set(err, ERROR_USAGE, "the regex matches the empty text");
	return true;
}

struct regex *regex_new(const char *text, size_t *wrong_at, struct error *err)
{
	struct regex *regex = mem_alloc(sizeof(*regex));
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	size_t offset;
	int code;

	pcre2_set_max_pattern_length(context, PATTERN_MAX_BYTES);
	pcre2_set_parens_nest_limit(context, PARENTHESES_MAX);
	regex->code = pcre2_compile((PCRE2_SPTR)text, strlen(text), options, &code, &offset, context);
	pcre2_compile_context_free(context);
	*wrong_at = SIZE_MAX;
	if (regex->code && fits(regex, err))
		return regex;
	if (!regex->code) {
		*wrong_at = offset;
		refuse(err, code);
	}
	regex_free(regex);
	return NULL;
}

void regex_free(struct regex *regex)
{
	if (!regex)
		return;
	pcre2_code_free(regex->code);
	free(regex);
}

void regex_each_name(
	const struct regex *regex, void (*on_name)(void *ctx, const char *name, unsigned group), void *ctx)
{
	uint32_t count, size;
	const unsigned char *row;

	pcre2_pattern_info(regex->code, PCRE2_INFO_NAMECOUNT, &count);
	pcre2_pattern_info(regex->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(regex->code, PCRE2_INFO_NAMETABLE, &row);
	for (; count > 0; count--, row += size)
		on_name(ctx, (const char *)row + 2, (unsigned)row[0] << 8 | row[1]);
}

struct regex_scratch *regex_scratch_new(void)
{
	struct regex_scratch *scratch = mem_alloc(sizeof(*scratch));

	scratch->data = pcre2_match_data_create(REGEX_GROUPS_MAX, NULL);
	scratch->context = pcre2_match_context_create(NULL);
	scratch->stack = pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX, NULL);
	pcre2_set_match_limit(scratch->context, MATCH_LIMIT);
	pcre2_set_heap_limit(scratch->context, HEAP_LIMIT_KIB);
	pcre2_set_depth_limit(scratch->context, DEPTH_LIMIT);
	pcre2_jit_stack_assign(scratch->context, NULL, scratch->stack);
	return scratch;
}

void regex_scratch_free(struct regex_scratch *scratch)
{
	if (!scratch)
		return;
	pcre2_match_data_free(scratch->data);
	pcre2_match_context_free(scratch->context);
	pcre2_jit_stack_free(scratch->stack);
	free(scratch);
}

static int run(struct regex *regex, struct regex_scratch *scratch, struct span text, uint32_t how)
{
	int code = pcre2_jit_match(
		regex->code, (PCRE2_SPTR)text.text, text.length, 0, how, scratch->data, scratch->context);

	if (code == PCRE2_ERROR_JIT_BADOPTION) /* there is none */
		code = pcre2_match(regex->code, (PCRE2_SPTR)text.text, text.length, 0, how, scratch->data,
			scratch->context);
	/* The JIT's own stack is smaller than what the interpreter may take from the heap. */
	if (code == PCRE2_ERROR_JIT_STACKLIMIT)
		code = pcre2_match(regex->code, (PCRE2_SPTR)text.text, text.length, 0, how | PCRE2_NO_JIT,
			scratch->data, scratch->context);
	return code;
}

static uint64_t processor_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (uint64_t)now.tv_sec * CLOCK_SECOND_NS + (uint64_t)now.tv_nsec;
}

static void charge(struct regex *regex, uint64_t now_ns, uint64_t cost_ns)
{
	if (now_ns - regex->window_start_ns > WINDOW_NS) {
		regex->window_start_ns = now_ns;
		regex->window_spent_ns = 0;
	}
	regex->window_spent_ns += cost_ns;
	if (regex->window_spent_ns < WINDOW_BUDGET_NS)
		return;
	regex->window_spent_ns = 0;
	regex->off = ++regex->strikes >= STRIKES_MAX;
	if (regex->off)
		snprintf(regex->complaint, sizeof(regex->complaint),
			"takes too long on this output and is switched off");
}

/* Of the clock that costs next to nothing, in ticks of some milliseconds: most matches end in the tick in
 * which they began. */
static uint64_t coarse_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (uint64_t)now.tv_sec * CLOCK_SECOND_NS + (uint64_t)now.tv_nsec;
}

/* A match may be slow because the machine is busy with others, or only seem so because a tick ended. Then it
 * is done again on the processor's clock: rare, and it keeps an innocent regex out of the count. What is very
 * slow nobody needs to see twice. */
static int run_on_time(struct regex *regex, struct regex_scratch *scratch, struct span text, uint32_t how)
{
	uint64_t start = coarse_ns(), now, cost;
	int code = run(regex, scratch, text, how);

	now = coarse_ns();
	cost = now - start;
	if (cost < SLOW_NS)
		return code;
	if (cost < VERY_SLOW_NS) {
		cost = processor_ns();
		code = run(regex, scratch, text, how);
		cost = processor_ns() - cost;
	}
	if (cost >= SLOW_NS)
		charge(regex, now, cost);
	return code;
}

static void take_groups(
	const struct regex_scratch *scratch, struct span text, unsigned count, struct regex_match *match)
{
	const size_t *edges = pcre2_get_ovector_pointer(scratch->data);

	match->count = count;
	for (unsigned i = 0; i < count; i++) {
		size_t from = edges[2 * i], to = edges[2 * i + 1];

		/* \K may put the start behind the end */
		match->groups[i] = from == PCRE2_UNSET || from > to
					   ? SPAN_NONE
					   : (struct span){ text.text + from, to - from };
	}
}

static enum regex_result gave_up(struct regex *regex, int code)
{
	char why[100];

	if (!regex->told_limit && !regex->off) {
		pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof(why));
		snprintf(regex->complaint, sizeof(regex->complaint), "gave up on a line: %s", why);
		regex->told_limit = true;
	}
	return REGEX_GAVE_UP;
}

static enum regex_result match_how(struct regex *regex, struct regex_scratch *scratch, struct span text,
	uint32_t how, struct regex_match *match)
{
	int code;

	if (regex->off)
		return REGEX_OFF;
	code = run_on_time(regex, scratch, text, how | PCRE2_NOTEMPTY);
	if (code == PCRE2_ERROR_NOMATCH)
		return REGEX_NONE;
	if (code == PCRE2_ERROR_PARTIAL) {
		take_groups(scratch, text, 1, match);
		return REGEX_PARTIAL;
	}
	if (code < 0)
		return gave_up(regex, code);
	take_groups(scratch, text, (unsigned)code, match);
	return match->groups[0].text ? REGEX_FOUND : REGEX_NONE;
}

static void ask_for_jit(struct regex *regex, bool *asked, uint32_t how)
{
	if (!*asked)
		(void)pcre2_jit_compile(regex->code, how); /* without JIT the interpreter does it */
	*asked = true;
}

enum regex_result regex_match(
	struct regex *regex, struct regex_scratch *scratch, struct span text, struct regex_match *match)
{
	ask_for_jit(regex, &regex->jit_asked, PCRE2_JIT_COMPLETE);
	return match_how(regex, scratch, text, 0, match);
}

enum regex_result regex_match_once(
	struct regex *regex, struct regex_scratch *scratch, struct span text, struct regex_match *match)
{
	return match_how(regex, scratch, text, 0, match);
}

enum regex_result regex_match_partly(
	struct regex *regex, struct regex_scratch *scratch, struct span text, struct regex_match *match)
{
	ask_for_jit(regex, &regex->partly_jit_asked, PCRE2_JIT_PARTIAL_SOFT);
	return match_how(regex, scratch, text, PCRE2_PARTIAL_SOFT, match);
}

bool regex_take_complaint(struct regex *regex, char *text, size_t size)
{
	if (!regex->complaint[0])
		return false;
	snprintf(text, size, "%s", regex->complaint);
	regex->complaint[0] = '\0';
	return true;
}

/* One compiled regular expression and its good behaviour: PCRE2 with JIT (compiled on the first use), limits
 * on what a match may cost, and a budget of time. A match that gives up is told apart from "no match"; a
 * regex that keeps the processor busy is switched off. */
#pragma once

#include "base/error.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>

struct regex;
struct regex_scratch; /* what matching needs besides the regex: one per thread of work */

#define REGEX_COMPLAINT_BYTES 160
#define REGEX_GROUPS_MAX 96 /* of one regex, unnamed ones included */

/* `text` has its macros expanded. A regex that matches the empty text is refused. NULL: *wrong_at is the byte
 * of the text where it is wrong, SIZE_MAX when that is no one place. */
struct regex *regex_new(const char *text, size_t *wrong_at, struct error *err);
void regex_free(struct regex *regex); /* NULL is fine */

/* Calls back for each named group; a name may come several times with different numbers. */
void regex_each_name(
	const struct regex *regex, void (*on_name)(void *ctx, const char *name, unsigned group), void *ctx);

struct regex_scratch *regex_scratch_new(void);
void regex_scratch_free(struct regex_scratch *scratch);

enum regex_result {
	REGEX_NONE,
	REGEX_FOUND,
	REGEX_PARTIAL, /* of regex_match_partly only: the text ends in the middle of a match */
	REGEX_GAVE_UP, /* a limit was hit: nobody knows whether it matches */
	REGEX_OFF,     /* it took too long too often and is not asked any more */
};

/* Group 0 is the whole match. Groups that took no part are SPAN_NONE. */
struct regex_match {
	unsigned count;
	struct span groups[REGEX_GROUPS_MAX];
};

/* The leftmost match in `text`. */
enum regex_result regex_match(
	struct regex *regex, struct regex_scratch *scratch, struct span text, struct regex_match *match);
/* The same where no more texts follow: not worth JIT. */
enum regex_result regex_match_once(
	struct regex *regex, struct regex_scratch *scratch, struct span text, struct regex_match *match);
/* REGEX_PARTIAL with group 0 set when more text behind this one could make a match. */
enum regex_result regex_match_partly(
	struct regex *regex, struct regex_scratch *scratch, struct span text, struct regex_match *match);

/* Why a match gave up, or that the regex is off now: each is told once. False: there is nothing new to tell.
 */
bool regex_take_complaint(struct regex *regex, char *text, size_t size);

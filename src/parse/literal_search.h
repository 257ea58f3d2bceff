/* Finds in one pass which of many literals stand in a text, letters in either case. Each literal belongs to
 * an owner, a number; the answer is the set of owners that have one. */
#pragma once

#include "base/span.h"
#include "parse/folded.h"

#include <stdbool.h>
#include <stdint.h>

#define OWNERS_MAX 1536

struct owner_set {
	uint64_t words[OWNERS_MAX / 64];
};

static inline bool owner_set_has(const struct owner_set *owners, unsigned owner)
{
	return owners->words[owner / 64] >> owner % 64 & 1;
}

static inline void owner_set_add(struct owner_set *owners, unsigned owner)
{
	owners->words[owner / 64] |= 1ull << owner % 64;
}

struct literal_search;

struct literal_search *literal_search_new(void);
void literal_search_free(struct literal_search *search); /* NULL is fine */

/* Copies the literal (1 to TEXT_BYTES); its letters are lower-case, and a NUL in it stands for any digit, as
 * does a digit. Of more than some 32,000 literals the last ones are not looked for: their owners are in every
 * answer. */
void literal_search_add(struct literal_search *search, struct span literal, unsigned owner);
/* This one is in every answer. */
void literal_search_add_always(struct literal_search *search, unsigned owner);
void literal_search_build(struct literal_search *search); /* once, after the last add */

/* As many words of an answer are written. */
unsigned literal_search_words(const struct literal_search *search);
/* Sets exactly the owners whose literals stand in `text`. Returns literal_search_words. */
unsigned literal_search_run(
	const struct literal_search *search, const struct folded *text, struct owner_set *owners);

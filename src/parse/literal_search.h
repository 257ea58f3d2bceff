/* Finds in one pass which of many literals stand in a text, letters in either case. Each literal belongs to
 * an owner (a number, an event's index) and there to one of two sets; the answer is the set of owners that
 * have one of each. */
#pragma once

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

#define OWNERS_MAX 1024
#define OWNER_SETS 2

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

/* Copies the literal (1 to TEXT_BYTES); its letters are lower-case, and a NUL in it stands for any digit. The
 * first set (0) of an owner is never empty; while the second (1) is, the first alone counts. Of more than
 * some 32,000 literals the last ones are not looked for, and their sets keep their owners from nothing. */
void literal_search_add(struct literal_search *search, struct span literal, unsigned owner, unsigned set);
/* This one is in every answer. */
void literal_search_add_always(struct literal_search *search, unsigned owner);
void literal_search_build(struct literal_search *search); /* once, after the last add */

/* Sets exactly the owners whose literals stand in `text`. Only the first words, as many as owners need, are
 * written; returns how many these are. */
unsigned literal_search_run(const struct literal_search *search, struct span text, struct owner_set *owners);

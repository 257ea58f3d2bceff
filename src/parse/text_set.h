/* A small set of short texts, for finding out what a regex must contain. In a text TEXT_DIGIT stands for any
 * decimal digit. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define TEXT_SET_MAX 48
#define TEXT_BYTES 16
#define TEXT_DIGIT '\0' /* of which a regex, a C string, has none of its own */

struct text_set {
	unsigned count;
	struct {
		unsigned char length;
		char bytes[TEXT_BYTES];
	} texts[TEXT_SET_MAX];
};

enum text_edge { TEXT_FIRST, TEXT_LAST };

/* The one text: `length` up to TEXT_BYTES. */
void text_set_one(struct text_set *set, const char *bytes, unsigned length);
void text_set_copy(struct text_set *to, const struct text_set *from);
/* What a copy of it takes that will never grow. */
size_t text_set_bytes(const struct text_set *set);
/* False: it does not fit, and the set is as it was. */
bool text_set_add(struct text_set *set, const char *bytes, unsigned length);
bool text_set_unite(struct text_set *set, const struct text_set *other);

/* Each of `a` followed by each of `b`. False: they are too many or one is too long; `joined` is lost. */
bool text_set_join(const struct text_set *a, const struct text_set *b, struct text_set *joined);
/* The same; of what is too long, this end is kept. */
bool text_set_join_edge(
	const struct text_set *a, const struct text_set *b, enum text_edge kept, struct text_set *joined);

/* Leaves out what says no more than another one does: of texts of which one stands at that edge, the longer
 * ones that hold a shorter one there. */
void text_set_reduce(struct text_set *set, enum text_edge edge);

/* How much it says that one of these stands in a text; 0: nothing. */
unsigned text_set_worth(const struct text_set *set);
/* How seldom two bytes stand side by side in what programs print; larger is rarer. */
unsigned text_pair_rarity(char first, char second);

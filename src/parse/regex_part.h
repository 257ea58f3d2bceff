/* What is known of the texts that a part of a regex matches, and what follows when parts stand one behind the
 * other, beside each other, or several times. */
#pragma once

#include "parse/text_set.h"

#include <stdbool.h>

/* A set of which one text must stand in a match, and how much that says. */
struct requirement {
	struct text_set set; /* empty: nothing is known */
	unsigned worth;	     /* 0: nothing is known */
};

/* What is known of a part of the regex. An empty text among `first` or `last`: it may begin or end with
 * anything. */
struct regex_part {
	bool exact;	       /* `first` holds all that it can be, the empty text too */
	bool may_be_empty;     /* if not exact: it is empty, or `first` and `last` hold */
	struct text_set first; /* it begins with one of these */
	struct text_set last;  /* unless exact: it ends with one of these, and none of these with another */
	struct requirement best;
	struct requirement also; /* says less than the best, and something else */
};

void regex_part_text(struct regex_part *part, const char *bytes, unsigned length);
void regex_part_empty(struct regex_part *part);
void regex_part_anything(struct regex_part *part);
void regex_part_one_of(struct regex_part *part, const struct text_set *set);

/* Sets of few texts are copied much faster than the whole struct. */
void regex_part_copy(struct regex_part *to, const struct regex_part *from);

/* `part` goes on with `next`. */
void regex_part_follow(struct regex_part *part, const struct regex_part *next);
/* One of two; `other` is lost. */
void regex_part_either(struct regex_part *part, struct regex_part *other);

enum repeat { REPEAT_ONCE, REPEAT_OPTIONAL, REPEAT_ANY, REPEAT_MANY };

void regex_part_repeat(struct regex_part *part, enum repeat repeat);
/* A look-around: its text stands beside, and takes no room. */
void regex_part_beside(struct regex_part *part);
/* What it ends with; an empty text: with anything, or nothing. */
const struct text_set *regex_part_ends(const struct regex_part *part);
/* Of the whole regex: one of each of the two sets stands in what it matches; an empty one: nothing is known.
 * `part` is lost. */
void regex_part_required(struct regex_part *part, struct text_set required[2]);

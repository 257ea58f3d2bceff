/* Texts are kept exactly as long as they are few; then only what they begin and end with, and the best set so
 * far. */
#include "parse/regex_part.h"

void regex_part_text(struct regex_part *part, const char *bytes, unsigned length)
{
	part->exact = true;
	part->may_be_empty = false;
	text_set_one(&part->first, bytes, length);
	part->best.count = 0;
}

void regex_part_empty(struct regex_part *part)
{
	regex_part_text(part, "", 0);
}

void regex_part_anything(struct regex_part *part)
{
	regex_part_empty(part);
	part->exact = false;
	text_set_one(&part->last, "", 0);
}

static void keep_better(struct text_set *best, const struct text_set *other)
{
	if (text_set_worth(other) > text_set_worth(best))
		text_set_copy(best, other);
}

static const struct text_set *ends_of(const struct regex_part *part)
{
	return part->exact ? &part->first : &part->last;
}

/* It is longer or more than can be listed. */
static void be_inexact(struct regex_part *part)
{
	if (!part->exact)
		return;
	keep_better(&part->best, &part->first);
	text_set_copy(&part->last, &part->first);
	part->exact = false;
}

static void unite_or_anything(struct text_set *set, const struct text_set *other, enum text_edge edge)
{
	if (text_set_unite(set, other))
		text_set_reduce(set, edge);
	else
		text_set_one(set, "", 0);
}

/* Where they meet stands one of the ends of `part` with one of the beginnings of `next`. */
static void judge_seam(struct regex_part *part, const struct regex_part *next)
{
	struct text_set joined;

	if (!part->may_be_empty && !next->may_be_empty &&
		text_set_join_edge(ends_of(part), &next->first, TEXT_LAST, &joined))
		keep_better(&part->best, &joined);
}

static void extend_first(struct regex_part *part, const struct regex_part *next)
{
	struct text_set joined;

	if (part->exact && !next->may_be_empty &&
		text_set_join_edge(&part->first, &next->first, TEXT_FIRST, &joined))
		text_set_copy(&part->first, &joined);
	else if (!part->exact && part->may_be_empty)
		unite_or_anything(&part->first, &next->first, TEXT_FIRST);
	text_set_reduce(&part->first, TEXT_FIRST);
}

static void extend_last(struct regex_part *part, const struct regex_part *next)
{
	struct text_set last;

	if (next->exact) {
		if (part->may_be_empty || !text_set_join_edge(ends_of(part), &next->first, TEXT_LAST, &last))
			text_set_copy(&last, &next->first);
	} else {
		text_set_copy(&last, &next->last);
		if (next->may_be_empty)
			unite_or_anything(&last, ends_of(part), TEXT_LAST);
	}
	text_set_reduce(&last, TEXT_LAST);
	text_set_copy(&part->last, &last);
}

void regex_part_follow(struct regex_part *part, const struct regex_part *next)
{
	struct text_set joined;

	keep_better(&part->best, &next->best);
	if (part->exact && next->exact && text_set_join(&part->first, &next->first, &joined)) {
		text_set_copy(&part->first, &joined);
		return;
	}
	if (part->exact)
		keep_better(&part->best, &part->first);
	if (next->exact)
		keep_better(&part->best, &next->first);
	judge_seam(part, next);
	extend_last(part, next);
	extend_first(part, next);
	part->may_be_empty = part->may_be_empty && next->may_be_empty;
	part->exact = false;
}

void regex_part_either(struct regex_part *part, struct regex_part *other)
{
	struct text_set both;

	text_set_copy(&both, &part->first);
	if (part->exact && other->exact && text_set_unite(&both, &other->first)) {
		text_set_copy(&part->first, &both);
		if (other->best.count == 0 || part->best.count == 0 ||
			!text_set_unite(&part->best, &other->best))
			part->best.count = 0;
		return;
	}
	be_inexact(part);
	be_inexact(other);
	unite_or_anything(&part->first, &other->first, TEXT_FIRST);
	unite_or_anything(&part->last, &other->last, TEXT_LAST);
	part->may_be_empty = part->may_be_empty || other->may_be_empty;
	if (other->best.count == 0 || part->best.count == 0 || !text_set_unite(&part->best, &other->best))
		part->best.count = 0;
}

void regex_part_repeat(struct regex_part *part, enum repeat repeat)
{
	if (repeat == REPEAT_ONCE)
		return;
	if (repeat == REPEAT_OPTIONAL && part->exact && text_set_add(&part->first, "", 0)) {
		part->best.count = 0;
		return;
	}
	be_inexact(part);
	if (repeat == REPEAT_MANY)
		return;
	part->may_be_empty = true;
	part->best.count = 0;
}

void regex_part_beside(struct regex_part *part)
{
	struct text_set best;

	be_inexact(part);
	text_set_copy(&best, &part->best);
	regex_part_empty(part);
	text_set_copy(&part->best, &best);
}

void regex_part_one_of(struct regex_part *part, const struct text_set *set)
{
	regex_part_empty(part);
	text_set_copy(&part->first, set);
}

void regex_part_required(struct regex_part *part, struct text_set *required)
{
	be_inexact(part);
	text_set_copy(required, &part->best);
	text_set_reduce(required, TEXT_FIRST);
	text_set_reduce(required, TEXT_LAST);
}

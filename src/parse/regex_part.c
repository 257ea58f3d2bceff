/* Texts are kept exactly as long as they are few; then only what they begin and end with, and the best set so
 * far. */
#include "parse/regex_part.h"

#define WORTH_ALONE 30 /* what says that much needs nothing beside it */
#define WORTH_BESIDE 6 /* what says less stands in too many lines */

static void forget_required(struct regex_part *part)
{
	part->best.set.count = part->also.set.count = 0;
	part->best.worth = part->also.worth = 0;
}

void regex_part_text(struct regex_part *part, const char *bytes, unsigned length)
{
	part->exact = true;
	part->may_be_empty = false;
	text_set_one(&part->first, bytes, length);
	forget_required(part);
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

void regex_part_one_of(struct regex_part *part, const struct text_set *set)
{
	part->exact = true;
	part->may_be_empty = false;
	text_set_copy(&part->first, set);
	forget_required(part);
}

static void set_requirement(struct requirement *to, const struct text_set *set, unsigned worth)
{
	text_set_copy(&to->set, set);
	to->worth = worth;
}

/* A match must hold one of these too: kept if it says more than what is known already, or something else. */
static void require(struct regex_part *part, const struct text_set *set, unsigned worth)
{
	bool is_better = worth > part->best.worth;

	if (worth <= part->also.worth)
		return;
	if (part->best.worth == 0) {
		set_requirement(&part->best, set, worth);
		return;
	}
	if (text_sets_overlap(&part->best.set, set)) {
		if (is_better)
			set_requirement(&part->best, set, worth);
		return;
	}
	if (is_better)
		set_requirement(&part->also, &part->best.set, part->best.worth);
	set_requirement(is_better ? &part->best : &part->also, set, worth);
}

static void require_texts(struct regex_part *part, const struct text_set *set)
{
	require(part, set, text_set_worth(set));
}

static void require_all(struct regex_part *part, const struct regex_part *other)
{
	if (other->best.worth > 0)
		require(part, &other->best.set, other->best.worth);
	if (other->also.worth > 0)
		require(part, &other->also.set, other->also.worth);
}

/* Where they are too many, parts of them may be fewer. */
static bool unite_or_shorten(struct text_set *set, const struct text_set *other)
{
	static const unsigned sizes[] = { 6, 4, 3 };
	struct text_set shorter;

	if (text_set_unite(set, other))
		return true;
	text_set_copy(&shorter, other);
	for (unsigned i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		text_set_shorten(set, sizes[i]);
		text_set_shorten(&shorter, sizes[i]);
		if (text_set_unite(set, &shorter))
			return true;
	}
	return false;
}

/* One or the other. */
static void require_one(struct requirement *one, const struct requirement *other)
{
	if (one->worth > 0 && other->worth > 0 && unite_or_shorten(&one->set, &other->set))
		one->worth = text_set_worth(&one->set);
	else
		one->worth = one->set.count = 0;
}

const struct text_set *regex_part_ends(const struct regex_part *part)
{
	return part->exact ? &part->first : &part->last;
}

/* It is longer or more than can be listed. */
static void be_inexact(struct regex_part *part)
{
	if (!part->exact)
		return;
	require_texts(part, &part->first);
	text_set_copy(&part->last, &part->first);
	text_set_reduce(&part->last, TEXT_LAST);
	part->exact = false;
}

static void unite_or_anything(struct text_set *set, const struct text_set *other, enum text_edge edge)
{
	if (text_set_unite(set, other))
		text_set_reduce(set, edge);
	else
		text_set_one(set, "", 0);
}

/* Among the texts of an exact part the empty one says that it may be empty: then not the text says so any
 * more. */
static bool drop_empty(struct text_set *set)
{
	for (unsigned i = 0; i < set->count; i++)
		if (set->texts[i].length == 0) {
			set->texts[i] = set->texts[--set->count];
			return true;
		}
	return false;
}

/* Returns whether both may be empty. */
static bool extend_first(struct regex_part *part, const struct regex_part *next)
{
	struct text_set first;
	bool next_may_be_empty = next->may_be_empty, may_be_empty;

	if (part->exact && !next->may_be_empty &&
		text_set_join_edge(&part->first, &next->first, TEXT_FIRST)) {
		text_set_reduce(&part->first, TEXT_FIRST);
		return false;
	}
	may_be_empty = part->exact ? drop_empty(&part->first) : part->may_be_empty;
	if (!may_be_empty)
		return false;
	text_set_copy(&first, &next->first);
	if (next->exact)
		next_may_be_empty = drop_empty(&first);
	unite_or_anything(&part->first, &first, TEXT_FIRST);
	return next_may_be_empty;
}

/* Of ends that are too many to be joined so little is kept that they are few enough. */
static bool join_ends(struct text_set *last, const struct text_set *first)
{
	struct text_set shorter;

	if (text_set_join_edge(last, first, TEXT_LAST))
		return true;
	text_set_copy(&shorter, last);
	for (unsigned size = TEXT_BYTES / 2; size > 0; size /= 2) {
		text_set_cut(&shorter, size, TEXT_LAST);
		if (text_set_join_edge(&shorter, first, TEXT_LAST)) {
			text_set_copy(last, &shorter);
			return true;
		}
	}
	return false;
}

/* Where they meet stands one of the ends of `part` with one of the beginnings of `next`. True: `last` has
 * these now. */
static bool require_seam(struct regex_part *part, const struct regex_part *next)
{
	if (part->may_be_empty || next->may_be_empty || !join_ends(&part->last, &next->first))
		return false;
	require_texts(part, &part->last);
	return true;
}

/* Where `next` may be empty, `part` ends as it did. */
static void take_ends(struct text_set *last, const struct regex_part *next)
{
	struct text_set ends;

	text_set_copy(&ends, regex_part_ends(next));
	if (next->exact ? drop_empty(&ends) : next->may_be_empty)
		unite_or_anything(last, &ends, TEXT_LAST);
	else
		text_set_copy(last, &ends);
}

static void extend_last(struct regex_part *part, const struct regex_part *next)
{
	struct text_set *last = &part->last;

	if (part->exact)
		text_set_copy(last, &part->first);
	if (!require_seam(part, next) || !next->exact)
		take_ends(last, next);
	/* ends that say different things still do when they go on alike */
	if (next->exact && (part->exact || next->first.count > 1))
		text_set_reduce(last, TEXT_LAST);
}

void regex_part_follow(struct regex_part *part, const struct regex_part *next)
{
	require_all(part, next);
	if (part->exact && next->exact && text_set_join(&part->first, &next->first))
		return;
	if (part->exact)
		require_texts(part, &part->first);
	if (next->exact)
		require_texts(part, &next->first);
	extend_last(part, next);
	part->may_be_empty = extend_first(part, next);
	part->exact = false;
}

static void either_required(struct regex_part *part, const struct regex_part *other)
{
	require_one(&part->best, &other->best);
	require_one(&part->also, &other->also);
	if (part->best.worth == 0 && part->also.worth > 0) {
		set_requirement(&part->best, &part->also.set, part->also.worth);
		part->also.worth = part->also.set.count = 0;
	}
}

void regex_part_either(struct regex_part *part, struct regex_part *other)
{
	if (part->exact && other->exact && text_set_unite(&part->first, &other->first)) {
		either_required(part, other);
		return;
	}
	be_inexact(part);
	be_inexact(other);
	unite_or_anything(&part->first, &other->first, TEXT_FIRST);
	unite_or_anything(&part->last, &other->last, TEXT_LAST);
	part->may_be_empty = part->may_be_empty || other->may_be_empty;
	either_required(part, other);
}

void regex_part_repeat(struct regex_part *part, enum repeat repeat)
{
	if (repeat == REPEAT_ONCE)
		return;
	if (repeat == REPEAT_OPTIONAL && part->exact && text_set_add(&part->first, "", 0)) {
		forget_required(part);
		return;
	}
	be_inexact(part);
	if (repeat == REPEAT_MANY)
		return;
	part->may_be_empty = true;
	forget_required(part);
}

void regex_part_beside(struct regex_part *part)
{
	be_inexact(part);
	text_set_one(&part->first, "", 0);
	part->exact = true;
	part->may_be_empty = false;
}

void regex_part_required(struct regex_part *part, struct text_set required[2])
{
	be_inexact(part);
	if (part->best.worth >= WORTH_ALONE || part->also.worth < WORTH_BESIDE)
		part->also.set.count = 0;
	text_set_copy(&required[0], &part->best.set);
	text_set_copy(&required[1], &part->also.set);
	for (unsigned i = 0; i < 2; i++) {
		text_set_reduce(&required[i], TEXT_FIRST);
		text_set_reduce(&required[i], TEXT_LAST);
	}
}

void regex_part_copy(struct regex_part *to, const struct regex_part *from)
{
	to->exact = from->exact;
	to->may_be_empty = from->may_be_empty;
	text_set_copy(&to->first, &from->first);
	if (!from->exact)
		text_set_copy(&to->last, &from->last);
	set_requirement(&to->best, &from->best.set, from->best.worth);
	set_requirement(&to->also, &from->also.set, from->also.worth);
}

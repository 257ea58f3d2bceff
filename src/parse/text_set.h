/* A small set of short texts, for finding out what a regex must contain. In a text TEXT_DIGIT stands for any
 * decimal digit; a letter is lower-case and stands for both cases. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define TEXT_SET_MAX 64
#define TEXT_BYTES 16
#define TEXT_DIGIT '\0' /* of which a regex, a C string, has none of its own */

/* Does a byte of such a text mean that one? */
static inline bool text_byte_means(char byte, char other)
{
	bool is_capital = other >= 'A' && other <= 'Z';

	return byte == TEXT_DIGIT ? other >= '0' && other <= '9'
				  : byte == (is_capital ? other | 0x20 : other);
}

struct text {
	char bytes[TEXT_BYTES]; /* zeros behind the last one */
	unsigned char length;
	unsigned char bits; /* how much its bytes say */
};

struct text_set {
	unsigned count;
	struct text texts[TEXT_SET_MAX];
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

/* Each text goes on with each of `next`. False: they are too many or one is too long, and the set is as it
 * was. */
bool text_set_join(struct text_set *set, const struct text_set *next);
/* The same; of what is too long, this end is kept. */
bool text_set_join_edge(struct text_set *set, const struct text_set *next, enum text_edge kept);

/* Leaves out what says no more than another one does: of texts of which one stands at that edge, the longer
 * ones that hold a shorter one there. */
void text_set_reduce(struct text_set *set, enum text_edge edge);

/* Leaves of each text at most `size` bytes at that edge. */
void text_set_cut(struct text_set *set, unsigned size, enum text_edge edge);
/* Leaves of each text at most `size` bytes, those that say most: fewer texts, as some are the same then. */
void text_set_shorten(struct text_set *set, unsigned size);

bool text_sets_equal(const struct text_set *a, const struct text_set *b);
/* Whether a text of one holds a text of the other: then both say the same, at least in part. None is empty.
 */
bool text_sets_overlap(const struct text_set *a, const struct text_set *b);

/* How much it says that one of these stands in a text, in bits; 0: nothing. */
unsigned text_set_worth(const struct text_set *set);
/* Where the `size` bytes begin that say most; 0 if it is no longer than that. */
unsigned text_rarest_part(const char *bytes, unsigned length, unsigned size);
/* How much a byte says behind another one, in bits. */
#define TEXT_BEFORE ' ' /* when there is none */
unsigned text_byte_bits(char before, char byte);

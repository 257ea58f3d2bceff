/* What is open and how it nests (doc/recognition.md rules 7-11, 14 and 15): trials around epochs around bars.
 *
 * A level is one counter of one tool, or one bar. The open levels stand in a stack, outermost first: by kind
 * (search, training, loop), then in the order in which they opened; evidence may put a level around another
 * one later. What an inner level adds to the one around it is a share of one iteration, and how many rounds
 * of it make an iteration is learnt: five folds in a trial are five rounds of epochs. Until that is known it
 * adds nothing, unless one tool declares both levels. */
#pragma once

#include "progress/counter.h"
#include "progress/snapshot.h"

#include <stdbool.h>
#include <stdint.h>

#define LEVELS_MAX 16
#define LEVEL_UNIT_BYTES 48
#define LEVEL_ROUNDS_SEEN 64

enum place {
	PLACE_STACKED,
	PLACE_UNDECIDED, /* a bar that may be around the levels or beside them: it only holds back (rule 15)
			  */
	PLACE_TWIN,	 /* a bar beside another of the same name and total: another worker's */
	PLACE_BASIS,	 /* a bar over the whole of what the levels do: it alone tells how far they are */
	PLACE_COUNTER,	 /* a bar that is the counter of another level, which it feeds */
	PLACE_SIDE,	 /* never a basis */
};

/* How a bar behaves while the levels around it advance. */
struct bar_evidence {
	double drawn;	      /* the last value it showed; NAN: none */
	double fell_to;	      /* a fall that the next draw has to confirm (rule 10); NAN: none */
	double at_advance;    /* what it showed when a level advanced; NAN: nothing to find out */
	uint32_t beside;      /* id of the level that advanced; of the level that it feeds (PLACE_COUNTER) */
	uint32_t doubted_for; /* PLACE_UNDECIDED: id of the level that it may be around */
	unsigned survived;    /* advances over which it stayed open and grew */
	bool out_of_step;     /* over these its value was not the level's count, nor one behind */
	bool inside;	      /* proven: it started again when a level advanced */
	uint32_t inside_of;   /* id of that level */
	bool twins;	      /* at some time another one stood beside it: never around anything */
	bool announced;	      /* it is a counter only because of its total */
	unsigned stream;
	int row;

	double part; /* "epoch 3": its name says which iteration it is what is inside of, from 1; NAN: it does
			not */
	double drawn_at_part; /* what it showed when that number came */
	bool part_from_one;   /* the first number was not 0 */
	bool counts_parts;    /* number and count go together: it counts these iterations itself */
};

struct open_level {
	uint32_t id; /* from 1, never used twice; 0: a free slot */
	bool open;   /* false: only waits, with an [argv] total, or for a bar to start again */
	enum level kind;
	enum pattern_class class;
	unsigned tool;
	uint64_t identity; /* of a bar; LEVEL_OWN, LEVEL_ITEMS or a word's of a tool's counters */
	bool is_bar;
	bool declared;	    /* the same event tells it and the level around it */
	enum weakness weak; /* not in the stack while one counts to which it gives way */
	bool in_percent;    /* it prints per cent, no count */
	enum place place;
	unsigned rank;	/* of the kind; less: further out */
	uint32_t order; /* within a rank; 0: given when it opens */
	bool around;	/* a bar just around the level of the same rank and order */
	bool finished;	/* by an event that says so, whatever the count */
	bool by_events; /* counts distinct events, not what one of them says */
	bool from_one;	/* of a counter whose first number tells where it counts from: that was not 0 */
	bool from_zero; /* "Epoch 0/9" ran: the numbers are indices, and the total may be the last of them */
	bool to_total;	/* it is: "Epoch 9/9" ran too */

	struct counter counter;
	double total_epochs; /* what it counts goes through so many; NAN: unknown */
	double argv_total;   /* survives rounds; NAN: none */
	struct bar_evidence bar;

	double left_at;	    /* what it showed when the level around it advanced; NAN: nothing to find out */
	bool spans;	    /* it went on from there: it counts through all of what is around it */
	double first_total; /* of this iteration of the level around it: another one is a side phase */
	unsigned rounds;    /* begun in this iteration of the level around it */
	double rounds_done; /* of these, before the present one; one that was left early counts in part */
	unsigned share_rounds; /* rounds that make an iteration of the level around it; 0: not known */
	uint32_t share_of;     /* id of that level */
	bool unsteady;	     /* not every one of its iterations had such rounds: an evaluation now and then */
	double aside_done;   /* items of bars beside the inner level in this iteration: its validation */
	double aside_total;  /* most of them in any iteration */
	uint32_t round_tick; /* when this round began */
	uint32_t grew_tick;  /* when it last grew */
	uint64_t source;     /* stream and worker that moved it: only they may begin it again */

	uint64_t anchor_ns; /* speed is measured from here; 0: from the next move */
	double anchor_done;
	double per_second; /* NAN: unknown */

	char unit[LEVEL_UNIT_BYTES];
	char name[SNAPSHOT_NAME_BYTES]; /* a bar's description, a round's name */
	char tool_name[64];
};

#define LEVEL_OWN 0   /* identities of what is no bar */
#define LEVEL_ITEMS 1 /* the items told by the same event as a counter of kind loop */

struct levels {
	struct open_level slots[LEVELS_MAX];
	unsigned slots_used; /* none behind these was ever taken */
	uint32_t next_id, tick;
	double plan_total; /* --total; NAN: none */

	/* What came one after the other outermost: from the second on nobody knows how many there will be. */
	unsigned sequence;
	uint32_t phase; /* changes with what is outermost: the identity of the basis */
	unsigned steps; /* what a reader would call steps: such rounds and bars, and side bars before them */
	uint32_t top, top_before; /* ids */
	unsigned top_rank;
	bool top_is_bar, top_counted;

	uint64_t rounds_seen[LEVEL_ROUNDS_SEEN]; /* hashes of names, a ring */
	unsigned rounds_seen_count;
};

/* Outermost first. */
struct level_stack {
	unsigned char at[LEVELS_MAX]; /* slots */
	unsigned count;
};

void levels_init(struct levels *levels, double plan_total);
/* A declared step ended: all closes, [argv] totals stay. */
void levels_close(struct levels *levels);

struct level_stack levels_stack(const struct levels *levels);
static inline struct open_level *level_at(
	struct levels *levels, const struct level_stack *stack, unsigned depth)
{
	return &levels->slots[stack->at[depth]];
}

/* Place of a level in the stack, -1 if it is in none. */
int level_depth(const struct levels *levels, const struct level_stack *stack, const struct open_level *level);
/* A word's level is the same whichever file found the word. */
struct open_level *levels_find(struct levels *levels, unsigned tool, enum level kind, uint64_t identity);
/* A slot that is not open yet; the one that was quiet longest gives way when all are taken. */
struct open_level *levels_new(
	struct levels *levels, const struct reading *reading, enum level kind, uint64_t identity);

bool level_complete(const struct open_level *level);
/* The total that counts: --total stands in for the outermost level's. NAN: unknown. */
double levels_total(const struct levels *levels, const struct open_level *level);
/* It stands beside the stack and is shown behind it. */
static inline bool level_is_beside(const struct open_level *level)
{
	return level->id && level->open && level->place >= PLACE_UNDECIDED && level->place <= PLACE_BASIS;
}
/* The outermost level is a bar for one of several iterations, as its name tells (rule 15). NULL: it is not.
 */
const struct open_level *levels_part(const struct levels *levels);
/* How many of these there will be: the output never says, the command line may. NAN: unknown. */
double levels_parts_total(const struct levels *levels, const struct open_level *part);
/* How far the outermost level is, 0..1. NAN: it has no total, or nothing is open. */
double levels_fraction(const struct levels *levels);

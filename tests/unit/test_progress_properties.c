/* Random nested programs that know how far they really are, told as events: whatever they do, the percentage
 * is never ahead of the truth and never falls without an explicit reset. */
#include "progress_driver.h"
#include "random_numbers.h"

enum style { STUDY, FITS, EPOCH_BEGINS, EPOCH_ENDS, BATCH, BAR, STYLES };

static const char *const style_names[STYLES] = { "study", "fits", "epoch-begins", "epoch-ends", "batch",
	"bar" };

#define PROGRAMS 500
#define DEPTH_MAX 4

struct program {
	unsigned depth;
	struct {
		enum style style;
		unsigned count;
		unsigned silent; /* loops around the next level that print nothing: folds of a
				    cross-validation */
	} levels[DEPTH_MAX];
	bool echoes; /* another handler prints every event once more, on stderr */
};

struct run {
	struct driver driver;
	struct program program;
	double units_done, units;
	unsigned studies;
	bool outermost_spoke; /* before that nobody can know that it is there */
	double last_percentage;
	uint64_t last_basis;
};

static void print_program(const struct program *program)
{
	for (unsigned i = 0; i < program->depth; i++)
		print_error("%s %u (x%u) > ", style_names[program->levels[i].style], program->levels[i].count,
			program->levels[i].silent);
	print_error("%s\n", program->echoes ? "echoes" : "");
}

static void print_stack(const struct levels *levels)
{
	struct level_stack stack = levels_stack(levels);

	for (unsigned i = 0; i < stack.count; i++) {
		const struct open_level *level = &levels->slots[stack.at[i]];

		print_error("  %s '%s' %g/%g, round %u of %u\n", level->tool_name, level->name,
			counter_position(&level->counter), level->counter.total, level->rounds,
			level->share_rounds);
	}
}

static void check(struct run *run)
{
	const struct snapshot *now = &run->driver.snapshot;
	double truth = 100 * run->units_done / run->units;
	uint64_t basis = run->driver.tracker.overall.basis;
	bool ahead = run->outermost_spoke && now->percentage > truth + 0.0051;
	bool fell = basis == run->last_basis && now->percentage < run->last_percentage;

	if (ahead || fell) {
		print_error("%s: shows %.2f, is %.2f, was %.2f: %s\n", ahead ? "ahead" : "fell",
			now->percentage, truth, run->last_percentage, now->message);
		print_program(&run->program);
		print_stack(&run->driver.tracker.levels);
	}
	assert_false(ahead || fell);
	assert_false(now->percentage < 0 || now->percentage > 99.99);
	assert_false(now->estimated_percentage < now->percentage || now->estimated_percentage > 99.99);
	assert_false(now->eta_seconds < 0);
	run->last_percentage = now->percentage;
	run->last_basis = basis;
}

static void tell(struct run *run, struct reading reading, unsigned depth)
{
	run->outermost_spoke |= depth == 0;
	say(&run->driver, reading);
	check(run);
	if (!run->program.echoes || reading.is_bar)
		return;
	reading.stream = 2;
	reading.fresh = false;
	say(&run->driver, reading);
	check(run);
}

static const char *bar_name(unsigned depth)
{
	static const char *const names[] = { "seeds", "", "folds", "inner" };

	return names[depth];
}

static void tell_begin(struct run *run, unsigned depth)
{
	static char name[32];
	unsigned count = run->program.levels[depth].count;

	switch (run->program.levels[depth].style) {
	case STUDY:
		snprintf(name, sizeof(name), "study-%u", run->studies++);
		tell(run, study(name), depth);
		break;
	case FITS:
		tell(run, fits_header(count), depth);
		break;
	case BAR:
		tell(run, bar(bar_name(depth), 0, count), depth);
		break;
	default:
		break;
	}
}

static void tell_iteration_begins(struct run *run, unsigned depth, unsigned i)
{
	if (run->program.levels[depth].style == EPOCH_BEGINS)
		tell(run, epoch(i + 1, run->program.levels[depth].count), depth);
}

static void tell_iteration_ends(struct run *run, unsigned depth, unsigned i)
{
	unsigned count = run->program.levels[depth].count;

	switch (run->program.levels[depth].style) {
	case STUDY:
		tell(run, trials(i + 1), depth);
		break;
	case FITS:
		tell(run, fits(i + 1), depth);
		break;
	case EPOCH_ENDS:
		tell(run, epoch_done(i + 1, count), depth);
		break;
	case BATCH:
		tell(run, batch(i + 1, count), depth);
		break;
	case BAR:
		tell(run, bar(bar_name(depth), i + 1, count), depth);
		break;
	default:
		break;
	}
}

static void run_level(struct run *run, unsigned depth)
{
	tell_begin(run, depth);
	for (unsigned i = 0; i < run->program.levels[depth].count; i++) {
		tell_iteration_begins(run, depth, i);
		if (depth + 1 == run->program.depth)
			run->units_done++;
		else
			for (unsigned j = 0; j < run->program.levels[depth].silent; j++)
				run_level(run, depth + 1);
		tell_iteration_ends(run, depth, i);
	}
}

/* Non-bars in the order of their kinds, each tool once; bars anywhere, but never the innermost of two alike.
 */
static struct program random_program(void)
{
	struct program program = { .echoes = random_below(3) == 0 };
	unsigned style = STUDY;

	while (program.depth < DEPTH_MAX && (program.depth == 0 || random_below(4) > 0)) {
		unsigned at = program.depth++;

		program.levels[at].count = 2 + random_below(5);
		program.levels[at].silent = random_below(3) ? 1 : 2 + random_below(2);
		program.levels[at].style = BAR;
		if (style > BATCH || random_below(3) == 0)
			continue;
		style += random_below(2);
		if (style > BATCH)
			continue;
		program.levels[at].style = style;
		style = style == EPOCH_BEGINS ? BATCH : style + 1;
	}
	/* a bar with the announced total is believed to count the announced thing */
	for (unsigned i = 1; i < program.depth; i++)
		if (program.levels[i].style == BAR)
			program.levels[i].count = 7 + i;
	for (unsigned i = 0; i + 1 < program.depth; i++)
		if (program.levels[i + 1].style == BATCH)
			program.levels[i].silent = 1; /* a tool nests its own levels once */
	return program;
}

static void run_program(struct run *run, struct program program)
{
	static struct plan plan;

	plan.total = program.levels[0].style == STUDY ? program.levels[0].count : NAN;
	memset(run, 0, sizeof(*run));
	run->program = program;
	run->last_percentage = NAN;
	run->units = 1;
	for (unsigned i = 0; i < program.depth; i++)
		run->units *=
			program.levels[i].count * (i + 1 < program.depth ? program.levels[i].silent : 1);
	driver_begin(&run->driver, &plan);
	run_level(run, 0);
}

/* Never ahead would be easy by never moving: what counts its own ends must arrive. */
static void check_end(struct run *run)
{
	enum style style = run->program.levels[0].style;

	if (style != STUDY && style != FITS && style != EPOCH_ENDS)
		return;
	if (run->driver.snapshot.percentage != 99.99) {
		print_program(&run->program);
		print_stack(&run->driver.tracker.levels);
	}
	assert_true(run->driver.snapshot.percentage == 99.99);
}

static void the_percentage_is_never_ahead_and_never_falls(void **state)
{
	static struct run run;

	for (uint32_t seed = 1; seed <= PROGRAMS; seed++) {
		random_begin(seed * 2654435761u);
		run_program(&run, random_program());
		check_end(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_percentage_is_never_ahead_and_never_falls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

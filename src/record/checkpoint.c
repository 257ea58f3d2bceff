/* Two slots, written in turn. A slot's generation is 0 while it is being written, so that a death in the
 * middle of a copy leaves the other slot as the newest. */
#include "record/checkpoint.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct checkpoint_slot {
	_Atomic uint64_t generation;
	uint64_t position;
	uint32_t restarts;
	unsigned char state[] __attribute__((aligned(16)));
};

static size_t slot_bytes(size_t state_bytes)
{
	return (sizeof(struct checkpoint_slot) + state_bytes + 4095) & ~(size_t)4095;
}

bool checkpoint_open(struct checkpoint *checkpoint, int fd, size_t state_bytes, struct error *err)
{
	size_t one = slot_bytes(state_bytes);
	struct stat status;
	unsigned char *map;

	if (fstat(fd, &status) < 0)
		return error_errno(err, "cannot look at the checkpoint memfd");
	/* another size is another build's: nothing there can be used */
	if ((size_t)status.st_size != 2 * one &&
		(ftruncate(fd, 0) < 0 || ftruncate(fd, (off_t)(2 * one)) < 0))
		return error_errno(err, "cannot size the checkpoint memfd");
	map = mmap(NULL, 2 * one, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		return error_errno(err, "cannot map the checkpoint memfd");
	checkpoint->slots[0] = (struct checkpoint_slot *)(void *)map;
	checkpoint->slots[1] = (struct checkpoint_slot *)(void *)(map + one);
	checkpoint->state_bytes = state_bytes;
	checkpoint->map_bytes = 2 * one;
	checkpoint->generation = 0;
	return true;
}

void checkpoint_close(struct checkpoint *checkpoint)
{
	if (checkpoint->slots[0])
		munmap(checkpoint->slots[0], checkpoint->map_bytes);
	*checkpoint = (struct checkpoint){ 0 };
}

const void *checkpoint_newest(struct checkpoint *checkpoint, uint64_t *position, unsigned *restarts)
{
	uint64_t first = atomic_load(&checkpoint->slots[0]->generation);
	uint64_t second = atomic_load(&checkpoint->slots[1]->generation);
	struct checkpoint_slot *newest = checkpoint->slots[second > first];

	checkpoint->generation = second > first ? second : first;
	if (!checkpoint->generation)
		return NULL;
	*position = newest->position;
	*restarts = ++newest->restarts;
	return newest->state;
}

void checkpoint_save(struct checkpoint *checkpoint, const void *state, uint64_t position)
{
	/* generations 1, 2, 3… go into slots 0, 1, 0… */
	struct checkpoint_slot *slot = checkpoint->slots[checkpoint->generation % 2];

	atomic_store(&slot->generation, 0);
	memcpy(slot->state, state, checkpoint->state_bytes);
	slot->position = position;
	slot->restarts = 0;
	atomic_store(&slot->generation, ++checkpoint->generation);
}

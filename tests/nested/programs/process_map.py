"""tqdm.contrib: work by a pool, one bar after the other under numbered headings."""
from tqdm.contrib.concurrent import thread_map
from truth import Truth

PARTS, ITEMS = 3, 20
truth = Truth(PARTS * ITEMS)

for part in range(1, PARTS + 1):
    print(f"Part {part}/{PARTS}")
    thread_map(lambda item: truth.did(), range(ITEMS), max_workers=2, mininterval=0)

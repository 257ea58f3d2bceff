"""A bar around a bar, drawn as seldom as tqdm does by itself: hardly any inner bar shows its end."""
import time

from tqdm import tqdm, trange
from truth import Truth

OUTER, INNER = 12, 9
truth = Truth(OUTER * INNER)

for _ in trange(OUTER, desc="epochs"):
    for _ in tqdm(range(INNER), desc="batches", leave=False):
        time.sleep(0.017)
        truth.did()

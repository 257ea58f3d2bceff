"""Bars on a terminal that tells no width: tqdm leaves the bar out and shows the numbers alone."""
from tqdm import tqdm, trange
from truth import Truth

OUTER, INNER = 6, 8
truth = Truth(OUTER * INNER)

for _ in trange(OUTER, desc="epochs", ncols=0, mininterval=0):
    for _ in tqdm(range(INNER), desc="batches", leave=False, ncols=0, mininterval=0):
        truth.did()

"""Bars without names in a loop that prints nothing: the first pass looks like the whole job."""
from tqdm import tqdm
from truth import Truth

PASSES, STEPS = 5, 20
truth = Truth(PASSES * STEPS)

for _ in range(PASSES):
    for _ in tqdm(range(STEPS), mininterval=0):
        truth.did()

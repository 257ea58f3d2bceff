"""A bar around bars of different lengths; what counts are the files."""
from tqdm import tqdm
from truth import Truth

SIZES = [12, 5, 20, 9, 15, 7]
truth = Truth(len(SIZES))

for size in tqdm(SIZES, desc="files", mininterval=0):
    for _ in tqdm(range(size), desc="rows", leave=False, mininterval=0):
        truth.did(1 / size)

"""One bar of unknown total."""
from tqdm import tqdm
from truth import Truth

truth = Truth(60)
for _ in tqdm(iter(range(60)), mininterval=0):
    truth.did()

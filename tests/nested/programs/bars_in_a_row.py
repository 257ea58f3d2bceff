"""Three stages with a bar each: how many stages there are nobody can know."""
from tqdm import tqdm
from truth import Truth

STAGES = {"features": 15, "training": 30, "predicting": 15}
truth = Truth(sum(STAGES.values()))

for name, size in STAGES.items():
    for _ in tqdm(range(size), desc=name, mininterval=0):
        truth.did()

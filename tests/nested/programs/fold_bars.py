"""A bar for each fold, with the fold and how many there are in its name."""
from tqdm import tqdm
from truth import Truth

FOLDS, BATCHES = 4, 12
truth = Truth(FOLDS * BATCHES)

for fold in range(1, FOLDS + 1):
    for _ in tqdm(range(BATCHES), desc=f"Fold {fold}/{FOLDS}", mininterval=0):
        truth.did()

"""Bars with two counters in their names."""
from tqdm import tqdm
from truth import Truth

FOLDS, EPOCHS, BATCHES = 3, 3, 6
truth = Truth(FOLDS * EPOCHS * BATCHES)

for fold in range(1, FOLDS + 1):
    for epoch in range(1, EPOCHS + 1):
        for _ in tqdm(range(BATCHES), desc=f"Fold {fold}/{FOLDS} Epoch {epoch}/{EPOCHS}", mininterval=0, leave=False):
            truth.did()

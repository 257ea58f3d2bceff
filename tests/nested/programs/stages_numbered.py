"""Stages in square brackets, of which one holds all the work."""
from tqdm import tqdm
from truth import Truth

EPOCHS = 30
truth = Truth(EPOCHS + 4)

print("[1/5] Loading data")
truth.did()
print("[2/5] Computing features")
truth.did()
print("[3/5] Training")
for _ in tqdm(range(EPOCHS), mininterval=0):
    truth.did()
print("[4/5] Evaluating")
truth.did()
print("[5/5] Saving")
truth.did()

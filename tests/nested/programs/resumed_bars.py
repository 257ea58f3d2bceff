"""A training that resumes at epoch 7 of 12, with a bar an epoch."""
from tqdm import tqdm
from truth import Truth

FIRST, EPOCHS, BATCHES = 7, 12, 10
truth = Truth(EPOCHS * BATCHES)
truth.did((FIRST - 1) * BATCHES)

print("Resumed from checkpoint at epoch 6")
for epoch in range(FIRST, EPOCHS + 1):
    for _ in tqdm(range(BATCHES), desc=f"Epoch {epoch}/{EPOCHS}", mininterval=0):
        truth.did()
    print(f"Epoch {epoch}: val_loss 0.5")

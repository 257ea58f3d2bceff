"""Epochs that tell their per cent, every few batches."""
from truth import Truth

EPOCHS, BATCHES = 3, 20
truth = Truth(EPOCHS * BATCHES)

for epoch in range(1, EPOCHS + 1):
    for batch in range(1, BATCHES + 1):
        truth.did()
        if batch % 5 == 0:
            print(f"[Epoch {epoch}/{EPOCHS}] {100 * batch / BATCHES:.0f}% - loss 0.5")

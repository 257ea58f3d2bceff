"""Training that goes on at epoch 6 of 12; its first percentage is not zero."""
from truth import Truth

BEFORE, EPOCHS, BATCHES = 5, 12, 10
truth = Truth(EPOCHS * BATCHES)

truth.did(BEFORE * BATCHES)
for epoch in range(BEFORE + 1, EPOCHS + 1):
    print(f"Epoch {epoch}/{EPOCHS}")
    for batch in range(1, BATCHES + 1):
        truth.did()
        bar = "=" * (3 * batch - 1) + ">" * (batch < BATCHES) + "=" * (batch == BATCHES) + "." * (30 - 3 * batch)
        tail = "ETA: 0s" if batch < BATCHES else "0s 1ms/step"
        print(f"\r{batch:2}/{BATCHES} [{bar}] - {tail} - loss: {1 / epoch:.4f}", end="\n" * (batch == BATCHES))

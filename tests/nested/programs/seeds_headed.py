"""Headers of seeds around epochs that are told at their ends."""
from truth import Truth

SEEDS, EPOCHS = 5, 10
truth = Truth(SEEDS * EPOCHS)

for seed in range(1, SEEDS + 1):
    print(f"=== seed {seed}/{SEEDS} ===")
    for epoch in range(1, EPOCHS + 1):
        truth.did()
        print(f"Epoch {epoch}/{EPOCHS} - loss: {1 / epoch:.4f}")

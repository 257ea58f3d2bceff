"""Iterations around epochs, as in active learning."""
from truth import Truth

ITERATIONS, EPOCHS = 4, 5
truth = Truth(ITERATIONS * EPOCHS)

for iteration in range(1, ITERATIONS + 1):
    print(f"Iteration {iteration}/{ITERATIONS}")
    for epoch in range(1, EPOCHS + 1):
        truth.did()
        print(f"  Epoch {epoch}/{EPOCHS} loss: 0.5")

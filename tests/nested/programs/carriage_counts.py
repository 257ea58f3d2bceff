"""Counters that a program draws itself, one inside the other."""
from truth import Truth

EPOCHS, BATCHES = 5, 20
truth = Truth(EPOCHS * BATCHES)

for epoch in range(1, EPOCHS + 1):
    for batch in range(1, BATCHES + 1):
        truth.did()
        print(f"\repoch {epoch}/{EPOCHS} batch {batch}/{BATCHES} loss {1 / batch:.3f}", end="", flush=True)
    print()

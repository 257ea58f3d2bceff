"""Epochs from 0 to 9 of 10, told when they begin, batches in lines."""
from truth import Truth

EPOCHS, BATCHES = 10, 40
truth = Truth(EPOCHS * BATCHES)

for epoch in range(EPOCHS):
    print(f"Epoch {epoch}/{EPOCHS - 1}")
    print("-" * 10)
    for batch in range(BATCHES):
        truth.did()
        if batch % 10 == 0:
            print(f"batch {batch}/{BATCHES} loss {1 / (batch + 1):.4f}")
    print("train Loss: 0.5 Acc: 0.6\nval Loss: 0.6 Acc: 0.5\n")

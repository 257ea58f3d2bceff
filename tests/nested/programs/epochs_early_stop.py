"""Thirty epochs are announced, eleven run."""
from tqdm import tqdm
from truth import Truth

EPOCHS, BATCHES = 30, 8
truth = Truth(EPOCHS * BATCHES)

for epoch in range(11):
    print(f"Epoch {epoch + 1}/{EPOCHS}")
    for _ in tqdm(range(BATCHES), mininterval=0):
        truth.did()
print("Early stopping: no improvement for 3 epochs")

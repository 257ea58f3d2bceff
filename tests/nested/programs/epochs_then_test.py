"""Printed epochs around a training bar; a test bar after them, which nobody can foresee."""
from tqdm import tqdm
from truth import Truth

EPOCHS, BATCHES = 5, 12
truth = Truth(EPOCHS * BATCHES)

for epoch in range(EPOCHS):
    print(f"Epoch {epoch + 1}/{EPOCHS}")
    for _ in tqdm(range(BATCHES), desc="train", mininterval=0):
        truth.did()
for _ in tqdm(range(10), desc="test", mininterval=0):
    pass

"""Printed epochs around bars whose total nobody knows."""
from tqdm import tqdm
from truth import Truth

EPOCHS, BATCHES = 5, 40
truth = Truth(EPOCHS * BATCHES)

for epoch in range(EPOCHS):
    print(f"Epoch {epoch + 1}/{EPOCHS}")
    for _ in tqdm(iter(range(BATCHES)), mininterval=0):
        truth.did()

"""Printed epochs around a training bar and a validation bar."""
from tqdm import tqdm
from truth import Truth

EPOCHS, BATCHES, VALIDATION = 6, 20, 5
truth = Truth(EPOCHS)


for epoch in range(1, EPOCHS + 1):
    print(f"Epoch {epoch}/{EPOCHS}")
    for _ in tqdm(range(BATCHES), desc="Training", mininterval=0):
        truth.did(0.8 / BATCHES)
    for _ in tqdm(range(VALIDATION), desc="Validation", mininterval=0):
        truth.did(0.2 / VALIDATION)

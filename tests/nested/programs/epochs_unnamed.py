"""Printed epochs around two bars without a name: which is the training nobody says."""
from tqdm import tqdm
from truth import Truth

EPOCHS = 5
truth = Truth(EPOCHS * 30)

for epoch in range(EPOCHS):
    print(f"Epoch {epoch + 1}/{EPOCHS}")
    print("-" * 10)
    for size in (20, 10):
        for _ in tqdm(range(size), mininterval=0):
            truth.did()
    print(f"loss: {1 / (epoch + 1):.4f}")

"""Epochs without a total, told at their ends, around bars: how many will come nobody can know."""
from tqdm import tqdm
from truth import Truth

EPOCHS, BATCHES = 5, 10
truth = Truth(EPOCHS * BATCHES)

for epoch in range(EPOCHS):
    for _ in tqdm(range(BATCHES), desc=f"Training epoch {epoch}", mininterval=0):
        truth.did()
    print(f"epoch {epoch}: loss {1 / (epoch + 1):.4f}")

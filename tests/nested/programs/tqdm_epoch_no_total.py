"""A bar an epoch, with its number alone: how many will come nobody can know."""
from tqdm import tqdm
from truth import Truth

EPOCHS, BATCHES = 6, 15
truth = Truth(EPOCHS * BATCHES)

for epoch in range(EPOCHS):
    for _ in tqdm(range(BATCHES), desc=f"epoch {epoch}", mininterval=0):
        truth.did()

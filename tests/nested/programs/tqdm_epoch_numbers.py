"""A bar an epoch, with the epoch's number and their total in its name."""
from tqdm import tqdm
from truth import Truth

EPOCHS, BATCHES = 8, 15
truth = Truth(EPOCHS * BATCHES)

for epoch in range(EPOCHS):
    with tqdm(range(BATCHES), desc=f"Epoch {epoch + 1}/{EPOCHS}", mininterval=0) as bar:
        for _ in bar:
            truth.did()
            bar.set_postfix(loss=f"{1 / (epoch + 1):.3f}")

"""An outer and an inner bar, and lines that are written above them at each step."""
from tqdm import tqdm
from truth import Truth

EPOCHS, BATCHES = 5, 10
truth = Truth(EPOCHS * BATCHES)

for epoch in tqdm(range(1, EPOCHS + 1), desc="epochs", mininterval=0):
    for batch in tqdm(range(1, BATCHES + 1), desc="batches", leave=False, mininterval=0):
        truth.did()
        if batch % 3 == 0:
            tqdm.write(f"batch {batch}: loss {1 / batch:.4f}")
    tqdm.write(f"epoch {epoch}: loss {1 / epoch:.4f} acc {epoch}/{EPOCHS}")

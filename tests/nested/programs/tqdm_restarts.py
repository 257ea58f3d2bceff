"""Bars that are begun anew by reset() in one row, under an outer bar, with lines written between them."""
from tqdm import tqdm
from truth import Truth

OUTER, INNER = 6, 10
truth = Truth(OUTER * INNER)

inner = tqdm(total=INNER, desc="batches", position=1, mininterval=0)
for epoch in tqdm(range(OUTER), desc="epochs", position=0, mininterval=0):
    inner.reset()
    for _ in range(INNER):
        truth.did()
        inner.update()
    tqdm.write(f"loss after epoch {epoch}: {1 / (epoch + 1):.3f}")

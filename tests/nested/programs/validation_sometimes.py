"""A bar of epochs around a training bar; every second epoch is validated, what counts are the epochs."""
from tqdm import tqdm
from truth import Truth

EPOCHS, BATCHES, VALIDATION = 8, 10, 6
truth = Truth(EPOCHS)

for epoch in tqdm(range(EPOCHS), desc="epochs", mininterval=0):
    items = BATCHES + (1 - epoch % 2) * VALIDATION
    for _ in tqdm(range(BATCHES), desc="train", leave=False, mininterval=0):
        truth.did(1 / items)
    if epoch % 2 == 0:
        for _ in tqdm(range(VALIDATION), desc="eval", leave=False, mininterval=0):
            truth.did(1 / items)

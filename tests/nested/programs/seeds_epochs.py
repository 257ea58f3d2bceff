"""A bar over seeds around printed epochs."""
from tqdm import tqdm
from truth import Truth

SEEDS, EPOCHS = 6, 5
truth = Truth(SEEDS * EPOCHS)

for seed in tqdm(range(SEEDS), desc="seeds", mininterval=0):
    for epoch in range(EPOCHS):
        tqdm.write(f"Epoch {epoch + 1}/{EPOCHS}")
        truth.did()

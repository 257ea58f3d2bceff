"""Headers of seeds around bars without names."""
from tqdm import tqdm
from truth import Truth

SEEDS, EPOCHS = 4, 12
truth = Truth(SEEDS * EPOCHS)

for seed in range(1, SEEDS + 1):
    print(f"=== seed {seed}/{SEEDS} ===")
    for _ in tqdm(range(EPOCHS), mininterval=0):
        truth.did()

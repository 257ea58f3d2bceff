"""Three bars deep, at their own rows of the screen."""
from tqdm import tqdm
from truth import Truth

RUNS, EPOCHS, BATCHES = 3, 4, 6
truth = Truth(RUNS * EPOCHS * BATCHES)

for _ in tqdm(range(RUNS), desc="runs", position=0, mininterval=0):
    for _ in tqdm(range(EPOCHS), desc="epochs", position=1, leave=False, mininterval=0):
        for _ in tqdm(range(BATCHES), desc="batches", position=2, leave=False, mininterval=0):
            truth.did()

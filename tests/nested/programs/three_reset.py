"""Three bars that are made first and reset later."""
from tqdm import tqdm
from truth import Truth

SEEDS, EPOCHS, BATCHES = 3, 4, 6
truth = Truth(SEEDS * EPOCHS * BATCHES)
seeds = tqdm(total=SEEDS, desc="seeds", position=0, mininterval=0)
epochs = tqdm(total=EPOCHS, desc="epochs", position=1, mininterval=0)
batches = tqdm(total=BATCHES, desc="batches", position=2, mininterval=0)

for _ in range(SEEDS):
    epochs.reset()
    for _ in range(EPOCHS):
        batches.reset()
        for _ in range(BATCHES):
            truth.did()
            batches.update()
        epochs.update()
    seeds.update()
for bar in (batches, epochs, seeds):
    bar.close()

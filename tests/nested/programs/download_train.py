"""A download and a tokeniser before the training: steps of their own, never the job's percentage."""
from tqdm import tqdm
from truth import Truth

EPOCHS, BATCHES = 6, 15
truth = Truth(EPOCHS * BATCHES)

with tqdm(total=5 << 20, desc="Downloading model.bin", unit="B", unit_scale=True, mininterval=0) as bar:
    for _ in range(10):
        bar.update(1 << 19)
for _ in tqdm(range(20), desc="Tokenizing", mininterval=0):
    pass
for epoch in tqdm(range(EPOCHS), desc="Epochs", mininterval=0):
    for _ in tqdm(range(BATCHES), desc="Batches", leave=False, mininterval=0):
        truth.did()

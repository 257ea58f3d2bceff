"""Bars on stderr, the log on stdout, told by a logger with another view of the same epochs."""
from tqdm import tqdm
from truth import Truth

EPOCHS, BATCHES = 6, 10
truth = Truth(EPOCHS * BATCHES)

for epoch in range(1, EPOCHS + 1):
    for _ in tqdm(range(BATCHES), desc=f"epoch {epoch}", mininterval=0, leave=False):
        truth.did()
    print(f"2026-11-23 06:00:0{epoch},123 INFO train: Epoch {epoch}/{EPOCHS} train_loss=0.51 val_loss=0.62")

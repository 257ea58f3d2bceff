"""rich: a bar for each epoch, with its number alone."""
import time

from rich.console import Console
from rich.progress import track
from truth import Truth

EPOCHS, BATCHES = 4, 20
truth = Truth(EPOCHS * BATCHES)

for epoch in range(EPOCHS):
    for _ in track(range(BATCHES), description=f"Epoch {epoch}", console=Console(width=80), update_period=0.01):
        time.sleep(0.004)
        truth.did()

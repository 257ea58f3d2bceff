"""rich: two bars in one display, epochs and batches. It shows whole per cent."""
import time

from rich.console import Console
from rich.progress import Progress
from truth import Truth

EPOCHS, BATCHES = 5, 10
truth = Truth(EPOCHS * BATCHES)

with Progress(console=Console(width=80), refresh_per_second=50) as progress:
    epochs = progress.add_task("Epochs", total=EPOCHS)
    batches = progress.add_task("Batches", total=BATCHES)
    for _ in range(EPOCHS):
        progress.reset(batches)
        for _ in range(BATCHES):
            time.sleep(0.003)
            truth.did()
            progress.advance(batches)
        progress.advance(epochs)

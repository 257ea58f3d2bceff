"""rich: one bar that is reset for each epoch and named after it."""
import time

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from truth import Truth

EPOCHS, BATCHES = 4, 20
truth = Truth(EPOCHS * BATCHES)

columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
with Progress(*columns, console=Console(width=80), refresh_per_second=50) as progress:
    bar = progress.add_task(f"Epoch 1/{EPOCHS}", total=BATCHES)
    for epoch in range(1, EPOCHS + 1):
        progress.reset(bar, description=f"Epoch {epoch}/{EPOCHS}")
        for _ in range(BATCHES):
            time.sleep(0.004)
            truth.did()
            progress.advance(bar)

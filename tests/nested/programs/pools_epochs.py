"""Printed epochs around the bars of three workers, side by side."""
from tqdm import tqdm
from truth import Truth

EPOCHS, WORKERS, STEPS = 4, 3, 8
truth = Truth(EPOCHS * WORKERS * STEPS)

for epoch in range(EPOCHS):
    print(f"Epoch {epoch + 1}/{EPOCHS}")
    bars = [tqdm(total=STEPS, desc=f"worker {i}", position=i, leave=False, mininterval=0) for i in range(WORKERS)]
    for _ in range(STEPS):
        for bar in bars:
            truth.did()
            bar.update()
    for bar in bars:
        bar.close()

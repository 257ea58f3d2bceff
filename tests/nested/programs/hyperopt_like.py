"""Hyperopt's bar around epochs."""
from tqdm import tqdm
from truth import Truth

TRIALS, EPOCHS = 6, 5
truth = Truth(TRIALS * EPOCHS)

with tqdm(total=TRIALS, postfix={"best loss": "?"}, mininterval=0) as bar:
    for trial in range(TRIALS):
        for epoch in range(1, EPOCHS + 1):
            truth.did()
            bar.write(f"Epoch {epoch}/{EPOCHS} - loss: {1 / epoch:.4f}")
        bar.set_postfix_str(f"best loss: {1 / (trial + 1)}", refresh=False)
        bar.update()

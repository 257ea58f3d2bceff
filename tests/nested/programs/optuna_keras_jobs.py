"""Optuna with four trials at once, each a Keras training with verbose=2: their epochs come in any order."""
import time

import optuna
from truth import Truth

TRIALS, EPOCHS = 12, 5
truth = Truth(TRIALS * EPOCHS)


def objective(trial):
    x = trial.suggest_float("x", 0, 1)
    for epoch in range(1, EPOCHS + 1):
        print(f"Epoch {epoch}/{EPOCHS}\n", end="")
        time.sleep(0.004 + 0.01 * x)
        truth.did()
        print(f"50/50 - 0s - loss: {x / epoch:.4f} - val_loss: {x / epoch:.4f} - 4ms/epoch - 83us/step\n", end="")
    return x


optuna.create_study().optimize(objective, n_trials=TRIALS, n_jobs=4)

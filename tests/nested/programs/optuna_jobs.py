"""Four trials at once, each with printed epochs."""
import time

import optuna
from truth import Truth

TRIALS, EPOCHS = 12, 5
truth = Truth(TRIALS * EPOCHS)


def objective(trial):
    x = trial.suggest_float("x", -1, 1)
    for epoch in range(1, EPOCHS + 1):
        print(f"Epoch {epoch}/{EPOCHS}")
        time.sleep(0.002 + abs(x) * 0.01)
        truth.did()
    return x * x


optuna.create_study().optimize(objective, n_trials=TRIALS, n_jobs=4)

"""Trials that are pruned in the middle of their epochs: each counts, whatever was left of it."""
import optuna
from truth import Truth

TRIALS, EPOCHS = 12, 6
truth = Truth(TRIALS * EPOCHS)


def objective(trial):
    x = trial.suggest_float("x", 0, 1)
    for epoch in range(1, EPOCHS + 1):
        print(f"Epoch {epoch}/{EPOCHS}")
        truth.did()
        if trial.number % 3 == 2 and epoch == 2:
            truth.did(EPOCHS - epoch)
            raise optuna.TrialPruned()
    return x


optuna.create_study().optimize(objective, n_trials=TRIALS)

"""Trials around silent folds around printed epochs: an epoch counter that starts three times a trial."""
import optuna
from truth import Truth

TRIALS, FOLDS, EPOCHS = 6, 3, 4
truth = Truth(TRIALS * FOLDS * EPOCHS)


def objective(trial):
    x = trial.suggest_float("x", 0, 1)
    for _ in range(FOLDS):
        for epoch in range(1, EPOCHS + 1):
            print(f"Epoch {epoch}/{EPOCHS}")
            truth.did()
    return x


optuna.create_study().optimize(objective, n_trials=TRIALS)

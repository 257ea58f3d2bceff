"""A study of 20 trials that ends after 9, beside its own bar."""
import warnings

import optuna
from truth import Truth

warnings.simplefilter("ignore")
TRIALS = 20
truth = Truth(TRIALS)


def objective(trial):
    truth.did()
    if trial.number == 8:
        trial.study.stop()
    return trial.suggest_float("x", 0, 1)


optuna.create_study().optimize(objective, n_trials=TRIALS, show_progress_bar=True)

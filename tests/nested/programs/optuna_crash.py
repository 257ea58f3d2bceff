"""Failed trials count as trials, and are drawn over by the study's bar."""
import warnings

import optuna
from truth import Truth

warnings.simplefilter("ignore")
TRIALS = 10
truth = Truth(TRIALS)


def objective(trial):
    x = trial.suggest_float("x", 0, 1)
    truth.did()
    if trial.number % 4 == 1:
        raise ValueError("no convergence")
    return x


optuna.create_study().optimize(objective, n_trials=TRIALS, catch=(ValueError,), show_progress_bar=True)

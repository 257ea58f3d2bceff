"""Four trials at once under the study's own bar."""
import time
import warnings

import optuna
from truth import Truth

warnings.simplefilter("ignore")
TRIALS = 20
truth = Truth(TRIALS)


def objective(trial):
    x = trial.suggest_float("x", -1, 1)
    time.sleep(0.002 + abs(x) * 0.02)
    truth.did()
    return x * x


optuna.create_study().optimize(objective, n_trials=TRIALS, n_jobs=4, show_progress_bar=True)

"""A study with its own bar around a bar that leaves no trace."""
import warnings

import optuna
from tqdm import tqdm
from truth import Truth

warnings.simplefilter("ignore")
TRIALS, STEPS = 8, 10
truth = Truth(TRIALS * STEPS)


def objective(trial):
    x = trial.suggest_float("x", -1, 1)
    for _ in tqdm(range(STEPS), desc="training", leave=False, mininterval=0):
        truth.did()
    return x * x


optuna.create_study().optimize(objective, n_trials=TRIALS, show_progress_bar=True)

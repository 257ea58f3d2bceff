"""Three trials at once, each with its own bar; tqdm puts them below each other."""
import time

import optuna
from tqdm import tqdm
from truth import Truth

TRIALS, STEPS = 9, 8
truth = Truth(TRIALS * STEPS)


def objective(trial):
    x = trial.suggest_float("x", -1, 1)
    for _ in tqdm(range(STEPS), desc=f"trial {trial.number}", mininterval=0):
        time.sleep(0.002 + abs(x) * 0.003)
        truth.did()
    return x


optuna.create_study().optimize(objective, n_trials=TRIALS, n_jobs=3)

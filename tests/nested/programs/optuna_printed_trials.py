"""An objective that prints its own `Trial 3/12`, around a bar."""
import optuna
from tqdm import tqdm
from truth import Truth

TRIALS, STEPS = 12, 6
truth = Truth(TRIALS * STEPS)


def objective(trial):
    print(f"Trial {trial.number + 1}/{TRIALS}")
    for _ in tqdm(range(STEPS), mininterval=0):
        truth.did()
    return trial.suggest_float("x", 0, 1)


optuna.create_study().optimize(objective, n_trials=TRIALS)

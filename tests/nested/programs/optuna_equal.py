"""As many trials as each of them has steps; nothing tells the number of trials."""
import optuna
from tqdm import tqdm
from truth import Truth

SIZE = 10
truth = Truth(SIZE * SIZE)


def objective(trial):
    for _ in tqdm(range(SIZE), mininterval=0):
        truth.did()
    return trial.suggest_float("x", 0, 1)


optuna.create_study().optimize(objective, n_trials=SIZE)

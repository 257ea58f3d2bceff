"""Trials around folds around epochs around bars, all announced: four levels of three tools."""
import optuna
from tqdm import tqdm
from truth import Truth

TRIALS, FOLDS, EPOCHS, BATCHES = 4, 3, 2, 5
truth = Truth(TRIALS * FOLDS * EPOCHS * BATCHES)


def objective(trial):
    x = trial.suggest_float("x", 0, 1)
    for fold in tqdm(range(FOLDS), desc="folds", mininterval=0):
        for epoch in range(1, EPOCHS + 1):
            tqdm.write(f"Epoch {epoch}/{EPOCHS}")
            for _ in tqdm(range(BATCHES), desc="batches", leave=False, mininterval=0):
                truth.did()
    return x


optuna.create_study().optimize(objective, n_trials=TRIALS)

"""Optuna around printed epochs around a bar of batches."""
import optuna
from tqdm import tqdm
from truth import Truth

TRIALS, EPOCHS, BATCHES = 5, 3, 12
truth = Truth(TRIALS * EPOCHS * BATCHES)


def objective(trial):
    rate = trial.suggest_float("rate", 0, 1)
    for epoch in range(1, EPOCHS + 1):
        print(f"Epoch {epoch}/{EPOCHS}")
        for _ in tqdm(range(BATCHES), mininterval=0):
            truth.did()
    return (rate - 0.3) ** 2


optuna.create_study().optimize(objective, n_trials=TRIALS)

"""A study that goes on where a first run stopped: its trials begin at 20."""
import os
import tempfile

import optuna
from truth import Truth

BEFORE, TRIALS, EPOCHS = 20, 10, 4


def objective(trial):
    x = trial.suggest_float("x", -1, 1)
    if trial.number >= BEFORE:
        for epoch in range(1, EPOCHS + 1):
            print(f"Epoch {epoch}/{EPOCHS}")
            truth.did()
    return x * x


with tempfile.TemporaryDirectory() as folder:
    storage = "sqlite:///" + os.path.join(folder, "study.db")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    optuna.create_study(study_name="resumed", storage=storage).optimize(objective, n_trials=BEFORE)
    optuna.logging.set_verbosity(optuna.logging.INFO)
    truth = Truth(TRIALS * EPOCHS)
    study = optuna.create_study(study_name="resumed", storage=storage, load_if_exists=True)
    study.optimize(objective, n_trials=TRIALS)

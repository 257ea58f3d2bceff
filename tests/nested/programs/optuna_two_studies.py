"""Two studies in a row: nobody can know that there are two."""
import optuna
from truth import Truth

TRIALS, STUDIES = 10, 2
truth = Truth(TRIALS * STUDIES)


def objective(trial):
    truth.did()
    return trial.suggest_float("x", -1, 1) ** 2


for _ in range(STUDIES):
    optuna.create_study().optimize(objective, n_trials=TRIALS)

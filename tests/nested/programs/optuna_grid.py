"""Optuna around scikit-learn's GridSearchCV, at the verbosity of the first argument."""
import sys

import optuna
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC
from truth import Truth

TRIALS, CANDIDATES, FOLDS = 6, 4, 3
data, target = load_iris(return_X_y=True)
truth = Truth(TRIALS * CANDIDATES * FOLDS)


def score(model, x, y):
    truth.did()
    return model.score(x, y)


def objective(trial):
    gamma = trial.suggest_float("gamma", 1e-3, 1, log=True)
    grid = GridSearchCV(SVC(gamma=gamma), {"C": [0.1, 1, 10, 100]}, scoring=score, cv=FOLDS, refit=False,
                        verbose=int(sys.argv[1]))
    grid.fit(data, target)
    return grid.cv_results_["mean_test_score"].max()


optuna.create_study(direction="maximize").optimize(objective, n_trials=TRIALS)

"""A grid search, then a study, then another grid search: three rounds of an unknown number."""
import optuna
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC
from truth import Truth

data, target = load_iris(return_X_y=True)
truth = Truth(12 + 8 + 12)


def score(model, x, y):
    truth.did()
    return model.score(x, y)


def grid():
    GridSearchCV(SVC(), {"C": [0.1, 1, 10, 100]}, scoring=score, cv=3, refit=False, verbose=2).fit(data, target)


def objective(trial):
    truth.did()
    return trial.suggest_float("x", 0, 1)


grid()
optuna.create_study().optimize(objective, n_trials=8)
grid()

"""Optuna around scikit-learn's verbose boosting: its own table, from 1 to 10 and then every tenth."""
import optuna
from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingClassifier
from truth import Truth

TRIALS, STAGES = 5, 40
data, target = load_iris(return_X_y=True)
truth = Truth(TRIALS * STAGES)


def monitor(i, model, variables):
    truth.did()
    return False


def objective(trial):
    depth = trial.suggest_int("max_depth", 1, 3)
    model = GradientBoostingClassifier(n_estimators=STAGES, max_depth=depth, verbose=1)
    return model.fit(data, target, monitor=monitor).score(data, target)


optuna.create_study(direction="maximize").optimize(objective, n_trials=TRIALS)

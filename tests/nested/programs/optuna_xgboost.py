"""Optuna around XGBoost's rounds; half of the trials stop early."""
import optuna
import xgboost
from sklearn.datasets import load_diabetes
from truth import Truth

TRIALS, ROUNDS = 8, 12
data, target = load_diabetes(return_X_y=True)
matrix = xgboost.DMatrix(data, target)
truth = Truth(TRIALS * ROUNDS)


class Tell(xgboost.callback.TrainingCallback):
    def __init__(self, rounds):
        self.rounds = rounds

    def after_iteration(self, model, epoch, evals_log):
        last = epoch + 1 == self.rounds
        truth.did(ROUNDS - epoch if last else 1)
        return last


def objective(trial):
    depth = trial.suggest_int("max_depth", 1, 3)
    rounds = ROUNDS if trial.number % 2 == 0 else ROUNDS // 2
    result = {}
    xgboost.train({"max_depth": depth, "nthread": 1}, matrix, ROUNDS, evals=[(matrix, "eval")], evals_result=result,
                  callbacks=[Tell(rounds)])
    return result["eval"]["rmse"][-1]


optuna.create_study().optimize(objective, n_trials=TRIALS)

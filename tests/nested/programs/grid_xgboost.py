"""scikit-learn's GridSearchCV around XGBoost's rounds, at the verbosity of the first argument."""
import sys

import xgboost
from sklearn.datasets import load_diabetes
from sklearn.model_selection import GridSearchCV
from truth import Truth

FOLDS, ROUNDS = 3, 10
data, target = load_diabetes(return_X_y=True)
grid = {"max_depth": [1, 2], "learning_rate": [0.1, 0.3]}
truth = Truth(4 * FOLDS * ROUNDS)


class Tell(xgboost.callback.TrainingCallback):
    def after_iteration(self, model, epoch, evals_log):
        truth.did()
        return False


model = xgboost.XGBRegressor(n_estimators=ROUNDS, callbacks=[Tell()], n_jobs=1)
search = GridSearchCV(model, grid, cv=FOLDS, refit=False, verbose=int(sys.argv[1]))
search.fit(data, target, eval_set=[(data, target)], verbose=True)

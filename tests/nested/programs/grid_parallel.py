"""A grid search over two processes' worth of joblib threads, told by joblib alone."""
from joblib import parallel_backend
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from sklearn.svm import SVC
from truth import Truth

data, target = load_iris(return_X_y=True)
truth = Truth(60)


def score(model, x, y):
    truth.did()
    return model.score(x, y)


with parallel_backend("threading", n_jobs=2):
    GridSearchCV(SVC(), {"C": list(range(1, 13))}, scoring=score, cv=5, refit=False, verbose=3).fit(data, target)

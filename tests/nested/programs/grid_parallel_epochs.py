"""Two fits at a time, whose epochs come in any order."""
import time

from joblib import parallel_backend
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from truth import Truth

EPOCHS = 5
data, target = load_iris(return_X_y=True)
truth = Truth(12 * EPOCHS)


class Slow(ClassifierMixin, BaseEstimator):
    def __init__(self, rate=1):
        self.rate = rate

    def fit(self, x, y):
        self.classes_ = sorted(set(y))
        for epoch in range(1, EPOCHS + 1):
            print(f"Epoch {epoch}/{EPOCHS}\n", end="")
            time.sleep(0.002 * self.rate)
            truth.did()
        return self

    def predict(self, x):
        return [self.classes_[0]] * len(x)


with parallel_backend("threading", n_jobs=2):
    GridSearchCV(Slow(), {"rate": [1, 2, 3, 4]}, cv=3, refit=False, verbose=2).fit(data, target)

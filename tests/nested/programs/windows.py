"""Walk-forward windows around a grid search."""
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from truth import Truth

data, target = load_iris(return_X_y=True)
WINDOWS, FITS = 5, 6
truth = Truth(WINDOWS * FITS)


class Model(ClassifierMixin, BaseEstimator):
    def __init__(self, rate=1):
        self.rate = rate

    def fit(self, x, y):
        self.classes_ = sorted(set(y))
        truth.did()
        return self

    def predict(self, x):
        return [0] * len(x)


for window in range(1, WINDOWS + 1):
    print(f"[Window {window}/{WINDOWS}] train 2020-01-01..2020-12-31")
    GridSearchCV(Model(), {"rate": [1, 2]}, cv=3, refit=False, verbose=2).fit(data, target)

"""cross_val_score for one model after the other, which are counted in a header."""
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_iris
from sklearn.model_selection import cross_val_score
from truth import Truth

data, target = load_iris(return_X_y=True)
MODELS, FOLDS = 4, 5
truth = Truth(MODELS * FOLDS)


class Model(ClassifierMixin, BaseEstimator):
    def fit(self, x, y):
        self.classes_ = sorted(set(y))
        truth.did()
        return self

    def predict(self, x):
        return [0] * len(x)


for number in range(1, MODELS + 1):
    print(f"[{number}/{MODELS}] model_{number}")
    cross_val_score(Model(), data, target, cv=FOLDS, verbose=2)

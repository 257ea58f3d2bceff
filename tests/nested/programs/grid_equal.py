"""As many fits as each of them has steps of its own bar: the bar looks like the search's until it starts again."""
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from tqdm import tqdm
from truth import Truth

STEPS = 12
data, target = load_iris(return_X_y=True)
truth = Truth(12 * STEPS)


class Slow(ClassifierMixin, BaseEstimator):
    def __init__(self, rate=1):
        self.rate = rate

    def fit(self, x, y):
        self.classes_ = sorted(set(y))
        for _ in tqdm(range(STEPS), mininterval=0):
            truth.did()
        return self

    def predict(self, x):
        return [self.classes_[0]] * len(x)


GridSearchCV(Slow(), {"rate": [1, 2, 3, 4]}, cv=3, refit=False, verbose=2).fit(data, target)

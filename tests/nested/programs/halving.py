"""Successive halving: iterations around the fits that each of them announces."""
from sklearn.datasets import load_iris
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.model_selection import HalvingGridSearchCV
from sklearn.svm import SVC
from truth import Truth

FITS = (24, 9)  # of each iteration
data, target = load_iris(return_X_y=True)
truth = Truth(len(FITS))
done = 0


def score(model, x, y):
    global done
    truth.did(1 / FITS[done >= FITS[0]])
    done += 1
    return model.score(x, y)


grid = {"C": [0.1, 1, 10, 100], "kernel": ["linear", "rbf"]}
search = HalvingGridSearchCV(SVC(), grid, scoring=score, cv=3, factor=3, min_resources=12, refit=False, verbose=2,
                             return_train_score=False)
search.fit(data, target)

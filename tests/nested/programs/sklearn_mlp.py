"""Cross-validation around a perceptron that tells its iterations; joblib tells the folds."""
from sklearn.datasets import load_iris
from sklearn.model_selection import cross_val_score
from sklearn.neural_network import MLPClassifier
from truth import Truth
import warnings

warnings.simplefilter("ignore")
FOLDS = 6
data, target = load_iris(return_X_y=True)
truth = Truth(FOLDS)


def score(model, x, y):
    truth.did()
    return model.score(x, y)


cross_val_score(MLPClassifier((4,), max_iter=12, verbose=True), data, target, cv=FOLDS, scoring=score, verbose=3)

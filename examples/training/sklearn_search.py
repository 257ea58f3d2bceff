#!/usr/bin/python3
"""A scikit-learn parameter search: GridSearchCV, or with --random RandomizedSearchCV, over 4 candidates and 5 folds.

Nothing in here knows of progwrap: progwrap --job search -- /usr/bin/python3 sklearn_search.py
"""
import argparse

from sklearn.datasets import load_digits
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.svm import SVC


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--verbose", type=int, default=3, help="1: header only; 2: a line a fit; 3: with score; 10: and starts")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--n-jobs", type=int, default=1)
    parser.add_argument("--random", action="store_true", help="RandomizedSearchCV instead of GridSearchCV")
    parser.add_argument("--samples", type=int, default=600, help="of the 1797 digits")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    features, labels = load_digits(return_X_y=True)
    features, labels = features[: arguments.samples] / 16.0, labels[: arguments.samples]
    common = {"cv": arguments.folds, "verbose": arguments.verbose, "n_jobs": arguments.n_jobs}
    if arguments.random:
        choices = {"C": [0.01, 0.1, 1, 10, 100], "gamma": [0.001, 0.01, 0.1, 1]}
        search = RandomizedSearchCV(SVC(), choices, n_iter=4, random_state=1, **common)
    else:
        search = GridSearchCV(SVC(), {"C": [0.1, 10], "kernel": ["linear", "rbf"]}, **common)
    search.fit(features, labels)
    print(f"Best parameters: {search.best_params_}")
    print(f"Best score: {search.best_score_:.4f}")


if __name__ == "__main__":
    main()

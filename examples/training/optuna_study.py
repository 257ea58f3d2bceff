#!/usr/bin/python3
"""An Optuna study: a support vector machine on the digits that scikit-learn ships, with pruning over growing samples.

Nothing in here knows of progwrap: progwrap --job digits -- /usr/bin/python3 optuna_study.py --n-trials 20
"""
import argparse
import logging
import sys

import optuna
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n-trials", type=int, default=20)
    parser.add_argument("--n-jobs", type=int, default=1, help="trials at the same time; they finish out of order")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pruning", action="store_true", help="stop hopeless trials early")
    parser.add_argument("--fail-trial", type=int, action="append", default=[], help="let this trial fail")
    parser.add_argument("--crash-after", type=int, help="raise after so many trials, as a bug in the script would")
    parser.add_argument("--progress-bar", action="store_true", help="Optuna's own bar")
    parser.add_argument("--second-handler", action="store_true", help="print each record to stdout too, in another format")
    return parser.parse_args()


def add_second_handler():
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(asctime)s app.training %(levelname)s: %(message)s"))
    logging.getLogger("optuna").addHandler(handler)


def make_objective(arguments):
    features, labels = load_digits(return_X_y=True)
    split = train_test_split(features / 16.0, labels, test_size=0.5, random_state=arguments.seed)
    train_features, test_features, train_labels, test_labels = split

    def objective(trial):
        penalty = trial.suggest_float("C", 1e-3, 1e3, log=True)
        gamma = trial.suggest_float("gamma", 1e-4, 1e1, log=True)
        kernel = trial.suggest_categorical("kernel", ["rbf", "poly"])
        if trial.number in arguments.fail_trial:
            raise ValueError(f"trial {trial.number} was told to fail")
        accuracy = 0.0
        for step, samples in enumerate((100, 250, 500)):
            model = SVC(C=penalty, gamma=gamma, kernel=kernel).fit(train_features[:samples], train_labels[:samples])
            accuracy = model.score(test_features, test_labels)
            trial.report(accuracy, step)
            if arguments.pruning and trial.should_prune():
                raise optuna.TrialPruned()
        return accuracy

    return objective


def main():
    arguments = parse_arguments()
    if arguments.second_handler:
        add_second_handler()
    study = optuna.create_study(
        study_name="digits",
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=arguments.seed),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=3) if arguments.pruning else optuna.pruners.NopPruner(),
    )

    def crash_when_told(study, trial):
        if arguments.crash_after is not None and len(study.trials) >= arguments.crash_after:
            raise RuntimeError("the training script has a bug")

    study.optimize(
        make_objective(arguments),
        n_trials=arguments.n_trials,
        n_jobs=arguments.n_jobs,
        catch=(ValueError,),
        callbacks=[crash_when_told],
        show_progress_bar=arguments.progress_bar,
    )
    print(f"best accuracy {study.best_value:.4f} with {study.best_params}")


if __name__ == "__main__":
    main()

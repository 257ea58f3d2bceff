"""Optuna around what CatBoost prints; the trials stop early."""
import optuna
from truth import Truth

TRIALS, ROUNDS = 5, 50
truth = Truth(TRIALS * ROUNDS)


def objective(trial):
    rounds = ROUNDS if trial.number % 2 else 30
    for i in range(rounds):
        truth.did(ROUNDS - i if i == rounds - 1 else 1)
        if i % 5 == 0 or i == rounds - 1:
            print(f"{i}:\tlearn: {0.7 / (i + 1):.7f}\ttest: {0.8 / (i + 1):.7f}\tbest: {0.8 / (i + 1):.7f} ({i})\t"
                  f"total: {i * 2}ms\tremaining: {(ROUNDS - i) * 2}ms")
    print(f"\nbestTest = 0.0160\nbestIteration = {rounds - 1}\n\nShrink model to first {rounds} iterations.")
    return trial.suggest_float("x", 0, 1)


optuna.create_study().optimize(objective, n_trials=TRIALS)

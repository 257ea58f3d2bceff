"""A study for each symbol; header tells which."""
import optuna
from truth import Truth

SYMBOLS, TRIALS = ("AAPL", "MSFT", "GOOG", "AMZN"), 6
truth = Truth(len(SYMBOLS) * TRIALS)


def objective(trial):
    truth.did()
    return trial.suggest_float("x", 0, 1)


for number, symbol in enumerate(SYMBOLS, 1):
    print(f"Optimizing {symbol} ({number}/{len(SYMBOLS)})")
    optuna.create_study(study_name=symbol).optimize(objective, n_trials=TRIALS)

"""Optuna around episodes around candles; the trials are logged twice, with two formats."""
import logging
import sys

import optuna
from truth import Truth

TRIALS, EPISODES, CANDLES = 5, 4, 600
optuna.logging.enable_propagation()
logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(name)s %(levelname)s %(message)s")
truth = Truth(TRIALS * EPISODES * CANDLES)


def objective(trial):
    x = trial.suggest_float("x", 0, 1)
    for episode in range(1, EPISODES + 1):
        for candle in range(100, CANDLES + 1, 100):
            truth.did(100)
            logging.info("Episode %d/%d · Candle %s/%s", episode, EPISODES, f"{candle:,}", f"{CANDLES:,}")
    return x


optuna.create_study().optimize(objective, n_trials=TRIALS)

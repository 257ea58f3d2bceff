"""Optuna around Keras 2 as it prints on a terminal: an epoch's header, a bar that is drawn anew, an evaluation."""
import optuna
from truth import Truth

TRIALS, EPOCHS, BATCHES = 4, 4, 15
truth = Truth(TRIALS * EPOCHS * BATCHES)


def bar(done, total):
    filled = 30 * done // total
    arrow = "=" * 30 if done == total else "=" * max(0, filled - 1) + ">" + "." * (30 - max(1, filled))
    return f"{done:{len(str(total))}}/{total} [{arrow}]"


def fit():
    for epoch in range(1, EPOCHS + 1):
        print(f"Epoch {epoch}/{EPOCHS}")
        for batch in range(1, BATCHES + 1):
            truth.did()
            if batch < BATCHES:
                print(f"\r{bar(batch, BATCHES)} - ETA: 0s - loss: {1 / epoch:.4f}", end="", flush=True)
        print(f"\r{bar(BATCHES, BATCHES)} - 0s 2ms/step - loss: {1 / epoch:.4f} - val_loss: {2 / epoch:.4f}")


def evaluate():
    for batch in range(1, 6):
        print(f"\r{bar(batch, 5)} - {'ETA: 0s' if batch < 5 else '0s 1ms/step'} - loss: 0.5", end="\n" * (batch == 5))


def objective(trial):
    fit()
    evaluate()
    return trial.suggest_float("x", 0, 1)


optuna.create_study().optimize(objective, n_trials=TRIALS)

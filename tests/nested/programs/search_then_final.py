"""A study whose trials are trainings, then the final training of the best."""
import optuna
from truth import Truth

TRIALS, EPOCHS, FINAL = 5, 4, 10
truth = Truth(TRIALS * EPOCHS + FINAL)


def train(epochs):
    for epoch in range(1, epochs + 1):
        truth.did()
        print(f"Epoch {epoch}/{epochs}, loss: {1 / epoch:.4f}")


def objective(trial):
    train(EPOCHS)
    return trial.suggest_float("x", 0, 1)


optuna.create_study().optimize(objective, n_trials=TRIALS)
print("Training the best model")
train(FINAL)

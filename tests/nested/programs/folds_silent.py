"""Cross-validation that prints nothing about its folds: the first one looks like the whole job."""
from truth import Truth

FOLDS, EPOCHS = 4, 6
truth = Truth(FOLDS * EPOCHS)

for _ in range(FOLDS):
    for epoch in range(EPOCHS):
        truth.did()
        print(f"Epoch {epoch + 1}/{EPOCHS} - loss: {1 / (epoch + 1):.4f}")

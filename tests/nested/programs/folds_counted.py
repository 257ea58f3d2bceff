"""Folds that are announced without a total, around epochs."""
from truth import Truth

FOLDS, EPOCHS = 5, 6
truth = Truth(FOLDS * EPOCHS)

for fold in range(FOLDS):
    print(f"Fold {fold}")
    for epoch in range(1, EPOCHS + 1):
        truth.did()
        print(f"Epoch {epoch}/{EPOCHS} - loss: {1 / epoch:.4f}")

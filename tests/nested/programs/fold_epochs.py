"""Home-made cross-validation: folds around epochs, both printed."""
from truth import Truth

FOLDS, EPOCHS = 5, 8
truth = Truth(FOLDS * EPOCHS)

for fold in range(FOLDS):
    print(f"Fold {fold + 1}/{FOLDS}")
    for epoch in range(EPOCHS):
        truth.did()
        print(f"Epoch {epoch + 1}/{EPOCHS} - loss: {1 / (epoch + 1):.4f}")

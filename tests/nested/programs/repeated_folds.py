"""Two counters in one heading: repeats around folds, around epochs."""
from truth import Truth

REPEATS, FOLDS, EPOCHS = 2, 3, 4
truth = Truth(REPEATS * FOLDS * EPOCHS)

for repeat in range(1, REPEATS + 1):
    for fold in range(1, FOLDS + 1):
        print(f"Repeat {repeat}/{REPEATS}, Fold {fold}/{FOLDS}")
        for epoch in range(1, EPOCHS + 1):
            truth.did()
            print(f"Epoch {epoch}/{EPOCHS} - loss: {1/epoch:.4f} - val_loss: 0.3")

"""`Training fold 1 of 4...` around Keras, with an evaluation after each."""
from truth import Truth

FOLDS, EPOCHS, BATCHES = 4, 3, 5
truth = Truth(FOLDS * EPOCHS * BATCHES)

for fold in range(FOLDS):
    print(f"Training fold {fold + 1} of {FOLDS}...")
    for epoch in range(EPOCHS):
        print(f"Epoch {epoch + 1}/{EPOCHS}")
        for batch in range(1, BATCHES + 1):
            truth.did()
            print(f"\r{batch}/{BATCHES} [{'=' * batch * 5}>{'.' * (BATCHES - batch) * 5}] - ETA: 0s - loss: 0.5", end="")
        print(f"\r{BATCHES}/{BATCHES} [{'=' * 30}] - 1s 2ms/step - loss: 0.5 - val_loss: 0.6")
    print("8/8 [==============================] - 0s 1ms/step")

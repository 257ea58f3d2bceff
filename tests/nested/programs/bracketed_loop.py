"""The loop of many tutorials: epoch and step in one line, every few steps."""
from truth import Truth

EPOCHS, STEPS = 6, 60
truth = Truth(EPOCHS * STEPS)

for epoch in range(EPOCHS):
    for step in range(STEPS):
        truth.did()
        if (step + 1) % 10 == 0:
            print(f"Epoch [{epoch + 1}/{EPOCHS}], Step [{step + 1}/{STEPS}], Loss: {1 / (step + 1):.4f}")

"""Phases that are numbered and not counted, of which one tells its epochs."""
from truth import Truth

PHASES = "Load data", "Build features", "Train model", "Evaluate"
truth = Truth(len(PHASES) * 10)

for number, phase in enumerate(PHASES, 1):
    print(f"Phase {number}: {phase}")
    for item in range(1, 11):
        truth.did()
        if phase == "Train model":
            print(f"Epoch {item}/10 loss=0.5")

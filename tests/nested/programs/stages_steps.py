"""`Step 2/3: …` around what each step does, without weights: what a step is worth nobody says."""
from tqdm import tqdm
from truth import Truth

truth = Truth(3 * 10)

for number, name in enumerate(["Loading data", "Training", "Evaluation"], 1):
    print(f"Step {number}/3: {name}")
    for _ in tqdm(range(10), desc=name, mininterval=0):
        truth.did()

"""Two workers with a bar each, side by side at their own rows, for the whole time."""
from tqdm import tqdm
from truth import Truth

ROUNDS = 20
truth = Truth(2 * ROUNDS)
bars = [tqdm(total=ROUNDS, desc=f"worker {number}", position=number, mininterval=0) for number in range(2)]

for _ in range(ROUNDS):
    for bar in bars:
        truth.did()
        bar.update()

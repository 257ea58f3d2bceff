"""Windows that are numbered and not counted, around bars: how many there will be nobody knows."""
from tqdm import tqdm
from truth import Truth

WINDOWS, BATCHES = 4, 10
truth = Truth(WINDOWS * BATCHES)

for window in range(1, WINDOWS + 1):
    print(f"Window {window}: 2020-0{window}-01 to 2020-0{window + 1}-01")
    for _ in tqdm(range(BATCHES), desc="Training", mininterval=0):
        truth.did()

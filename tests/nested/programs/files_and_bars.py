"""Files that are counted in the text, around bars."""
from tqdm import tqdm
from truth import Truth

FILES, ROWS = 8, 10
truth = Truth(FILES * ROWS)

for number in range(1, FILES + 1):
    print(f"Processing file {number}/{FILES}: candles_{number}.csv")
    for _ in tqdm(range(ROWS), mininterval=0):
        truth.did()

"""Episodes around candles, told in one line, after a bar that loads the prices."""
from tqdm import tqdm
from truth import Truth

EPISODES, CANDLES = 10, 2000
truth = Truth(EPISODES * CANDLES)

for _ in tqdm(range(30), desc="Loading prices", mininterval=0):
    pass
for episode in range(1, EPISODES + 1):
    for candle in range(100, CANDLES + 1, 100):
        truth.did(100)
        print(f"Episode {episode}/{EPISODES} · Candle {candle:,}/{CANDLES:,}")

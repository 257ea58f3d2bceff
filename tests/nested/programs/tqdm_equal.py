"""Three bars inside each other without names, all of one length."""
from tqdm import trange
from truth import Truth

SIZE = 5
truth = Truth(SIZE ** 3)

for _ in trange(SIZE, mininterval=0):
    for _ in trange(SIZE, leave=False, mininterval=0):
        for _ in trange(SIZE, leave=False, mininterval=0):
            truth.did()

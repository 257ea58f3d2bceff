"""A bar around a bar: the first argument says how the inner one is drawn."""
import sys

from tqdm import tqdm, trange
from truth import Truth

OUTER, INNER = 8, 12
STYLES = {
    "leave": {"desc": "batches", "leave": True},
    "gone": {"desc": "batches", "leave": False},
    "position": {"desc": "batches", "leave": False, "position": 1},
    "unnamed": {"leave": False},
}
style = STYLES[sys.argv[1]]
name = None if sys.argv[1] == "unnamed" else "epochs"
truth = Truth(OUTER * INNER)

for _ in tqdm(range(OUTER), desc=name, mininterval=0):
    for _ in trange(INNER, mininterval=0, **style):
        truth.did()

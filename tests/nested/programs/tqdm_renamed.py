"""One bar whose description names what it is at."""
from tqdm import tqdm
from truth import Truth

FILES = ["cat", "dog", "cow", "horse", "sheep", "goat", "hen", "duck", "goose", "pig", "bee", "fly", "ant", "owl"]
truth = Truth(len(FILES))

with tqdm(FILES, mininterval=0) as bar:
    for name in bar:
        bar.set_description(f"Processing {name}.jpg")
        truth.did()

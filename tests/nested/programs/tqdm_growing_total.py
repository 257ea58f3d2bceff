"""A bar whose total grows while it runs: what is found has to be worked on too, and the truth falls."""
from tqdm import tqdm
from truth import Truth

truth = Truth(10)
with tqdm(total=10, desc="crawl", mininterval=0) as bar:
    for i in range(40):
        if i in (5, 12, 20):
            truth.units = bar.total = bar.total + 10
            bar.refresh()
        truth.did()
        bar.update()

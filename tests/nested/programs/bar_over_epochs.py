"""One bar over all batches of all epochs, named after the epoch that it is in."""
from tqdm import tqdm
from truth import Truth

EPOCHS, BATCHES = 5, 8
truth = Truth(EPOCHS * BATCHES)

bar = tqdm(total=EPOCHS * BATCHES, mininterval=0)
for epoch in range(EPOCHS):
    for batch in range(BATCHES):
        truth.did()
        bar.update(1)
        bar.set_description(f"Epoch {epoch + 1}/{EPOCHS}")
bar.close()

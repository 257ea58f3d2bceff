"""What Lightning 1.2 prints: the bar of an epoch holds the batches of its validation too, whose bar stands below it."""
from tqdm import tqdm
from truth import Truth

EPOCHS, BATCHES, VALIDATION = 5, 12, 4
truth = Truth(EPOCHS * (BATCHES + VALIDATION))

print("GPU available: False, used: False")
for _ in tqdm(range(2), desc="Validation sanity check", leave=False, mininterval=0):
    pass
bar = tqdm(total=BATCHES + VALIDATION, desc="Epoch 0", mininterval=0)
for epoch in range(EPOCHS):
    bar.reset()
    bar.set_description(f"Epoch {epoch}")
    for _ in range(BATCHES):
        truth.did()
        bar.update()
        bar.set_postfix(loss="0.5", v_num=0)
    with tqdm(total=VALIDATION, desc="Validating", leave=False, mininterval=0) as validating:
        for _ in range(VALIDATION):
            truth.did()
            validating.update()
            bar.update()
bar.close()

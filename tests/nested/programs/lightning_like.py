"""What PyTorch Lightning 2 prints on a terminal: a sanity check, then a bar an epoch with a validation bar below it."""
from tqdm import tqdm
from truth import Truth

EPOCHS, BATCHES, VALIDATION = 5, 15, 4
truth = Truth(EPOCHS * BATCHES)

print("GPU available: False, used: False")
for _ in tqdm(range(2), desc="Sanity Checking DataLoader 0", leave=False, mininterval=0):
    pass
for epoch in range(EPOCHS):
    with tqdm(total=BATCHES, desc=f"Epoch {epoch}/{EPOCHS - 1}", mininterval=0, postfix="v_num=0") as bar:
        for batch in range(BATCHES):
            truth.did()
            bar.update()
        for _ in tqdm(range(VALIDATION), desc="Validation DataLoader 0", leave=False, mininterval=0, position=1):
            pass
print(f"`Trainer.fit` stopped: `max_epochs={EPOCHS}` reached.")

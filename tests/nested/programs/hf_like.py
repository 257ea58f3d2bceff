"""What the Hugging Face Trainer draws: one bar over all steps, and inside it, now and then, one over the evaluation."""
from tqdm import tqdm
from truth import Truth

STEPS, EVERY, EVALUATION = 60, 15, 8
truth = Truth(STEPS)

for _ in tqdm(range(20), desc="Map", unit=" examples", mininterval=0):
    pass
with tqdm(total=STEPS, mininterval=0) as bar:
    for step in range(1, STEPS + 1):
        truth.did()
        bar.update()
        if step % EVERY == 0:
            for _ in tqdm(range(EVALUATION), leave=False, mininterval=0):
                pass
            bar.write(str({"eval_loss": 1 / step, "epoch": step / 20}))

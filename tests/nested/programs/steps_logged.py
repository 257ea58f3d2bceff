"""Steps in lines, and an evaluation whose steps are told in lines too."""
from truth import Truth

STEPS, EVALUATION = 500, 5
truth = Truth(STEPS)

for step in range(1, STEPS + 1):
    truth.did()
    if step % 20 == 0:
        print(f"step {step}/{STEPS} | loss {1 / step:.4f} | lr 3e-4")
    if step % 100 == 0:
        for batch in range(1, EVALUATION + 1):
            print(f"eval step {batch}/{EVALUATION}")
        print(f"eval loss 0.5")

"""Two ranks that train the same epochs and print through one pipe, with their tags."""
import threading
import time

from truth import Truth

EPOCHS, BATCHES = 6, 10
truth = Truth(EPOCHS * BATCHES * 2)
barrier = threading.Barrier(2)


def rank(number):
    for epoch in range(1, EPOCHS + 1):
        print(f"[rank{number}]: Epoch {epoch}/{EPOCHS}\n", end="")
        for _ in range(BATCHES):
            time.sleep(0.0005 * (number + 1))
            truth.did()
        barrier.wait()


threads = [threading.Thread(target=rank, args=(number,)) for number in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

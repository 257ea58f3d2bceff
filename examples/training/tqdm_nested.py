#!/usr/bin/python3
"""Two nested tqdm bars, epochs around batches; the inner one vanishes after each epoch.

Nothing in here knows of progwrap: progwrap --job net -- /usr/bin/python3 tqdm_nested.py
"""
import argparse
import math
import time

from tqdm import tqdm


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batches", type=int, default=40)
    parser.add_argument("--pause", type=float, default=0.005, help="seconds of work a batch")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    epochs = tqdm(range(1, arguments.epochs + 1), desc="epochs")
    for epoch in epochs:
        loss = 0.0
        for batch in tqdm(range(arguments.batches), desc="batches", leave=False):
            time.sleep(arguments.pause)
            loss = math.exp(-(epoch + batch / arguments.batches) / 2)
        epochs.set_postfix(val_loss=f"{loss:.4f}")


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""Prints what an Optuna study prints, without its weight: so many trials, then waits for a file if one is named.

trials.py [--n-trials N | --n_trials N] [--print K] [--wait PATH]
"""
import argparse
import os
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--n-trials", "--n_trials", type=int, default=10)
parser.add_argument("--print", type=int, help="only the first so many of them")
parser.add_argument("--wait", help="go on when this file exists")
arguments = parser.parse_args()

STAMP = "2026-11-23 01:13:48,896"
print(f"[I {STAMP}] A new study created in memory with name: fake", file=sys.stderr)
for number in range(arguments.n_trials if arguments.print is None else arguments.print):
    value = 1 / (number + 1)
    print(
        f"[I {STAMP}] Trial {number} finished with value: {value} and parameters: {{'x': {number}}}. "
        f"Best is trial {number} with value: {value}.",
        file=sys.stderr,
    )
while arguments.wait and not os.path.exists(arguments.wait):
    time.sleep(0.01)

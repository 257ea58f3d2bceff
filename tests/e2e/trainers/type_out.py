#!/usr/bin/python3
"""Writes a recorded log to stdout, cut at random places: type_out.py LOG SEED [EXIT-STATUS]"""
import os
import random
import sys
import time

with open(sys.argv[1], "rb") as log:
    rest = log.read()
dice = random.Random(int(sys.argv[2]))
longest = max(8, len(rest) // 60)
while rest:
    count = dice.choice((1, 2, 3, dice.randint(1, longest)))
    os.write(1, rest[:count])
    rest = rest[count:]
    if dice.random() < 0.03:
        time.sleep(dice.choice((0.001, 0.005, 0.15)))  # after 100 ms an unfinished line is looked at
sys.exit(int(sys.argv[3]) if len(sys.argv) > 3 else 0)

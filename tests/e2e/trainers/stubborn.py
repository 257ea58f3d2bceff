#!/usr/bin/python3
"""Ignores SIGTERM and SIGINT, says so, and trains on until it is killed or the file named in argv[1] appears."""
import os
import signal
import sys
import time

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, lambda received, frame: print(f"ignored {signal.Signals(received).name}", flush=True))
print("Trial 0 finished with value: 0.5 and parameters: {'x': 1}. Best is trial 0 with value: 0.5.", flush=True)
while len(sys.argv) < 2 or not os.path.exists(sys.argv[1]):
    time.sleep(0.02)

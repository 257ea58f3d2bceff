#!/usr/bin/python3
"""Ends at once with argv[2] (0) and leaves a grandchild that holds the output, prints once more when the file argv[1]
appears, and ends."""
import os
import sys
import time

print("parent done", flush=True)
if os.fork() == 0:
    os.setsid()
    deadline = time.monotonic() + 60
    while not os.path.exists(sys.argv[1]) and time.monotonic() < deadline:
        time.sleep(0.02)
    print("grandchild done", flush=True)
    os._exit(0)
os._exit(int(sys.argv[2]) if len(sys.argv) > 2 else 0)

"""Counts a signal: says "ready", waits for the first, gives others 200 ms to come, tells how many came and ends with 5."""
import signal
import sys
import time

count = 0


def got(signo, frame):
    global count
    count += 1


signal.signal(getattr(signal, sys.argv[1]), got)
print("ready", flush=True)
while not count:
    time.sleep(0.01)
end = time.monotonic() + 0.2
while time.monotonic() < end:
    time.sleep(0.01)
print("count", count, flush=True)
sys.exit(5)

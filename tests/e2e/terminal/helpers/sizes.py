"""Tells the size of the terminal, and once more for each SIGWINCH; ends 200 ms after the first. Also on stderr if that is one too."""
import os
import signal
import sys
import time

told = 0


def tell(*_):
    global told
    told += 1
    for fd in (2, 1) if os.isatty(2) and not os.path.samestat(os.fstat(1), os.fstat(2)) else (1,):
        columns, rows = os.get_terminal_size(fd)
        os.write(fd, b"%d %d\n" % (rows, columns))


signal.signal(signal.SIGWINCH, tell)
tell()
while told < 2:
    time.sleep(0.01)
end = time.monotonic() + 0.2
while time.monotonic() < end:
    time.sleep(0.01)
sys.exit(told - 2)

#!/usr/bin/python3
"""Writes argv[1] bytes in numbered lines with one write after another and _exits at once with argv[2] (0)."""
import os
import sys

wanted = int(sys.argv[1])
text = b"".join(b"%09d\n" % number for number in range(wanted // 10 + 1))[:wanted]
done = 0
while done < wanted:
    done += os.write(1, text[done:])
os._exit(int(sys.argv[2]) if len(sys.argv) > 2 else 0)

#!/usr/bin/python3
"""Prints its arguments in order, flushed: text as it is, with \\n \\r \\e \\t written out. An argument "@0.2" is a pause,
"@exit=3" ends, "@err" and "@out" choose the stream, "@raise=text" raises ValueError(text), "@kill=TERM" signals itself,
"@wait=PATH" goes on when the file exists."""
import os
import signal
import sys
import time

ESCAPES = {"\\n": "\n", "\\r": "\r", "\\e": "\x1b", "\\t": "\t"}


def unescape(text):
    for written, meant in ESCAPES.items():
        text = text.replace(written, meant)
    return text


def main():
    stream = sys.stdout
    for argument in sys.argv[1:]:
        word, _, value = argument.partition("=")
        if word == "@exit":
            sys.exit(int(value))
        elif word == "@raise":
            raise ValueError(value)
        elif word == "@kill":
            os.kill(os.getpid(), getattr(signal, "SIG" + value))
        elif word == "@wait":
            while not os.path.exists(value):
                time.sleep(0.005)
        elif word in ("@err", "@out"):
            stream = sys.stderr if word == "@err" else sys.stdout
        elif word.startswith("@"):
            time.sleep(float(word[1:]))
        else:
            stream.write(unescape(argument))
            stream.flush()


main()

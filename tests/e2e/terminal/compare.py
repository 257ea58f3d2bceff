#!/usr/bin/python3
"""Runs the tests of this folder with progwrap and with other wrappers in its place, and prints the table of doc/terminal.md.

    tools/install-packages terminal
    tests/e2e/terminal/compare.py --progwrap build/progwrap >table

Each behaviour is a row: "yes" if all of its tests pass with that wrapper, "no" if none does, else how many do. What is about
progwrap's own parts and options is left out."""
import argparse
import collections
import os
import re
import shlex
import subprocess
import sys
import tempfile
import xml.etree.ElementTree
from pathlib import Path

HERE = Path(__file__).resolve().parent

# A script of its own for each, so that $W is one word and takes a command's arguments as they are.
WRAPPERS = {
    "script": 'exec script -qec "$(printf "%q " "$@")" /dev/null',
    "unbuffer": 'exec unbuffer "$@"',
    "asciinema": 'exec asciinema rec -q --overwrite -c "$(printf "%q " "$@")" /dev/null',
    "tini": 'exec tini -s -- "$@"',
}
BEHAVIOURS = {
    1: "exit code verbatim", 2: "death by signal is re-raised", 3: "127 and 126, one line", 4: "arguments untouched", 5: "no output of its own",
    6: "typed ^C ends the whole outer job", 7: "a handled ^C comes once, the script goes on", 8: "sent signals arrive once",
    9: "a signal to the group or to all is one", 10: "no signal is sent back", 11: "hang-up of the terminal", 12: "nohup",
    13: "unexpected signals: as bare, terminal sane", 14: "wrapper killed: command gone, terminal sane", 15: "^Z, fg, bg", 16: "^Z of a script around it",
    17: "again and again, vim too", 18: "STOP and CONT of the wrapper", 19: "in the background", 20: "other jobs are not stair-stepped",
    21: "nested shells", 22: "size before exec, then live", 23: "never 0x0", 24: "all terminals resized, the controlling one last",
    25: "isatty tells the truth", 26: "environment, limits, signal state", 27: "descriptors", 28: "full-screen programs", 29: "foreground programs draw",
    30: "stdin inherited", 31: "unread stdin left for others", 32: "pipelines that share the terminal", 33: "bytes exact, any sink",
    34: "order of stdout and stderr in one file", 35: "apart otherwise", 36: "nothing lost at the end", 37: "a grandchild delays and loses nothing",
    38: "reader gone, disk full", 39: "a blocked reader blocks the output only", 40: "no O_NONBLOCK leaks", 41: "^S and ^Q", 42: "bytes one by one",
    43: "throughput", 44: "foreign children", 45: "orphans, process 1", 46: "cron, systemd, ssh, make, xargs …", 47: "silence costs nothing",
    48: "long runs, nothing left behind",
}
NAME = re.compile(r"test_(\d\d)_")


def outcomes(words, progwrap, limit):
    """{behaviour: [passed, all]} of one wrapper, from pytest's report."""
    counted = collections.defaultdict(lambda: [0, 0])
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        environment = {**os.environ, "PROGWRAP": progwrap, "TERMINAL_SECONDS": "4", **({"TERMINAL_WRAPPER": words} if words else {})}
        for file in sorted(HERE.glob("test_[a-g]_*.py")):
            line = ["/usr/bin/python3", "-m", "pytest", "-c", str(HERE.parent / "pytest.ini"), "--rootdir", str(HERE.parent), f"--junitxml={report}", str(file)]
            try:
                subprocess.run(line, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=limit)
            except subprocess.TimeoutExpired:
                print(f"{words}: {file.name} took more than {limit} s", file=sys.stderr)
                continue
            verdicts = {}
            for case in xml.etree.ElementTree.parse(report).iter("testcase"):
                kinds = {child.tag for child in case}
                if "skipped" in kinds and case.find("skipped").get("type") != "pytest.xfail":
                    continue
                name = case.get("name")
                verdicts[name] = verdicts.get(name, True) and not kinds & {"failure", "error", "skipped"}
            for name, good in verdicts.items():
                number = int(NAME.match(name).group(1))
                counted[number][0] += good
                counted[number][1] += 1
    return counted


def cell(passed, of):
    return "–" if not of else "yes" if passed == of else "no" if not passed else f"{passed} of {of}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--progwrap", required=True, help="the binary")
    parser.add_argument("--only", help="wrappers, separated by commas")
    parser.add_argument("--limit", type=float, default=900, help="seconds for one file of tests with one wrapper")
    options = parser.parse_args()
    progwrap = str(Path(options.progwrap).resolve())
    chosen = ["progwrap", *WRAPPERS] if not options.only else options.only.split(",")
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in chosen:
            words = ""
            if name in WRAPPERS:
                file = Path(folder) / f"as-{name}"
                file.write_text(f"#!/bin/bash\n{WRAPPERS[name]}\n")
                file.chmod(0o755)
                words = shlex.quote(str(file))
            results[name] = outcomes(words, progwrap, options.limit)
    print("| | behaviour | " + " | ".join(results) + " |")
    print("|" + "---|" * (2 + len(results)))
    for number, text in BEHAVIOURS.items():
        print(f"| {number} | {text} | " + " | ".join(cell(*result[number]) for result in results.values()) + " |")
    whole = {name: sum(result[number][1] and result[number][0] == result[number][1] for number in BEHAVIOURS) for name, result in results.items()}
    cases = {name: f"{sum(v[0] for v in result.values())} of {sum(v[1] for v in result.values())}" for name, result in results.items()}
    print("| | all of its tests pass | " + " | ".join(map(str, whole.values())) + " |")
    print("| | tests that pass | " + " | ".join(cases.values()) + " |")


if __name__ == "__main__":
    main()

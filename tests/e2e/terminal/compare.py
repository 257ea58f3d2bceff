#!/usr/bin/python3
"""Runs the tests of this folder with progwrap and with other wrappers in its place, and writes the table into doc/terminal.md.

    tools/install-packages terminal
    tests/e2e/terminal/compare.py --progwrap build/progwrap
    tests/e2e/terminal/compare.py --progwrap build/progwrap --rows 28,46 --only progwrap,tini     # prints these

Each behaviour is a row: "yes" if all of its tests pass with that wrapper, "no" if none does, else how many do. What is about
progwrap's own parts and options is left out."""
import argparse
import collections
import concurrent.futures
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[2] / "doc" / "terminal.md"
BEGIN, END = "<!-- compare.py: begin -->\n", "<!-- compare.py: end -->\n"
PACKAGES = ("bsdutils", "expect", "asciinema", "tini")

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
CASE = re.compile(r"::(test_(\d\d)_.*) (PASSED|FAILED|ERROR|XFAIL|XPASS)\b")


def outcomes(words, progwrap, rows, limit):
    """{behaviour: (passed, all)} of one wrapper, from what pytest tells; a test that a hang keeps from its turn has failed."""
    environment = {**os.environ, "PROGWRAP": progwrap, "TERMINAL_SECONDS": "3", "TEST_LIMIT_SECONDS": "30"}
    if words:
        environment["TERMINAL_WRAPPER"] = words
    files = map(str, sorted(HERE.glob("test_[a-g]_*.py")))
    line = ["/usr/bin/python3", "-m", "pytest", "-c", str(HERE.parent / "pytest.ini"), "--rootdir", str(HERE.parent), "-o", "addopts=", "-v", *files,
            "-k", " or ".join(f"test_{row:02}_" for row in rows), "-m", "not other_mode"]
    with tempfile.TemporaryFile("w+") as told:
        try:
            subprocess.run(line, env=environment, stdin=subprocess.DEVNULL, stdout=told, stderr=told, timeout=limit)
        except subprocess.TimeoutExpired:
            print(f"{words or 'progwrap'}: not through after {limit:.0f} s", file=sys.stderr)
        told.seek(0)
        cases = CASE.findall(told.read())
    verdicts = {}
    for name, number, verdict in cases:
        verdicts[name, int(number)] = verdicts.get((name, int(number)), True) and verdict in ("PASSED", "XPASS")
    counted = collections.defaultdict(list)
    for (_, number), good in verdicts.items():
        counted[number].append(good)
    return {number: (sum(good), len(good)) for number, good in counted.items()}


def cell(passed, of):
    return "–" if not of else "yes" if passed == of else "no" if not passed else f"{passed} of {of}"


def measure(chosen, progwrap, rows, limit):
    """{wrapper: {behaviour: (passed, all)}}, all wrappers at once."""
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor() as pool:
        running = {}
        for name in chosen:
            words = ""
            if name in WRAPPERS:
                file = Path(folder) / f"as-{name}"
                file.write_text(f"#!/bin/bash\n{WRAPPERS[name]}\n")
                file.chmod(0o755)
                words = shlex.quote(str(file))
            running[name] = pool.submit(outcomes, words, progwrap, rows, limit)
        return {name: {row: future.result().get(row, (0, 0)) for row in rows} for name, future in running.items()}


def table(results, rows):
    lines = ["| | behaviour | " + " | ".join(results) + " |", "|" + "---|" * (2 + len(results))]
    for row in rows:
        lines.append(f"| {row} | {BEHAVIOURS[row]} | " + " | ".join(cell(*result[row]) for result in results.values()) + " |")
    whole = [str(sum(passed == of > 0 for passed, of in result.values())) for result in results.values()]
    cases = [f"{sum(passed for passed, _ in result.values())} of {sum(of for _, of in result.values())}" for result in results.values()]
    lines.append("| | all of its tests pass | " + " | ".join(whole) + " |")
    lines.append("| | tests that pass | " + " | ".join(cases) + " |")
    return "\n".join(lines) + "\n"


def versions():
    told = subprocess.run(["dpkg-query", "--show", "--showformat=${Package} ${Version}, ", *PACKAGES], capture_output=True, text=True, check=True)
    return told.stdout.removesuffix(", ")


def write(text):
    page = PAGE.read_text()
    before, rest = page.split(BEGIN)
    _, behind = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}{text}{END}{behind}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--progwrap", required=True, help="the binary")
    parser.add_argument("--only", help="wrappers, separated by commas; the table is printed")
    parser.add_argument("--rows", help="behaviours, separated by commas; the table is printed")
    parser.add_argument("--limit", type=float, default=900, help="seconds for one wrapper")
    options = parser.parse_args()
    chosen = options.only.split(",") if options.only else ["progwrap", *WRAPPERS]
    rows = sorted(map(int, options.rows.split(","))) if options.rows else list(BEHAVIOURS)
    told = table(measure(chosen, str(Path(options.progwrap).resolve()), rows, options.limit), rows)
    if options.only or options.rows:
        print(told, end="")
    else:
        write(f"{versions()}.\n\n{told}")


if __name__ == "__main__":
    main()

#!/usr/bin/python3
"""Replays recorded logs and compares the snapshots with the facts that stand beside them.

tests/corpus/check.py [--progwrap COMMAND] [--all] DIRECTORY

Every NAME.log of the directory has a NAME.json with what a careful person reads from it. tests/corpus/supported lists
the logs that must agree; --all takes every log. Ends with "N passed, N failed".
"""
import argparse
import fnmatch
import json
import math
import shlex
import subprocess
import sys
from pathlib import Path

SUPPORTED = Path(__file__).parent / "supported"
STATUS_OF_STAGE = {"finished": "completed", "failed": "failed", "running": "running"}


def same(wanted, found):
    """Numbers agree to 1e-4 of their size, everything else exactly; dicts and lists by their members."""
    if isinstance(wanted, bool) or isinstance(found, bool):
        return wanted is found
    if isinstance(wanted, (int, float)) and isinstance(found, (int, float)):
        return math.isclose(wanted, found, rel_tol=1e-4, abs_tol=1e-12)
    if isinstance(wanted, dict) and isinstance(found, dict):
        return wanted.keys() == found.keys() and all(same(wanted[key], found[key]) for key in wanted)
    if isinstance(wanted, list) and isinstance(found, list):
        return len(wanted) == len(found) and all(map(same, wanted, found))
    return wanted == found


def same_percentage(wanted, found):
    """Without an end of the command 100 is not reached: 99.9 counts."""
    return same(wanted, found) or (wanted == 100 and found is not None and found >= 99.9)


def facts(expect):
    """(fact, column, how to compare, must it be null where it is not known) for what applies to this log."""
    yield "iterations_done", "current_iteration", same, False
    yield "iterations_total", "total_iterations", same, True
    yield "percent_final", "percentage", same_percentage, False
    yield "best_score", "best_score", same, False
    yield "last_score", "current_score", same, False
    yield "best_params", "best_params", same, False
    if expect.get("exit_code_if_run") is not None:
        yield "error", "error_message", same, False


def disagreements(expect, snapshot):
    for fact, column, agrees, null_when_unknown in facts(expect):
        wanted = expect.get(fact)
        accepted = [wanted, *expect.get("accept", {}).get(fact, [])]
        found = snapshot[column]
        if wanted is None and not (null_when_unknown and found is not None and len(accepted) == 1):
            continue
        if not any(agrees(value, found) for value in accepted):
            yield f"{column} is {json.dumps(found)}, not {json.dumps(wanted)} ({fact})"
    if expect.get("exit_code_if_run") is not None:
        wanted = STATUS_OF_STAGE[expect["stage"]]
        if snapshot["status"] != wanted:
            yield f"status is {snapshot['status']}, not {wanted}"


def replay(command, log, exit_code):
    ending = [] if exit_code is None else ["--exit-status", str(exit_code)]
    result = subprocess.run([*command, "replay", log, "-o", "json", *ending], capture_output=True, timeout=120)
    if result.returncode != 0:
        raise RuntimeError(f"replay ended with {result.returncode}: {result.stderr.decode(errors='replace').strip()}")
    return json.loads(result.stdout)


def check(command, log):
    expect = json.loads(log.with_suffix(".json").read_text())["expect"]
    try:
        return list(disagreements(expect, replay(command, log, expect.get("exit_code_if_run"))))
    except (RuntimeError, ValueError, KeyError, subprocess.TimeoutExpired) as error:
        return [f"{type(error).__name__}: {error}"]


def supported_patterns():
    lines = SUPPORTED.read_text().splitlines()
    return [line for line in map(str.strip, lines) if line and not line.startswith("#")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--progwrap", default="progwrap", help="the binary, with a prefix if need be")
    parser.add_argument("--all", action="store_true", help="also the logs of tools that are not yet supported")
    parser.add_argument("directory", type=Path)
    arguments = parser.parse_args()

    patterns = ["*"] if arguments.all else supported_patterns()
    passed = failed = 0
    for log in sorted(arguments.directory.glob("*.log")):
        if not any(fnmatch.fnmatch(log.stem, pattern) for pattern in patterns):
            continue
        problems = check(shlex.split(arguments.progwrap), log)
        passed += not problems
        failed += bool(problems)
        for problem in problems:
            print(f"{log.stem}: {problem}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

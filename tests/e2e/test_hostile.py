"""Output that is made to hurt: time and memory stay bounded, what stands behind it is still read."""
import itertools
import json
import random
import subprocess
import threading
import time
from pathlib import Path

import pytest

MIB = 1 << 20
GOOD = b"\nTrial 3 pruned. \n"


class Replay:
    """A replay that reads `chunks` from its standard input: its snapshot, what it told, seconds, its largest size in MiB."""

    def __init__(self, progwrap, chunks, *arguments):
        began = time.monotonic()
        process = progwrap.start("replay", "-", "-o", "json", *arguments, stdin=subprocess.PIPE)
        told = []
        reader = threading.Thread(target=lambda: told.append(process.stderr.read()))
        reader.start()
        for chunk in chunks:
            process.stdin.write(chunk)
        status = Path(f"/proc/{process.pid}/status").read_text()
        process.stdin.close()
        self.output = process.stdout.read()
        reader.join()
        assert process.wait() == 0, told
        self.seconds = time.monotonic() - began
        self.mebibytes = int(status.split("VmHWM:")[1].split()[0]) / 1024
        self.told = told[0].decode()


def done(replay):
    return json.loads(replay.output)["iterations_done"]


def pruned(numbers):
    text = [f"Trial {number} pruned. \n" for number in numbers]
    for first in range(0, len(text), 10000):
        yield "".join(text[first : first + 10000]).encode()


FLOODS = {
    "one letter": [b"a" * MIB] * 64,
    "numbers": [b"1/2 " * (MIB // 4)] * 64,
    "the beginning of an event, over and over": [b"Trial 1 " * (MIB // 8)] * 64,
    "bars that never end": [b"\r 10%|#   | 1/10 [00:00" * (MIB // 24)] * 16,
    "a dict that never closes": [b"\nTrial 7 finished with value: 1.0 and parameters: {'w': ["] + [b"[" * MIB] * 8,
    "dicts that never close": [b"Trial 7 finished with value: 1.0 and parameters: {'w': [1,\n" * 2000],
    "an OSC that never ends": [b"\x1b]0;" + b"x" * MIB] * 8,
    "a DCS that never ends": [b"\x1bP" + b"x" * MIB] * 8,
    "a CSI of parameters": [b"\x1b[" + b"1;" * (MIB // 2)] * 8,
    "a CSI of digits": [b"\x1b[" + b"9" * MIB + b"B"] * 8,
    "escapes alone": [b"\x1b" * MIB] * 8,
    "zeros": [b"\0" * MIB] * 8,
    "rows up and down": [b"x\x1b[99999A\x1b[99999B\n" * 20000] * 4,
    "lines of many epochs": [(b"Epoch 1/2 - loss: " * 100 + b"\n") * 500],
    "lines of many counts": [(b"1/2 " * 500 + b"\n") * 500],
    "bytes that begin a character": [b"\xf0\x9f\x92" * (MIB // 3)] * 8,
}


@pytest.mark.timing
@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_is_bounded_and_what_follows_is_read(progwrap, name):
    # ST ends what is open, as it would in a terminal
    replay = Replay(progwrap, [*FLOODS[name], b"\x1b\\", GOOD], "--exit-status", 1)
    assert done(replay) == 1
    assert replay.mebibytes <= 64
    assert replay.seconds < 30


@pytest.mark.timing
def test_random_bytes_do_no_harm(progwrap):
    chance = random.Random(7)
    replay = Replay(progwrap, [*(chance.randbytes(MIB) for _ in range(16)), b"\x18", GOOD])
    assert "\x1b" not in replay.output.decode()
    assert replay.mebibytes <= 64
    assert replay.seconds < 30


@pytest.mark.timing
def test_a_million_trials_out_of_order_and_told_twice(progwrap):
    mixed = [(number & ~63) | ((number * 37 + 11) & 63) for number in range(1000000)]
    replay = Replay(progwrap, [*pruned(mixed), *pruned(mixed[-50000:])])
    assert done(replay) == 1000000
    assert replay.mebibytes <= 64
    assert replay.seconds < 60


WIDE = {
    "no newline": lambda: [b"a" * MIB] * 1024,
    "binary": lambda: [random.Random(7).randbytes(MIB)] * 1024,
    "an OSC that never ends": lambda: [b"\x1b]0;", *[b"x" * MIB] * 1024],
    "a CSI that never ends": lambda: [b"\x1b[", *[b"1;" * (MIB // 2)] * 1024],
    "returns": lambda: [b"\r" * MIB] * 1024,
    "ten million trials": lambda: pruned(range(10, 10**7)),
    "ten million trials with gaps": lambda: pruned(range(10, 3 * 10**7, 3)),
    "a million bars": lambda: lines("{}:  45%|####      | 9/20 [00:03<00:04,  2.68it/s]"),
    "a million workers": lambda: lines("[rank{}]: [CV] END ....C=1; total time=   0.0s", str),
    "a million metrics": lambda: lines("Epoch 1/50, loss: 0.5, metric_{}: 0.5"),
    "a million prefixes": lambda: lines("{}: [CV] END ....C=1; total time=   0.0s"),
}


def lines(form, name=lambda number: "".join(chr(97 + int(digit)) for digit in str(number))):
    for first in range(0, 1000000, 10000):
        numbers = range(first, first + 10000)
        yield "".join(form.format(number if name is str else name(number)) + "\n" for number in numbers).encode()


@pytest.mark.long
@pytest.mark.timing
@pytest.mark.parametrize("name", WIDE)
def test_what_is_a_gigabyte_or_a_million_wide_takes_no_more_memory(progwrap, name):
    replay = Replay(progwrap, itertools.chain(WIDE[name](), [b"\x1b\\", GOOD]))
    assert json.loads(replay.output)["iterations_done"] is not None
    assert replay.mebibytes <= 16


SLOW = """[tool]
level = training
[catastrophic]
regex = (?<message>a+)+\\W
[quadratic]
regex = (?:a|ab)*(?<message>\\d)
[good]
regex = ^good (?<iterations_done>\\d+)
"""
LINES = 24  # fewer bytes than the recorder may be behind
LONG = "a" * 65535 + "-\n"


@pytest.mark.timing
def test_slow_patterns_of_the_users_are_told_once_and_the_others_go_on(progwrap):
    patterns = progwrap.home / "slow.ini"
    patterns.write_text(SLOW)
    replay = Replay(progwrap, [*[LONG.encode()] * LINES, b"good 5\n"], "--patterns", patterns)
    assert done(replay) == 5
    assert replay.seconds < 30
    complaints = [line for line in replay.told.splitlines() if "slow.ini:" in line]
    assert len(set(complaints)) == len(complaints)
    assert any("[catastrophic] gave up on a line" in line for line in complaints), replay.told
    assert any("[quadratic] takes too long" in line for line in complaints), replay.told


@pytest.mark.timing
def test_slow_patterns_do_not_touch_the_job(progwrap):
    patterns = progwrap.home / "slow.ini"
    patterns.write_text(SLOW)
    (progwrap.home / "long").write_text(LONG * LINES + "good 5\n")
    began = time.monotonic()
    result = progwrap.run("--job", "slow", "--patterns", patterns, "--", "sh", "-c", "cat long; exit 7")
    assert time.monotonic() - began < 30
    assert result.returncode == 7
    unharmed = result.stdout == LONG * LINES + "good 5\n"
    assert unharmed
    assert progwrap.row("slow")["iterations_done"] == 5
    log = (progwrap.home / "state" / "progwrap" / "progwrap.log").read_text()
    assert log.count("[catastrophic] gave up on a line") == 1, log
    assert log.count("[quadratic] takes too long") == 1, log


@pytest.mark.parametrize("length", [10, 1000, 7000, 8100])
def test_a_deep_match_is_never_a_silent_miss(progwrap, length):
    patterns = progwrap.home / "deep.ini"
    patterns.write_text("[tool]\nlevel = training\n[deep]\nregex = ^(?:_|X)+ (?<iterations_done>\\d+)$\n")
    (progwrap.home / "deep.log").write_text("_" * length + " 7\n")
    assert progwrap.replay("deep.log", "--patterns", patterns)["iterations_done"] == 7

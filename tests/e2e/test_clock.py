"""The machine's clock is set forward and back while a job runs."""
from pathlib import Path

import pytest

from conftest import PYTHON

# Trial after trial, each when its file is there. libfaketime is not for the command, whose time.sleep it breaks.
TRIALS = """
import os, time
for trial in range(1, 5):
    print(f"Trial {trial} of 4")
    while not os.path.exists(f"go{trial}"): time.sleep(0.02)
"""


@pytest.mark.plain
def test_a_clock_that_is_set_changes_neither_the_estimate_nor_the_end(progwrap):
    (progwrap.home / "trials.py").write_text(TRIALS)
    clock = progwrap.home / "clock"
    clock.write_text("+0")
    progwrap.environment.update(
        LD_PRELOAD=str(next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))),
        FAKETIME_TIMESTAMP_FILE=str(clock),
        FAKETIME_NO_CACHE="1",
        FAKETIME_DONT_FAKE_MONOTONIC="1",
    )
    process = progwrap.start("--job", "jump", "--total", "4", "--", "env", "-u", "LD_PRELOAD", PYTHON, "trials.py")
    for trial, ahead in enumerate(("+0", "+3600", "-7200", "+0"), 1):
        row = progwrap.wait_for_row("jump", lambda row: row["current_iteration"] == trial)
        assert progwrap.status("jump")["status"] == "running" and row["percentage"] == 25 * (trial - 1)
        assert row["eta_seconds"] is None or 0 <= row["eta_seconds"] < 60
        clock.write_text(ahead)
        (progwrap.home / f"go{trial}").touch()
    assert process.wait(20) == 0
    row = progwrap.row("jump")
    assert (row["status"], row["percentage"], row["eta_seconds"]) == ("completed", 100, 0)

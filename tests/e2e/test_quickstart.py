"""The first command of the README, as a new user runs it."""
import subprocess

import pytest
from conftest import ROOT


@pytest.mark.build
def test_quickstart_runs_two_real_trainings_and_can_run_again(progwrap):
    for _ in range(2):
        result = subprocess.run(
            [str(ROOT / "examples" / "quickstart")],
            env=progwrap.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=600,
        )
        assert result.returncode == 0, result.stdout
        for job, done in (("quickstart-optuna", 10), ("quickstart-sklearn", 20)):
            row = progwrap.row(job)
            assert (row["status"], row["percentage"]) == ("completed", 100.0)
            assert (row["iterations_done"], row["total_iterations"]) == (done, done)
            assert f"job_id = {job}" in result.stdout

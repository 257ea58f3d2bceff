"""replay is the live run's own function: the same bytes give the same row, however they were cut."""
import json

import pytest

# What the bytes alone decide; times, ids and rates are the run's.
FROM_THE_BYTES = (
    "status percentage current_step step_number total_steps step_percentage message current_iteration iterations_done "
    "total_iterations items_done total_items best_score current_score score_name score_direction best_params metrics "
    "tools is_complete exit_code exit_signal error_message"
).split()

TRAININGS = {
    "optuna": ("optuna_study.py", "--n-trials", 12, "--pruning", "--fail-trial", 3, "--second-handler"),
    "optuna-bar": ("optuna_study.py", "--n-trials", 12, "--progress-bar"),
    "optuna-crash": ("optuna_study.py", "--n-trials", 12, "--crash-after", 5),
    "sklearn-2": ("sklearn_search.py", "--verbose", 2),
    "sklearn-10": ("sklearn_search.py", "--verbose", 10, "--random"),
    "candles": ("candles.py", "--episodes", 3, "--candles", 500, "--pause", 0),
    "candles-crash": ("candles.py", "--episodes", 3, "--candles", 500, "--pause", 0, "--crash-at", 2),
    "tqdm": ("tqdm_nested.py", "--epochs", 3, "--batches", 30),
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """recorded(name) is (log, exit status) of a real training, run once without progwrap."""
    import subprocess

    from conftest import EXAMPLES, PYTHON

    folder = tmp_path_factory.mktemp("logs")
    known = {}

    def record(name):
        if name not in known:
            script, *arguments = TRAININGS[name]
            log = folder / f"{name}.log"
            with open(log, "wb") as output:
                line = [PYTHON, str(EXAMPLES / script), *map(str, arguments)]
                status = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT).returncode
            known[name] = (log, status)
        return known[name]

    return record


def from_the_bytes(row):
    return {name: row[name] for name in FROM_THE_BYTES}


@pytest.mark.parametrize("name", TRAININGS)
def test_replay_at_random_cuts_equals_live(progwrap, trainer, recorded, name):
    log, status = recorded(name)
    replayed = from_the_bytes(progwrap.replay(log, "--exit-status", status))
    for seed in (1, 2, 3):
        live = progwrap.run("--job", f"cut-{seed}", "--", *trainer("type_out.py", log, seed, status))
        assert live.returncode == status
        assert from_the_bytes(progwrap.status(f"cut-{seed}")) == replayed


def test_without_an_end_the_job_still_runs(progwrap, recorded):
    log, _ = recorded("candles")
    snapshot = progwrap.replay(log)
    assert (snapshot["status"], snapshot["is_complete"], snapshot["exit_code"]) == ("running", False, None)
    assert 99.9 <= snapshot["percentage"] < 100


def test_an_exit_status_of_128_and_more_is_a_status(progwrap, recorded):
    log, _ = recorded("candles")
    snapshot = progwrap.replay(log, "--exit-status", 137)
    assert (snapshot["status"], snapshot["exit_code"]) == ("failed", 137)


def test_replay_touches_no_store(progwrap, recorded):
    progwrap.replay(recorded("candles")[0], "--exit-status", 0)
    assert not progwrap.database.exists()


def test_the_users_patterns_are_used(progwrap, tmp_path):
    """Ten lines that no shipped file knows."""
    patterns = tmp_path / "home-made.ini"
    patterns.write_text("[tool]\nlevel = training\n[epoch]\nregex = ^pass (?<iteration>\\d+) of (?<total_iterations>\\d+)$\n")
    log = tmp_path / "home-made.log"
    log.write_text("pass 1 of 4\npass 2 of 4\npass 3 of 4\n")
    snapshot = progwrap.replay(log, "--patterns", patterns)
    assert (snapshot["current_iteration"], snapshot["total_iterations"]) == (3, 4)
    assert "home-made" in json.dumps(snapshot["tools"])

"""Real Optuna studies, and a light imitation where a moment in the middle is looked at."""
import re

import pytest


def finished(output):
    """What Optuna printed: {trial: (value, parameters)}, and the number of ends of any kind."""
    lines = re.findall(r"Trial (\d+) finished with value: (\S+) and parameters: (\{.*?\})\.", output)
    return {int(number): (float(value), eval(parameters)) for number, value, parameters in lines}


def best_of(trials):
    return max(trials.values(), key=lambda trial: trial[0])


def test_a_study_is_counted_and_its_best_is_kept(progwrap, example):
    result = progwrap.run("--job", "study", "--", *example("optuna_study.py", "--n-trials", 10))
    assert result.returncode == 0
    value, parameters = best_of(finished(result.stdout + result.stderr))
    row = progwrap.row("study")
    assert row["status"] == "completed" and row["is_complete"] == 1 and row["exit_code"] == 0
    assert (row["iterations_done"], row["total_iterations"], row["percentage"]) == (10, 10, 100.0)
    assert row["best_score"] == pytest.approx(value) and row["best_params"] == parameters
    assert row["tools"] == ["optuna"]
    assert row["error_message"] is None


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_second_handler_on_stdout_counts_no_trial_twice(progwrap, example, jobs):
    command = example("optuna_study.py", "--n-trials", 16, "--n-jobs", jobs, "--second-handler")
    result = progwrap.run("--job", "twice", "--", *command)
    assert len(re.findall(r"Trial \d+ finished", result.stdout)) == 16, "the second handler prints to stdout"
    assert len(re.findall(r"Trial \d+ finished", result.stderr)) == 16, "Optuna's own prints to stderr"
    row = progwrap.row("twice")
    assert (row["iterations_done"], row["total_iterations"], row["percentage"]) == (16, 16, 100.0)
    value, _ = best_of(finished(result.stderr))
    assert row["best_score"] == pytest.approx(value)


def test_a_second_handler_on_the_same_file_counts_no_trial_twice(progwrap, example):
    command = example("optuna_study.py", "--n-trials", 12, "--second-handler")
    result = progwrap.run("--job", "joined", "--", "sh", "-c", 'exec "$@" 2>&1', "sh", *command)
    assert len(re.findall(r"Trial \d+ finished", result.stdout)) == 24
    row = progwrap.row("joined")
    assert (row["iterations_done"], row["total_iterations"]) == (12, 12)


def test_pruned_and_failed_trials_count_and_do_not_fail_the_job(progwrap, example):
    command = example("optuna_study.py", "--n-trials", 14, "--pruning", "--fail-trial", 2, "--fail-trial", 5)
    result = progwrap.run("--job", "mixed", "--", *command)
    output = result.stdout + result.stderr
    assert "pruned" in output and output.count("failed with") >= 2
    row = progwrap.row("mixed")
    assert (row["iterations_done"], row["total_iterations"], row["status"]) == (14, 14, "completed")
    assert row["error_message"] is None


def test_the_bar_and_the_trial_lines_are_the_same_trials(progwrap, example):
    progwrap.run("--job", "bar", "--", *example("optuna_study.py", "--n-trials", 12, "--progress-bar"))
    row = progwrap.row("bar")
    assert (row["iterations_done"], row["total_iterations"], row["percentage"]) == (12, 12, 100.0)


def test_the_bar_alone_gives_the_total(progwrap, example):
    script = (
        "import optuna; optuna.create_study().optimize("
        "lambda trial: trial.suggest_float('x', -1, 1) ** 2, n_trials=9, show_progress_bar=True)"
    )
    progwrap.run("--job", "total-from-bar", "--", "/usr/bin/python3", "-c", script)
    row = progwrap.row("total-from-bar")
    assert (row["iterations_done"], row["total_iterations"]) == (9, 9)


def test_a_crashed_study_keeps_its_percentage_and_has_the_error_line(progwrap, example):
    command = example("optuna_study.py", "--n-trials", 10, "--crash-after", 4)
    result = progwrap.run("--job", "crash", "--", *command)
    assert result.returncode == 1
    row = progwrap.row("crash")
    assert (row["status"], row["exit_code"], row["is_complete"]) == ("failed", 1, 1)
    assert row["percentage"] == 40.0 and row["iterations_done"] == 4
    assert row["error_message"] == "RuntimeError: the training script has a bug"


@pytest.mark.parametrize("total", [["--n-trials", "8"], ["--n-trials=8"], ["--n_trials=8"], ["--n_trials", "8"]])
def test_the_total_comes_from_the_command_line(progwrap, trainer, tmp_path, total):
    go_on = tmp_path / "go on"
    run = progwrap.start("--job", "argv", "--", *trainer("trials.py", *total, "--print", 6, "--wait", go_on))
    row = progwrap.wait_for_row("argv", lambda row: row["iterations_done"] == 6)
    assert (row["total_iterations"], row["percentage"], row["status"]) == (8, 75.0, "running")
    assert row["message"] == "Trial 6/8"
    go_on.touch()
    assert run.wait(20) == 0
    row = progwrap.row("argv")
    assert (row["iterations_done"], row["percentage"]) == (6, 100.0), "the end does not touch the counters"


def test_the_total_comes_from_an_option(progwrap, trainer, tmp_path):
    command = trainer("trials.py", "--print", 7, "--wait", tmp_path / "go on")
    progwrap.start("--job", "option", "--total", 50, "--", *command)
    row = progwrap.wait_for_row("option", lambda row: row["iterations_done"] == 7)
    assert (row["total_iterations"], row["percentage"], row["message"]) == (50, 14.0, "Trial 7/50")


def test_without_a_total_there_is_a_count_and_no_percentage(progwrap, trainer, tmp_path):
    progwrap.start("--job", "open", "--", *trainer("trials.py", "--print", 7, "--wait", tmp_path / "go on"))
    row = progwrap.wait_for_row("open", lambda row: row["iterations_done"] == 7)
    assert (row["total_iterations"], row["percentage"], row["eta_seconds"]) == (None, None, None)
    assert row["best_score"] == pytest.approx(1 / 7) and row["best_params"] == {"x": 6}
    assert row["message"] == "Trial 7"


def test_running_a_job_again_is_its_next_attempt(progwrap, trainer):
    for attempt in (1, 2):
        progwrap.run("--job", "again", "--", *trainer("trials.py", "--n-trials", 3))
        row = progwrap.row("again")
        assert (row["attempt"], row["iterations_done"], row["status"]) == (attempt, 3, "completed")

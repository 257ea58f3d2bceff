"""Real scikit-learn searches: 4 candidates, 5 folds, 20 fits."""
import re

import pytest

HEADER = "Fitting 5 folds for each of 4 candidates, totalling 20 fits"
FIT = "[CV] END ................................C=10, kernel=linear; total time=   0.0s"


@pytest.mark.parametrize("search", [[], ["--random"]], ids=["grid", "randomized"])
@pytest.mark.parametrize("verbose", [2, 3, 10])
def test_twenty_fits_count_twenty(progwrap, example, search, verbose):
    """With verbose=2 the lines of a candidate's five folds are identical, and each counts."""
    result = progwrap.run("--job", "search", "--", *example("sklearn_search.py", *search, "--verbose", verbose))
    assert result.returncode == 0
    assert len(re.findall(r"\] END ", result.stdout + result.stderr)) == 20
    row = progwrap.row("search")
    assert (row["iterations_done"], row["total_iterations"], row["percentage"]) == (20, 20, 100.0)
    assert (row["status"], row["tools"]) == ("completed", ["sklearn"])


@pytest.mark.parametrize("verbose", [2, 3, 10])
def test_twenty_fits_of_two_workers_count_twenty(progwrap, example, verbose):
    progwrap.run("--job", "workers", "--", *example("sklearn_search.py", "--n-jobs", 2, "--verbose", verbose))
    row = progwrap.row("workers")
    assert (row["iterations_done"], row["total_iterations"], row["percentage"]) == (20, 20, 100.0)


def test_verbose_1_tells_the_total_and_nothing_more(progwrap, example):
    progwrap.run("--job", "quiet", "--", *example("sklearn_search.py", "--verbose", 1))
    row = progwrap.row("quiet")
    assert row["total_iterations"] == 20 and not row["iterations_done"]
    assert (row["status"], row["percentage"]) == ("completed", 100.0)


def test_scores_are_kept(progwrap, example):
    result = progwrap.run("--job", "scores", "--", *example("sklearn_search.py", "--verbose", 3))
    scores = [float(score) for score in re.findall(r"score=([\d.]+)", result.stdout + result.stderr)]
    row = progwrap.row("scores")
    assert row["current_score"] == pytest.approx(scores[-1])
    # of a fold nobody can tell the best candidate; the script prints it at the end
    assert row["best_score"] == pytest.approx(float(re.search(r"Best score: ([\d.]+)", result.stdout)[1]))
    assert row["best_params"]["kernel"] == "rbf"


def test_seven_of_twenty_fits(progwrap, trainer, tmp_path):
    lines = [HEADER + "\\n"] + [FIT + "\\n"] * 7
    progwrap.start("--job", "seven", "--", *trainer("say.py", *lines, f"@wait={tmp_path}/go on"))
    row = progwrap.wait_for_row("seven", lambda row: row["iterations_done"] == 7)
    assert (row["total_iterations"], row["percentage"], row["message"]) == (20, 35.0, "Fit 7/20")


def test_a_search_that_dies_keeps_its_percentage(progwrap, trainer):
    lines = [HEADER + "\\n"] + [FIT + "\\n"] * 5
    result = progwrap.run("--job", "dies", "--", *trainer("say.py", *lines, "@raise=no such kernel"))
    assert result.returncode == 1
    row = progwrap.row("dies")
    assert (row["status"], row["percentage"], row["iterations_done"]) == ("failed", 25.0, 5)
    assert row["error_message"] == "ValueError: no such kernel"

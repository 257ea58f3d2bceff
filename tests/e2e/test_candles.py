"""Episodes around candles: two levels, thousands separators, a line that arrives in pieces."""
import pytest


@pytest.mark.parametrize(
    "line, episode, total, candle, candles, percentage",
    [
        ("Episode 10/20 · Candle 7,300/10,000", 10, 20, 7300, 10000, 48.65),
        ("Episode 5/50 · Candle 100/10,000", 5, 50, 100, 10000, 8.02),
        ("Episode 1/4 · Candle 500/1,000", 1, 4, 500, 1000, 12.5),
    ],
)
def test_an_episode_holds_its_candles(progwrap, trainer, tmp_path, line, episode, total, candle, candles, percentage):
    progwrap.start("--job", "nest", "--", *trainer("say.py", line + "\\n", f"@wait={tmp_path}/go on"))
    row = progwrap.wait_for_row("nest", lambda row: row["items_done"] is not None)
    assert (row["current_iteration"], row["iterations_done"], row["total_iterations"]) == (episode, episode - 1, total)
    assert (row["items_done"], row["total_items"]) == (candle, candles)
    assert row["percentage"] == percentage
    assert row["message"] == line


def test_a_line_that_pauses_in_its_last_number_is_read_whole(progwrap, trainer, tmp_path):
    """`7,300/10`, a pause, `,000`: at no moment are there ten candles."""
    pieces = ["Episode 10/20 · Candle 7,300/10", "@0.4", ",000\\n"]
    progwrap.start("--job", "pieces", "--", *trainer("say.py", *pieces, f"@wait={tmp_path}/go on"))
    seen = set()

    def complete(row):
        seen.add((row["items_done"], row["total_items"]))
        return row["items_done"] == 7300

    row = progwrap.wait_for_row("pieces", complete)
    assert row["total_items"] == 10000
    assert seen <= {(None, None), (7300, 10000)}


def test_the_percentage_of_a_real_run_never_falls(progwrap, example):
    run = progwrap.start("--job", "trader", "--", *example("candles.py", "--episodes", 4, "--candles", 1000))
    seen = []

    def over(row):
        if row["percentage"] is not None:
            seen.append(row["percentage"])
        return row["is_complete"]

    row = progwrap.wait_for_row("trader", over, seconds=60)
    run.communicate(timeout=20)
    assert (row["status"], row["percentage"]) == ("completed", 100.0)
    assert (row["current_iteration"], row["total_iterations"], row["items_done"]) == (4, 4, 1000)
    assert seen == sorted(seen)
    assert len(set(seen)) >= 3, "the row moved while the command ran"


def test_a_crash_shows_where_it_happened(progwrap, example):
    command = example("candles.py", "--episodes", 4, "--candles", 1000, "--crash-at", 3)
    assert progwrap.run("--job", "where", "--", *command).returncode == 1
    row = progwrap.row("where")
    assert (row["status"], row["current_iteration"], row["items_done"]) == ("failed", 3, 450)
    assert row["percentage"] == 61.25
    assert row["message"] == "Episode 3/4 · Candle 450/1,000"
    assert row["error_message"] == "RuntimeError: the exchange returned no candles"

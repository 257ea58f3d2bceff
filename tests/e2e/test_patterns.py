"""progwrap patterns: list, show, check and try; the user's own files."""
from conftest import ROOT

EXAMPLE_PATTERNS = ROOT / "examples" / "patterns"

TRAINER = """[tool]
level = training
[epoch]
regex = ^epoch (?<iterations_done>{count}) of (?<total_iterations>{count}) done: (?<metrics>.*)
"""


def test_try_shows_what_each_line_gives_what_is_left_and_the_cost(progwrap):
    (progwrap.home / "trainer.ini").write_text(TRAINER)
    (progwrap.home / "run.log").write_text("hello\nepoch 3 of 10 done: loss=0.5\nTrial 3 pruned. \nbye\n")
    result = progwrap.run("patterns", "try", "trainer.ini", "run.log")
    assert result.returncode == 0, result.stderr
    assert ("epoch 3 of 10 done: loss=0.5\n    trainer.epoch: iterations_done=3 total_iterations=10 metrics.loss=0.5\n") in result.stdout
    assert "    optuna.ended: key=3" in result.stdout
    assert "2 of 4 records unmatched, the first:\nhello\nbye\n" in result.stdout
    assert [line.split()[1:] for line in result.stdout.splitlines() if line.endswith(" trainer.epoch")] == [["1", "1", "trainer.epoch"]]


def test_try_of_a_log_that_is_wholly_known_or_missing(progwrap):
    (progwrap.home / "trainer.ini").write_text(TRAINER)
    (progwrap.home / "run.log").write_text("epoch 3 of 10 done: loss=0.5\n")
    assert "0 of 1 records unmatched\n" in progwrap.run("patterns", "try", "trainer.ini", "run.log").stdout
    missing = progwrap.run("patterns", "try", "trainer.ini", "none.log")
    assert missing.returncode == 1 and "cannot read 'none.log'" in missing.stderr


def test_a_mistake_in_a_file_is_told_with_its_line(progwrap):
    (progwrap.home / "broken.ini").write_text("[epoch]\nregex = ^(\n")
    for command in (["check", "broken.ini"], ["try", "broken.ini", "/dev/null"]):
        result = progwrap.run("patterns", *command)
        assert result.returncode == 2
        assert "broken.ini:2:11: missing closing parenthesis\n    regex = ^(\n              ^\n" in result.stderr


def own_patterns(progwrap, name, text):
    directory = progwrap.home / "config" / "progwrap" / "patterns"
    directory.mkdir(parents=True, exist_ok=True)
    (directory / name).write_text(text)


def test_files_in_the_users_configuration_are_in_force(progwrap):
    own_patterns(progwrap, "trainer.ini", TRAINER)
    assert progwrap.run("--job", "own", "--", "echo", "epoch 3 of 10 done: loss=0.5").returncode == 0
    assert progwrap.row("own")["tools"] == ["trainer"]
    line = [line for line in progwrap.run("patterns", "list").stdout.splitlines() if line.startswith("trainer ")]
    assert line and line[0].split()[1] == "user"


def test_a_file_without_events_switches_a_tool_off(progwrap):
    line = "[I 2026-11-23 01:13:48,896] Trial 3 finished with value: 0.9 and parameters: {'C': 0.31}."
    assert progwrap.run("--job", "on", "--", "echo", line).returncode == 0
    assert progwrap.row("on")["tools"] == ["optuna"]
    own_patterns(progwrap, "optuna.ini", "[tool]\nlevel = search\n")
    assert progwrap.run("--job", "off", "--", "echo", line).returncode == 0
    assert "optuna" not in (progwrap.row("off")["tools"] or [])


def test_a_tool_is_switched_off_in_the_ini_file(progwrap):
    line = "Trial 3 pruned. "
    (progwrap.home / "config" / "progwrap").mkdir(parents=True)
    (progwrap.home / "config" / "progwrap" / "progwrap.ini").write_text("[patterns]\ndisable = optuna\ndisable = unknown\n")
    assert progwrap.run("--job", "off", "--", "echo", line).returncode == 0
    assert not progwrap.row("off")["tools"]
    listed = [row.split()[0] for row in progwrap.run("patterns", "list").stdout.splitlines()]
    assert "sklearn" in listed and "optuna" not in listed and "unknown" not in listed
    own_patterns(progwrap, "optuna.ini", "[mine]\nregex = Trial (?<key>\\d+)\ncount = key\nlevel = search\n")
    assert progwrap.run("--job", "own", "--", "echo", line).returncode == 0
    assert progwrap.row("own")["tools"] == ["optuna"]


def test_a_tool_is_switched_off_on_the_command_line(progwrap):
    (progwrap.home / "run.log").write_text("Trial 3 pruned. \n")
    assert progwrap.replay("run.log")["iterations_done"] == 1
    assert progwrap.replay("run.log", "--disable", "optuna")["iterations_done"] is None
    result = progwrap.run("--disable", "optna", "--", "echo", "started")
    assert result.returncode == 125 and "started" not in result.stdout
    assert "'disable' names 'optna', which is no shipped pattern file" in result.stderr


def test_a_file_of_the_same_name_takes_a_shipped_ones_place(progwrap):
    own_patterns(progwrap, "optuna.ini", "[tool]\nlevel = search\n[mine]\nregex = my trial (?<key>\\d+)\ncount = key\n")
    assert progwrap.run("--job", "mine", "--", "echo", "my trial 7").returncode == 0
    row = progwrap.row("mine")
    assert row["tools"] == ["optuna"] and row["iterations_done"] == 1


def test_a_mistake_in_the_users_configuration_stops_the_start(progwrap):
    own_patterns(progwrap, "broken.ini", "[epoch]\nregex = ^(\n")
    result = progwrap.run("--", "echo", "started")
    assert result.returncode == 125 and "started" not in result.stdout
    assert "broken.ini:2:11: missing closing parenthesis\n    regex = ^(\n              ^\n" in result.stderr


def test_the_examples_are_sound_and_read_what_they_say(progwrap):
    files = EXAMPLE_PATTERNS.glob("*.ini")
    assert progwrap.run("patterns", "check", *files).returncode == 0
    runs = "echo run 2 scored 0.9 with \"{'lr': 0.1}\"; echo run 1 scored 0.8 with \"{'lr': 0.2}\"; echo run 2 scored 0.9 with \"{'lr': 0.1}\""
    progwrap.run("--job", "sweep", "--patterns", EXAMPLE_PATTERNS / "sweep.ini", "--", "sh", "-c", runs, "sweep", "--runs", "4")
    row = progwrap.row("sweep")
    assert (row["iterations_done"], row["total_iterations"], row["best_score"], row["best_params"]) == (2, 4, 0.9, {"lr": 0.1})
    (progwrap.home / "run.log").write_text("epoch 1 of 4 done, loss 0.5\nepoch 2 of 4 done, loss 0.7\n")
    row = progwrap.replay("run.log", "--patterns", EXAMPLE_PATTERNS / "trainer.ini")
    assert (row["percentage"], row["best_score"], row["current_score"]) == (50, 0.5, 0.7)
    (progwrap.home / "run.log").write_text("== Load ==\nloaded file 20/40\n")
    row = progwrap.replay("run.log", "--patterns", EXAMPLE_PATTERNS / "stages.ini", "--steps", "Load=10,Train=80,Report=10")
    assert (row["current_step"], row["percentage"]) == ("Load", 5)

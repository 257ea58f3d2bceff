"""progwrap patterns: list, show, check and try."""

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
        assert "broken.ini:2: " in result.stderr

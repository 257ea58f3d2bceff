"""What the log says after a job whose patterns did not find what they look for."""
TRAINER = """[tool]
level = training
[epoch]
regex = ^epoch (?<iterations_done>{count}) of (?<total_iterations>{count}) done
[never]
regex = ^never (?<iterations_done>{count}) seen
"""

SLOW = """[tool]
level = training
[slow]
regex = ^x*x*x*x*y(?<iterations_done>[0-9]+)[^0-9]?$
"""


def log_of(progwrap):
    return (progwrap.home / "state" / "progwrap" / "progwrap.log").read_text()


def test_the_events_of_a_users_file_that_never_matched_are_named(progwrap):
    (progwrap.home / "trainer.ini").write_text(TRAINER)
    result = progwrap.run("--patterns", "trainer.ini", "--", "sh", "-c", "echo epoch 1 of 2 done")
    assert result.returncode == 0
    assert "never matched: trainer.never\n" in log_of(progwrap)


def test_a_pattern_that_takes_too_long_is_named_and_the_job_goes_on(progwrap):
    (progwrap.home / "slow.ini").write_text(SLOW)
    line = "x" * 4000 + "y1zz"
    result = progwrap.run("--job", "slow", "--patterns", "slow.ini", "--", "sh", "-c",
                          f"for i in 1 2 3 4 5 6 7 8 9; do echo {line}; done; echo Epoch 2/5")
    assert result.returncode == 0
    assert "slow.ini:4: [slow]" in log_of(progwrap)
    assert progwrap.row("slow")["status"] == "completed"


def test_debug_lines_are_written_of_the_topics_that_were_asked_for(progwrap):
    progwrap.environment["PROGWRAP_DEBUG"] = "store,parse"
    progwrap.run("--", "echo", "Trial 3 finished with value: 0.5 and parameters: {}.")
    log = log_of(progwrap)
    assert "parse: " in log and "[finished] may match for the first time\n" in log
    assert "store: seq 1 is committed\n" in log

    progwrap.environment["PROGWRAP_DEBUG"] = "other"
    progwrap.run("--", "echo", "Trial 3 finished with value: 0.5 and parameters: {}.")
    assert log_of(progwrap) == log

"""What a user gets wrong is told in one clear line, and the command is not started."""
import os
import shutil
import socket
import time
from pathlib import Path

import pexpect
import pytest


@pytest.fixture
def marker(tmp_path):
    return tmp_path / "the command ran"


def one_line(text):
    assert text.startswith("progwrap: ") and text.endswith("\n") and text.count("\n") == 1, text
    return text


@pytest.mark.parametrize(
    "options, told",
    [
        (["--bogus"], "--bogus"),
        (["--job"], "--job"),
        (["--job", "x" * 201], "--job"),
        (["--total", "many"], "many"),
        (["--pty=sometimes"], "sometimes"),
        (["--patterns", "/no/such.ini"], "/no/such.ini"),
        (["--db", "mysql://host/jobs"], "mysql"),
        (["--db", "sqlite://no-slash"], "sqlite"),
    ],
    ids=lambda value: "_".join(value)[:30] if isinstance(value, list) else None,
)
def test_a_wrong_option_is_one_line_and_125(progwrap, marker, options, told):
    last_takes_a_value = options in (["--job"],)
    command = [] if last_takes_a_value else ["--", "touch", marker]
    result = progwrap.run(*options, *command)
    assert result.returncode == 125
    assert told in one_line(result.stderr)
    assert result.stdout == "" and not marker.exists()


def test_no_command_is_one_line_and_125(progwrap):
    for line in (["--job", "x"], ["--job", "x", "--"], ["run"]):
        result = progwrap.run(*line)
        assert result.returncode == 125
        one_line(result.stderr)


@pytest.mark.parametrize("place", ["option", "environment", "file"])
def test_a_password_in_the_url_is_refused_and_not_repeated(progwrap, marker, tmp_path, place):
    url = "postgresql://me:hunter2@localhost/jobs"
    options, environment = [], {}
    if place == "option":
        options = ["--db", url]
    elif place == "environment":
        environment = {"PROGWRAP_DB": url}
    else:
        config = tmp_path / "progwrap.ini"
        config.write_text(f"[progwrap]\ndb = {url}\n")
        environment = {"PROGWRAP_CONFIG": str(config)}
    result = progwrap.run(*options, "--", "touch", marker, environment=environment)
    assert result.returncode == 125
    assert "password" in one_line(result.stderr) and "hunter2" not in result.stderr
    assert not marker.exists()


def test_a_postgresql_url_without_the_postgresql_module_is_one_line(progwrap, marker, tmp_path):
    built = Path(progwrap.command[-1]).resolve().parent
    for name in ("progwrap", "progwrap-engine"):
        shutil.copy(built / name, tmp_path / name)
    progwrap.command = [*progwrap.command[:-1], str(tmp_path / "progwrap")]
    result = progwrap.run("--db", "postgresql://localhost/jobs", "--", "touch", marker)
    assert result.returncode == 125
    assert f"there is no '{tmp_path}/progwrap-postgres.so'" in one_line(result.stderr)
    assert not marker.exists()
    assert progwrap.run("--", "touch", marker).returncode == 0  # nobody else needs it
    assert marker.exists()


def test_all_mistakes_of_a_pattern_file_are_told_at_once_with_their_lines(progwrap, marker, tmp_path):
    patterns = tmp_path / "mine.ini"
    patterns.write_text(
        "[tool]\nlevel = nowhere\n"
        "[one]\nregex = Trial (?<iteration>\\d+\n"
        "[two]\nregex = Fold (?<no_such_group>\\d+)\n"
        "[three]\nno_such_key = 1\nregex = x\n"
    )
    result = progwrap.run("--patterns", patterns, "--", "touch", marker)
    assert result.returncode == 125
    for line in (2, 4, 6, 8):
        assert f"mine.ini:{line}:" in result.stderr
    assert not marker.exists()


def test_a_mistake_in_the_ini_file_is_told_with_its_line(progwrap, marker, tmp_path):
    config = tmp_path / "progwrap.ini"
    config.write_text("[progwrap]\n\ntotals = 3\n")
    result = progwrap.run("--", "touch", marker, environment={"PROGWRAP_CONFIG": str(config)})
    assert result.returncode == 125
    assert "progwrap.ini:3: " in one_line(result.stderr)
    assert not marker.exists()


@pytest.mark.parametrize(
    "line",
    [["status", "--bogus"], ["list", "--bogus"], ["replay"], ["replay", "--bogus", "x"], ["patterns", "bogus"], ["bogus"]],
    ids=" ".join,
)
def test_wrong_use_of_another_command_is_one_line_and_2(progwrap, line):
    result = progwrap.run(*line)
    assert result.returncode == 2
    one_line(result.stderr)
    assert result.stdout == ""


def test_a_log_that_is_not_there_is_one_line(progwrap):
    result = progwrap.run("replay", "/no/such.log")
    assert result.returncode not in (0, 125)
    assert "/no/such.log" in one_line(result.stderr)


def test_an_unknown_job_is_one_line_and_1(progwrap):
    progwrap.run("--job", "known", "--", "true")
    result = progwrap.run("status", "unknown")
    assert result.returncode == 1
    assert "unknown" in one_line(result.stderr)


def test_a_command_that_is_not_there_is_127(progwrap):
    result = progwrap.run("--job", "absent", "--", "/no/such/program")
    assert result.returncode == 127
    assert "/no/such/program" in result.stderr


def test_a_command_that_cannot_be_executed_is_126(progwrap, tmp_path):
    plain = tmp_path / "plain"
    plain.write_text("no program\n")
    assert progwrap.run("--job", "plain", "--", plain).returncode == 126


@pytest.fixture
def mute_server():
    """A port that accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(params=["refused", "mute"])
def away(request, mute_server):
    """The URL of a database that cannot be reached."""
    if request.param == "mute":
        return f"postgresql://me@127.0.0.1:{mute_server}/jobs"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"postgresql://me@127.0.0.1:{port}/jobs"


def test_an_away_database_does_not_change_the_command(progwrap, away):
    options = ["--job", "away", "--db", away, "--flush-timeout-seconds", 1]
    result = progwrap.run(*options, "--", "sh", "-c", "echo trained; echo told >&2; exit 7", timeout=30)
    assert (result.returncode, result.stdout, result.stderr) == (7, "trained\n", "told\n")


@pytest.mark.timing
def test_with_an_away_database_the_command_starts_within_100_ms(progwrap, away):
    options = ["--job", "away", "--db", away, "--flush-timeout-seconds", 0]

    def start_ms():
        began = time.time_ns()
        result = progwrap.run(*options, "--", "date", "+%s%N", timeout=30)
        return (int(result.stdout) - began) / 1e6

    assert min(start_ms() for _ in range(5)) < 100


def test_an_away_database_is_told_once_on_the_terminal(progwrap, away, tmp_path):
    options = ["--job", "away", "--db", away, "--flush-timeout-seconds", "1"]
    command = [*progwrap.command, *options, "--", "sh", "-c", "echo begun; sleep 3; echo trained"]
    terminal = pexpect.spawn(command[0], command[1:], env=progwrap.environment, cwd=str(tmp_path), timeout=30, encoding="utf-8")
    terminal.expect(pexpect.EOF)
    terminal.close()
    lines = terminal.before.replace("\r", "").splitlines()
    assert [line for line in lines if not line.startswith("progwrap: ")] == ["begun", "trained"]
    told = [line for line in lines if " is away: " in line]
    assert len(told) == 1, terminal.before
    assert terminal.exitstatus == 0


def test_an_unwritable_state_directory_does_not_harm_the_command(progwrap, tmp_path):
    blocked = tmp_path / "a file, no directory"
    blocked.write_text("")
    result = progwrap.run(
        "--job", "blocked", "--", "sh", "-c", "echo trained; exit 3", environment={"XDG_STATE_HOME": str(blocked)}, timeout=30
    )
    assert (result.returncode, result.stdout) == (3, "trained\n")


def test_status_of_an_away_database_is_3_and_one_line(progwrap, away):
    if os.environ.get("PGCONNECT_TIMEOUT"):
        pytest.fail("PGCONNECT_TIMEOUT must not be set")
    result = progwrap.run("status", "x", "--db", away, timeout=60)
    assert result.returncode == 3
    one_line(result.stderr)

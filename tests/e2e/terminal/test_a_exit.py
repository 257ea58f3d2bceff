"""A. How it ends: behaviours 1 to 5."""
import re
import time

import pytest

SIGNALS = ["TERM", "KILL", "INT", "HUP", "QUIT", "SEGV", "ABRT", "USR1", "PIPE"]


@pytest.mark.parametrize("status", [0, 1, 7, 125, 126, 127, 128, 255])
def test_01_the_exit_code_is_the_commands(same, status):
    assert same(f"exec $W sh -c 'exit {status}'").returncode == status


def test_01_the_exit_code_is_the_commands_on_a_terminal(same_terminal):
    assert same_terminal(lambda terminal: [terminal.run(f"$W sh -c 'exit {status}'") for status in (0, 1, 127, 255)]) == [0, 1, 127, 255]


@pytest.mark.parametrize("name", SIGNALS)
def test_02_a_death_by_a_signal_is_one_by_the_same_signal(same, name):
    assert same(f"ulimit -c 0; exec $W sh -c 'kill -{name} $$'").returncode < 0


def test_02_a_death_by_a_signal_is_one_on_a_terminal(same_terminal):
    same_terminal(lambda terminal: [terminal.run(f"(ulimit -c 0; exec $W sh -c 'kill -{name} $$')") for name in SIGNALS])


@pytest.mark.plain
def test_02_there_is_one_core_the_commands(same):
    same("ulimit -c unlimited; { $W sh -c 'kill -SEGV $$'; } 2>/dev/null; ls -d core* 2>/dev/null | wc -l")


@pytest.mark.parametrize("command, status", [("/no/such/command", 127), ("no-such-command", 127), ("/etc/passwd", 126), ("/", 126)])
def test_03_a_command_that_cannot_be_started_is_127_or_126_and_one_line(run, command, status):
    bare, wrapped = run(f"$W {command}", wrapped=False), run(f"$W {command}")
    assert (wrapped.returncode, wrapped.stdout) == (bare.returncode, bare.stdout) == (status, b"")
    assert wrapped.stderr.count(b"\n") == 1 and command.encode() in wrapped.stderr


def test_04_arguments_arrive_untouched(same):
    result = same("""$W printf '%s|' 'a b' '$x' '' '*' -- --job -q "'" '\\' $'\\n' '"'""")
    assert result.stdout == b"""a b|$x||*|--|--job|-q|'|\\|\n|"|"""


def test_05_a_store_that_is_away_changes_nothing(same, only_progwrap):
    line = "$W sh -c 'echo out; echo err >&2; exit 4'"
    same(line, environment={"PROGWRAP_DB": "postgresql://127.0.0.1:1/nothing", "PROGWRAP_FLUSH_TIMEOUT_SECONDS": "1"})


@pytest.mark.timing
def test_05_nor_does_it_end_much_later(run, only_progwrap):
    """A second, for a store that was away already; not the whole flush_timeout_seconds."""
    started = time.monotonic()
    run("$W true", environment={"PROGWRAP_DB": "postgresql://127.0.0.1:1/nothing", "PROGWRAP_FLUSH_TIMEOUT_SECONDS": "20"})
    assert time.monotonic() - started < 5


def test_05_nothing_of_its_own_is_printed_but_the_job_once_on_a_terminal(progwrap, run, terminal, only_progwrap):
    loud = " ".join(progwrap.command)
    assert run("$W -- echo hello", wrapper=loud).stderr == b""
    shown = terminal()
    shown.run(f"{loud} -- echo hello >out")
    assert shown.shown.count(b"progwrap: job ") == 1 and (progwrap.home / "out").read_bytes() == b"hello\n"
    shown.shown = b""
    shown.run(f"{loud} -- echo hello; {loud} --job named -- echo named")
    assert len(re.findall(rb"progwrap: job \S+ \(progwrap status \S+\)\r\nhello\r\n", shown.shown)) == 1
    assert shown.shown.count(b"progwrap: ") == 1

"""Fixtures that run the same line bare and under progwrap and compare what waitpid, the bytes and the terminal say.

In every line $W stands for the wrapper, or for nothing. $TERMINAL_WRAPPER names another wrapper than progwrap (compare.py);
$TERMINAL_DB another store than SQLite: with one that is away, everything here must still hold."""
import os
import re
import shlex
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from conftest import wait_until

from .driver import SECONDS, Terminal, in_short
from .picture import Drawn, Pair

HERE = Path(__file__).resolve().parent


# Tests that also run under --pty=auto, where an output that is no terminal is a pipe, and under --pty=never, where one that is a
# terminal is a pipe too and the command stays in the user's session. Left out is what is the same code in both, what looks at an
# output that is a terminal, and a full disk and a file's limit, which a pipe tells as SIGPIPE.
MODES = {
    "auto": """
        01_the_exit_code_is_the_commands$ 02_a_death_by_a_signal_is_one_by_the 03 04 26_environment 26_a_low 27 30 31 33_bytes 34_stdout 35
        36_nothing_is_lost_when 37 38_a_reader 39_a_blocked_stdout 40_no_ 42_bytes 44 45_a 46_without 46_under 46_closed 46_make
        46_over_ssh_without 48
    """.split(),
    "never": """
        01_the_exit_code_is_the_commands_on 02_a_death_by_a_signal_is_one_on 06 07 09_a_signal_to_one 09_a_signal_to_the_whole 11 12_nohup 13
        14_a_killed_wrapper 15 16 17_ctrl_z_and_fg_again 17_a_background 18_timeouts 19_a_background 20 21 26_on 32_a_pager 32_typed
        36_nothing_is_lost_on 37_a_grandchild_on 40_nor 42_nor 46_over_ssh_with_
    """.split(),
}


def pytest_generate_tests(metafunc):
    name = metafunc.definition.name.removeprefix("test_")
    modes = [mode for mode, names in MODES.items() if any(re.match(one, name) for one in names)]
    if modes and "wrapper" in metafunc.fixturenames and "only_progwrap" not in metafunc.fixturenames:
        metafunc.parametrize("pty", ["always", *(pytest.param(mode, marks=pytest.mark.other_mode) for mode in modes)])


@pytest.fixture
def pty():
    return "always"


def told_by(process):
    return process.returncode, in_short(process.stdout), in_short(process.stderr)


@pytest.fixture
def only_progwrap():
    """For tests that look at progwrap's own parts or options."""
    if "TERMINAL_WRAPPER" in os.environ:
        pytest.skip("about progwrap alone")


@pytest.fixture
def wrapper(progwrap, pty):
    """The words in front of the command, as $W has them."""
    progwrap.environment.update(PS1="<$?>", TERM="dumb", HELPERS=str(HERE / "helpers"), PY="/usr/bin/python3")
    if os.environ.get("TERMINAL_DB"):
        progwrap.environment["PROGWRAP_DB"] = os.environ["TERMINAL_DB"]
    yield os.environ.get("TERMINAL_WRAPPER") or shlex.join([*progwrap.command, "-q", *([] if pty == "always" else [f"--pty={pty}"]), "--"])
    if "TERMINAL_WRAPPER" in os.environ:  # what it leaves behind is not what is compared
        for pid in progwrap.processes():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


@pytest.fixture
def run(progwrap, wrapper):
    """run(line, wrapped) is the finished process of bash, without a terminal; `exec $W …` shows the wrapper's own status."""

    def run_line(line, wrapped=True, seconds=2 * SECONDS, **options):
        environment = {**progwrap.environment, **options.pop("environment", {})}
        words = options.pop("wrapper", wrapper)
        environment["W"] = words if wrapped else ""
        if "input" not in options:
            options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("start_new_session", True)  # no terminal, whoever runs the tests
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        process = subprocess.run(["bash", "-c", line], env=environment, cwd=progwrap.home, timeout=seconds, **options)
        progwrap.transcript.append((["bash", "-c", line, f"W={environment['W']}"], process.returncode, repr(process.stdout), repr(process.stderr)))
        return process

    return run_line


@pytest.fixture
def same(run):
    """same(line) fails unless status and bytes are the same; the wrapped run is returned."""

    def compare(line, **options):
        wrapped = run(line, **options)
        bare = run(line, **{**options, "wrapped": False})
        assert told_by(wrapped) == told_by(bare)
        return wrapped

    return compare


@pytest.fixture
def terminal(progwrap, wrapper):
    """terminal(wrapped) is a Terminal; it ends with the test."""
    opened = []

    def open_terminal(wrapped=True, kind=Terminal, **options):
        progwrap.transcript.append((["terminal", "wrapped" if wrapped else "bare"], "opened", None, None))
        opened.append(kind(progwrap, wrapper if wrapped else "", **options))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.close()
        progwrap.transcript.append((["terminal", "wrapped" if one.wrapped else "bare"], None, repr(one.shown + (one.pexpect.buffer or b"")), None))


@pytest.fixture
def same_terminal(terminal):
    """same_terminal(scenario) plays it bare and wrapped: what it returns, what the terminal showed and how it is set must be the
    same. The wrapped result is returned."""

    def compare(scenario, **options):
        results = []
        for wrapped in (False, True):
            one = terminal(wrapped, **options)
            value = scenario(one)
            results.append((value, *one.result()))
            one.close()
        bare, wrapped = results
        assert wrapped == bare
        return wrapped[0]

    return compare


@pytest.fixture
def pair(terminal):
    """The same terminal bare and wrapped side by side, each drawn, each in a folder of its own."""
    return Pair(*(terminal(wrapped, kind=Drawn) for wrapped in (False, True)))


@pytest.fixture
def ssh(progwrap):
    """The words of a client that reaches a server of our own on a private port."""
    for key in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(progwrap.home / key)], check=True)
    Path("/run/sshd").mkdir(exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {"AuthorizedKeysFile": progwrap.home / "user.pub", "StrictModes": "no", "PidFile": "none", "UsePAM": "no", "ListenAddress": "127.0.0.1",
           "HostKey": progwrap.home / "host", "Port": port}
    server = subprocess.Popen(
        ["/usr/sbin/sshd", "-D", "-e", "-f", "/dev/null", *(f"-o{name}={value}" for name, value in own.items())],
        env={"PATH": os.environ["PATH"]}, stderr=subprocess.DEVNULL)
    wait_until(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, 10, "the server listens")
    yield f"ssh -F /dev/null -p {port} -i user -oStrictHostKeyChecking=no -oUserKnownHostsFile=/dev/null -q $T 127.0.0.1 env XDG_STATE_HOME={progwrap.home}/state"
    server.kill()
    server.wait()

"""A plain print is in the table at once, wherever the command runs; what --pty says."""
import subprocess
import time

import pytest

from conftest import wait_until

pytestmark = pytest.mark.usefixtures("only_progwrap")

# No -u, no environment: into a pipe Python would hold this back for 8 KiB. The time of the print is in a file.
TALKER = """
import os, time
print("Trial 1 of 4", flush=False)
open("told", "w").write(repr(time.monotonic()))
while not os.path.exists("go"): time.sleep(0.01)
"""
PLACES = {
    "a pipe": "$W {} | cat >out & wait",
    "a file": "$W {} >out",
    "cron": 'env -i HOME="$HOME" XDG_STATE_HOME="$XDG_STATE_HOME" PATH=/usr/bin:/bin W="$W" setsid -w sh -c \'exec $W {}\' </dev/null 2>&1 | cat >out',
    "systemd": "setsid -w sh -c 'exec $W {}' </dev/null >out 2>&1",
    "stdin closed": "$W {} <&- >out",
    "stderr closed": "$W {} 2>&- >out",
    "stdin and stderr closed": "$W {} <&- 2>&- >out",
    "a container": "unshare -f --mount-proc -p sh -c 'exec $W {}' </dev/null >out",
    "/dev/null": "$W {} >/dev/null 2>&1",
}


@pytest.mark.timing
@pytest.mark.parametrize("place", PLACES)
def test_a_plain_print_is_in_the_table_within_300_ms(progwrap, wrapper, place):
    (progwrap.home / "talker.py").write_text(TALKER)
    words = wrapper.removesuffix("--") + "--job talk --total 4 --"
    process = subprocess.Popen(
        ["bash", "-c", PLACES[place].replace("{}", "/usr/bin/python3 talker.py")],
        env={**progwrap.environment, "W": words}, cwd=progwrap.home, stdin=subprocess.DEVNULL, start_new_session=True)
    progwrap.started.append(process)
    wait_until(lambda: (progwrap.home / "told").exists() and (progwrap.home / "told").read_text())
    wait_until(lambda: (progwrap.row("talk") or {}).get("iterations_done") or (progwrap.row("talk") or {}).get("current_iteration"), 10, "the row knows")
    delay = time.monotonic() - float((progwrap.home / "told").read_text())
    (progwrap.home / "go").touch()
    assert process.wait(20) == 0
    assert delay < 0.3


def test_pty_never_and_auto_tell_the_truth(progwrap):
    code = "import os; print([os.isatty(fd) for fd in (0, 1, 2)])"
    for option, told in (("--pty=always", "[False, True, True]"), ("--pty=auto", "[False, False, False]"), ("--pty=never", "[False, False, False]")):
        assert progwrap.run(option, "--", "/usr/bin/python3", "-c", code).stdout == told + "\n"


def test_pty_never_is_no_terminal_on_a_terminal_either(progwrap, terminal):
    one = terminal()
    words = " ".join(progwrap.command) + " -q --pty=never --"
    one.run(f"{words} sh -c 'test -t 0; echo $?; test -t 1; echo $?; echo err >&2; exit 3'")
    assert b"0\r\n1\r\nerr\r\n<3>" in one.shown


@pytest.mark.parametrize("mode", ["auto", "never"])
@pytest.mark.parametrize("line", [
    "$W sh -c 'echo out; echo err >&2; exit 3'",
    "$W sh -c 'for i in 1 2 3 4 5; do echo O; echo E >&2; done' 2>&1 | cat",
    "$W yes | head -1; echo ${PIPESTATUS[0]}",
    "x=$($W sh -c '(sleep 0.3; echo late)& echo now'); echo $x",
    "$W seq 200000 | (sleep 0.3; wc -c)",
    "timeout 0.5 $W sleep 9",
    "exec $W sh -c 'kill -SEGV $$'",
    "$W sh -c 'kill -STOP $$; echo on' & sleep 0.2; kill -CONT $!; wait $!; echo $?",
])
def test_other_modes_are_as_invisible(progwrap, same, mode, line):
    same(line, wrapper=" ".join(progwrap.command) + f" -q --pty={mode} --")


def test_a_pager_on_an_output_that_is_no_terminal_is_told_once(progwrap, terminal):
    """It sets its output up for keys and waits for one that cannot come."""
    code = "import tty, time, os; tty.setraw(1); print('page', flush=True)\nwhile not os.path.exists('go'): time.sleep(0.05)"
    (progwrap.home / "pager.py").write_text(code)
    one = terminal()
    one.line(" ".join(progwrap.command) + " --job pager -- $PY pager.py >out")
    one.expect("waiting for a key on an output that is no terminal")
    time.sleep(0.1)
    (progwrap.home / "go").touch()
    assert one.prompt() == 0
    assert one.shown.count(b"waiting for a key") == 1
    assert (progwrap.home / "out").read_bytes() == b"page\n"
    assert "waiting for a key" in next((progwrap.home / "state" / "progwrap").glob("*.log")).read_text()

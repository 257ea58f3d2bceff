"""B. Signals, typed and sent: behaviours 6 to 14."""
import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from conftest import wait_until

from .driver import parent_of

SENT = ["INT", "QUIT", "TERM", "HUP", "USR1", "USR2", "ALRM", "CONT", "TSTP"]


@pytest.mark.race
def test_06_a_typed_ctrl_c_ends_the_script_around_it(same_terminal):
    def scenario(terminal):
        terminal.line("bash -c '$W sleep 55; echo NEXT'")
        terminal.pid_of("sleep 55")
        terminal.type("\x03")
        return terminal.prompt(), terminal.shown.count(b"\nNEXT")

    assert same_terminal(scenario) == (130, 0)


@pytest.mark.parametrize("keys, status", [("\x03", 130), ("\x1c", 131)], ids=["^C", "^backslash"])
def test_06_it_ends_the_whole_pipeline(same_terminal, keys, status):
    def scenario(terminal):
        terminal.line("(ulimit -c 0; $W sh -c 'echo ready; exec sleep 55') | tee copy")
        terminal.expect("ready\r\n")
        terminal.pid_of("sleep 55")
        terminal.type(keys)
        return terminal.prompt()

    assert same_terminal(scenario) == status


@pytest.mark.race
def test_07_a_command_that_handles_ctrl_c_gets_it_once_and_the_script_goes_on(same_terminal):
    def scenario(terminal):
        terminal.line("bash -c '$W $PY $HELPERS/count.py SIGINT; echo rc=$? NEXT'")
        terminal.expect("ready\r\n")
        terminal.type("\x03")
        terminal.expect("count 1\r\n", "rc=5 NEXT\r\n")
        return terminal.prompt()

    assert same_terminal(scenario) == 0


@pytest.mark.race
@pytest.mark.parametrize("name", SENT)
def test_08_a_sent_signal_arrives_once(same, name):
    line = f"mkfifo f; $W $PY $HELPERS/count.py SIG{name} >f & exec 3<f; read l <&3; kill -{name} $!; cat <&3; wait $!; echo $?; rm f"
    # a shell's background job ignores INT and QUIT; Python's handler does not care
    assert same(line).stdout == b"count 1\n5\n"


@pytest.mark.race
@pytest.mark.parametrize("name", SENT)
def test_08_a_sent_signal_arrives_once_on_a_terminal(same_terminal, name):
    def scenario(terminal):
        terminal.line(f"$W $PY $HELPERS/count.py SIG{name}")
        terminal.expect("ready\r\n")
        os.kill(terminal.job(f"/usr/bin/python3 {terminal.progwrap.environment['HELPERS']}/count.py SIG{name}"), signal.Signals[f"SIG{name}"])
        terminal.expect("count 1\r\n")
        return terminal.prompt()

    assert same_terminal(scenario) == 5


@pytest.mark.race
def test_09_timeouts_two_signals_are_one(run):
    """It sends to the command and then to its group; bare, a quick command may see both."""
    result = run("timeout 1 $W $PY $HELPERS/count.py SIGTERM")
    assert (result.stdout, result.returncode) == (b"ready\ncount 1\n", 124)


@pytest.mark.race
@pytest.mark.parametrize("name", ["TERM", "USR1", "INT", "CONT"])
def test_09_a_signal_to_the_whole_job_is_one(same_terminal, name):
    def scenario(terminal):
        terminal.line(f"$W $PY $HELPERS/count.py SIG{name} &")
        terminal.expect("ready\r\n")
        terminal.run(f"kill -{name} %1; wait")
        count = terminal.shown.count(b"count 1\r\n")
        terminal.shown = b""  # a background job's line comes before or behind the prompt
        return count

    assert same_terminal(scenario) == 1


@pytest.mark.race
@pytest.mark.parametrize("seconds", [0, 0.05], ids=["at once", "on a busy machine"])
def test_09_a_signal_to_every_process_is_one(progwrap, run, wrapper, seconds):
    """As systemd and Slurm end a job."""
    process = progwrap.start("--", "/usr/bin/python3", progwrap.environment["HELPERS"] + "/count.py", "SIGTERM", start_new_session=True)
    assert process.stdout.readline() == b"ready\n"
    for pid in progwrap.processes():
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
        be_busy(seconds)
    assert process.stdout.read() == b"count 1\n"
    assert process.wait(timeout=20) == 5


def be_busy(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


FAMILY = "sh -c 'sleep 33 & trap \"exit 5\" TERM USR1; echo ready; while :; do sleep 0.05; done'"


@pytest.mark.race
@pytest.mark.parametrize("name", ["TERM", "USR1"])
@pytest.mark.parametrize("where", ["alone", "group"])
def test_09_a_signal_to_one_process_spares_its_children_and_one_to_the_group_does_not(same_terminal, name, where):
    def scenario(terminal):
        terminal.line(f"$W {FAMILY} &")
        terminal.expect("ready\r\n")
        child = terminal.pid_of("sleep 33")
        terminal.run(f"kill -{name} {'%1' if where == 'group' else '$!'}; wait %1")
        wait_until(lambda: where == "alone" or not Path(f"/proc/{child}").exists(), 2, "the child has ended")
        survived = Path(f"/proc/{child}").exists()
        if survived:
            os.kill(child, signal.SIGKILL)
        terminal.shown = b""  # a background job's line comes before or behind the prompt
        return survived

    assert same_terminal(scenario) == (where == "alone")


def test_10_a_signal_is_never_sent_back_to_where_it_came_from(run):
    line = "$W sh -c 'trap \"echo BACK\" TERM; kill -TERM $PPID; sleep 0.3; echo alive; exit 3' & wait $!"
    result = run(f"trap '' TERM; set -m; bash -c 'trap : TERM; {line.replace(chr(39), chr(39) + chr(92) + chr(39) + chr(39))}; exit $?'")
    assert result.stdout == b"alive\n"


def test_10_a_command_that_signals_its_whole_group_gets_it_once(same):
    line = "set -m; $W $PY -c 'import os,signal,time; n=[]; signal.signal(signal.SIGUSR1, lambda *a: n.append(1)); os.kill(0, signal.SIGUSR1); time.sleep(0.3); print(len(n))' & wait $!"
    assert same(line).stdout == b"1\n"


@pytest.mark.race
def test_11_a_closed_terminal_ends_the_command(progwrap, terminal):
    for wrapped in (False, True):
        one = terminal(wrapped)
        one.line("$W sleep 56")
        one.pid_of("sleep 56")
        one.hang_up()
        wait_until(lambda: not progwrap.processes(), 1.5, "everybody has gone with the terminal")


def test_12_an_ignored_hangup_stays_ignored(same):
    assert b"1\n" in same("trap '' HUP; $W grep SigIgn /proc/self/status").stdout


def test_12_nohup_survives_the_terminal(progwrap, terminal):
    for wrapped in (False, True):
        one = terminal(wrapped)
        one.line("nohup $W sleep 57 >/dev/null &")
        command = one.pid_of("sleep 57")
        job = one.job("sleep 57")
        one.hang_up()
        wait_until(lambda: one.pexpect.pid not in progwrap.processes() or not Path(f"/proc/{one.pexpect.pid}").exists(), 5, "the shell has gone")
        time.sleep(0.3)  # for a signal that must not come
        assert command in progwrap.processes() and job in progwrap.processes()
        os.kill(job, signal.SIGKILL)
        wait_until(lambda: not progwrap.processes(), 5, "nothing is left")


@pytest.mark.parametrize("name", ["ALRM", "USR2", "IO", "PROF", "VTALRM", "TERM"])
def test_13_a_signal_that_nobody_expects_kills_as_it_would_and_the_terminal_is_sane(same_terminal, name):
    def scenario(terminal):
        terminal.line("$W sh -c 'stty -echo; echo ready; exec sleep 58'; stty echo")
        terminal.expect("ready\r\n")
        os.kill(terminal.job("sleep 58"), signal.Signals[f"SIG{name}"])
        terminal.prompt()
        return terminal.settings() == terminal.before

    assert same_terminal(scenario)


@pytest.mark.race
def test_14_a_killed_wrapper_takes_the_command_with_it_and_the_terminal_is_sane(same_terminal):
    def scenario(terminal):
        terminal.line("sh -c '$W sleep 59; echo $?'")
        command = terminal.pid_of("sleep 59")
        os.kill(terminal.job("sleep 59"), signal.SIGKILL)
        terminal.expect("137\r\n")
        wait_until(lambda: not Path(f"/proc/{command}").exists(), 5, "the command has ended")
        return terminal.prompt()

    assert same_terminal(scenario) == 0


@pytest.mark.race
def test_14_it_is_sane_even_if_the_command_had_made_it_raw(terminal, only_progwrap):
    one = terminal()
    one.line("$W sh -c 'stty raw -echo; echo ready; exec sleep 60'")
    one.expect("ready")
    job = one.job("sleep 60")
    wait_until(lambda: one.settings() != one.before, 5, "the terminal is raw")
    os.kill(job, signal.SIGKILL)
    assert one.prompt() == 137
    wait_until(lambda: one.settings() == one.before, 5, "the terminal is sane")


def test_14_without_a_terminal_too(progwrap, run, wrapper):
    run("$W sleep 61 >/dev/null 2>&1 & echo $! >job")
    command = wait_until(lambda: next((pid for pid, line in progwrap.processes().items() if line.strip() == "sleep 61"), None))
    job = int((progwrap.home / "job").read_text())
    os.kill(job, signal.SIGKILL)
    wait_until(lambda: not Path(f"/proc/{command}").exists(), 5, "the command has ended")


def test_14_a_killed_monitor_ends_command_and_supervisor(progwrap, terminal, only_progwrap):
    one = terminal()
    one.line("$W sh -c 'stty raw -echo; echo ready; exec sleep 62'")
    one.expect("ready")
    command = one.pid_of("sleep 62")
    wait_until(lambda: one.settings() != one.before, 5, "the terminal is raw")
    os.kill(parent_of(command), signal.SIGKILL)
    assert one.prompt() == 137
    assert one.settings() == one.before
    wait_until(lambda: not Path(f"/proc/{command}").exists(), 5, "the command has ended")


KILLED = ("failed", None, signal.SIGKILL, "progwrap was killed")
SUDDENLY = ("failed", None, signal.SIGKILL, "ended by signal 9 (SIGKILL: Killed; if nobody did, the machine may have run out of memory)")
NOBODY_WAS_LEFT_TO_WRITE = ("running", None, None, None)
ROWS = {
    "supervisor": [KILLED],
    "monitor": [SUDDENLY],
    "recorder": [("failed", 3, None, "Killed")],  # which the command's shell says of its sleep
    "supervisor monitor": [KILLED],
    "supervisor recorder": [NOBODY_WAS_LEFT_TO_WRITE, KILLED],  # it may still have been quick enough
    "monitor recorder": [SUDDENLY],
    "supervisor monitor recorder": [NOBODY_WAS_LEFT_TO_WRITE, KILLED],
}


def ending_of(row):
    return tuple(row[name] for name in ("status", "exit_code", "exit_signal", "error_message"))


@pytest.mark.race
@pytest.mark.parametrize("victims", ROWS)
def test_14_whoever_is_killed_nothing_is_left_and_the_row_is_true(progwrap, terminal, only_progwrap, victims):
    one = terminal()
    one.line("$W --job kill -- sh -c 'stty -icanon -echo; echo ready; sleep 63; exit 3'".replace("$W", " ".join(progwrap.command) + " -q"))
    one.expect("ready")
    command = one.pid_of("sleep 63")
    shell = parent_of(command)
    monitor = parent_of(shell)
    supervisor = parent_of(monitor)
    progwrap.wait_for_row("kill", lambda row: row["status"] == "running")
    recorder = next(pid for pid, line in progwrap.processes().items() if "engine record" in line)
    pids = {"supervisor": supervisor, "monitor": monitor, "recorder": recorder}
    for victim in victims.split():
        os.kill(pids[victim], signal.SIGKILL)
    if victims == "recorder":
        os.kill(command, signal.SIGKILL)
    assert one.prompt() == (3 if victims == "recorder" else 137)
    wait_until(lambda: one.settings() == one.before or victims == "supervisor monitor recorder" or victims == "supervisor monitor", 5)
    wait_until(lambda: set(progwrap.processes()) <= {one.pexpect.pid}, 10, "nothing is left")
    row = progwrap.row("kill")
    assert ending_of(row) in ROWS[victims]
    assert row["is_complete"] == (ending_of(row) != NOBODY_WAS_LEFT_TO_WRITE)
    assert not row["stopped"]
    if not row["is_complete"]:
        assert shown_a_minute_later(progwrap, "kill") == "lost"


def shown_a_minute_later(progwrap, job):
    with sqlite3.connect(progwrap.database, timeout=10) as database:
        database.execute("UPDATE jobs SET heartbeat_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-61 seconds') WHERE job_id = ?", (job,))
    return progwrap.status(job)["status"]


@pytest.mark.parametrize("status, told", [(0, ("completed", 0, None, None)), (3, ("failed", 3, None, "ended with exit code 3"))])
def test_14_a_command_that_had_ended_when_its_wrapper_was_killed_has_ended_as_it_did(progwrap, only_progwrap, status, told):
    process = progwrap.start("--job", "ended", "--", "sh", "-c", f"echo $$; until test -e go; do sleep 0.02; done; exit {status}")
    command = int(process.stdout.readline())
    progwrap.wait_for_row("ended", lambda row: row["status"] == "running")
    os.kill(process.pid, signal.SIGSTOP)
    os.waitpid(process.pid, os.WUNTRACED)
    (progwrap.home / "go").touch()
    wait_until(lambda: not Path(f"/proc/{command}").exists(), 5, "the monitor has reaped it")
    process.kill()
    assert ending_of(progwrap.wait_for_row("ended", lambda row: row["is_complete"])) == told

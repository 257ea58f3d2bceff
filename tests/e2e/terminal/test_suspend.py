"""Stopped and continued by other hands than the shell's: a batch system, an administrator, a debugger."""
import os
import shlex
import signal
import subprocess
from pathlib import Path

import pytest

from conftest import wait_until

from .driver import has_taken, parent_of, state_of

WAITER = ["/usr/bin/python3", str(Path(__file__).resolve().parent / "helpers" / "wait.py")]


@pytest.fixture
def waiter(progwrap, wrapper):
    """waiter() is a running wait.py without a terminal, in a session of its own: (its Popen, the command's pid). With orphaned=False
    it is in our session, in a process group of its own: SIGTSTP stops it."""

    def start(orphaned=True):
        process = subprocess.Popen(
            [*shlex.split(wrapper), *WAITER], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            env=progwrap.environment, cwd=progwrap.home, start_new_session=orphaned, process_group=None if orphaned else 0)
        progwrap.started.append(process)
        assert process.stdout.readline() == b"started\n"
        return process, next(pid for pid, line in progwrap.processes().items() if line.strip() == " ".join(WAITER))

    return start


def own_processes(progwrap, process):
    """What a batch system finds of the job: those of its session, oldest first."""
    return sorted(pid for pid in progwrap.processes() if os.getsid(pid) == process.pid)


def let_end(progwrap, process):
    (progwrap.home / "go").touch()
    status = process.wait(10)
    (progwrap.home / "go").unlink()
    return status, process.stdout.read()


@pytest.mark.race
@pytest.mark.parametrize("order", [1, -1], ids=["oldest first", "youngest first"])
def test_a_job_that_a_batch_system_stops_and_continues_process_by_process_goes_on(progwrap, waiter, order):
    process, command = waiter()
    for _ in range(20):
        for signo in (signal.SIGSTOP, signal.SIGCONT):
            for pid in own_processes(progwrap, process)[::order]:
                os.kill(pid, signo)
    assert let_end(progwrap, process) == (0, b"done\n")


@pytest.mark.race
def test_a_group_that_is_stopped_and_continued_goes_on(progwrap, waiter):
    process, command = waiter()
    for _ in range(50):
        os.killpg(process.pid, signal.SIGSTOP)
        os.killpg(process.pid, signal.SIGCONT)
    assert let_end(progwrap, process) == (0, b"done\n")


@pytest.mark.race
def test_a_command_that_is_stopped_and_at_once_continued_goes_on(progwrap, waiter):
    process, command = waiter()
    for _ in range(50):
        os.kill(command, signal.SIGSTOP)
        os.kill(command, signal.SIGCONT)
    assert let_end(progwrap, process) == (0, b"done\n")


@pytest.mark.race
def test_a_stop_behind_a_continue_is_a_stop(progwrap, waiter):
    process, command = waiter()
    for _ in range(10):
        os.kill(process.pid, signal.SIGCONT)
        wait_until(lambda: has_taken(process.pid, signal.SIGCONT), 5, "progwrap has it")
        os.kill(command, signal.SIGSTOP)
        wait_until(lambda: state_of(process.pid) == "T", 5, "progwrap is stopped with its command")
        os.kill(process.pid, signal.SIGCONT)
        wait_until(lambda: state_of(command) != "T", 5, "the command goes on")
        wait_until(lambda: state_of(process.pid) != "T", 5, "and so does progwrap")
    assert let_end(progwrap, process) == (0, b"done\n")


@pytest.mark.race
def test_a_stop_that_is_taken_back_at_once_is_none(progwrap, waiter):
    process, command = waiter(orphaned=False)
    for _ in range(20):
        os.kill(process.pid, signal.SIGTSTP)
        wait_until(lambda: has_taken(process.pid, signal.SIGTSTP) or state_of(process.pid) == "T", 5, "progwrap has it")
        os.kill(process.pid, signal.SIGCONT)
    assert let_end(progwrap, process) == (0, b"done\n")


def test_a_stopped_command_that_is_killed_has_ended(progwrap, waiter):
    process, command = waiter()
    os.kill(command, signal.SIGSTOP)
    wait_until(lambda: state_of(process.pid) == "T", 5, "progwrap is stopped with its command")
    os.kill(command, signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL


def test_a_monitor_that_is_stopped_alone_holds_nothing_up(progwrap, waiter, only_progwrap):
    process, command = waiter()
    os.kill(parent_of(command), signal.SIGSTOP)
    assert let_end(progwrap, process) == (0, b"done\n")


def test_a_stopped_group_of_which_progwrap_alone_is_continued_runs_its_command(progwrap, waiter):
    process, command = waiter()
    os.killpg(process.pid, signal.SIGSTOP)
    wait_until(lambda: {state_of(pid) for pid in (process.pid, command)} == {"T"}, 5, "all are stopped")
    os.kill(process.pid, signal.SIGCONT)
    wait_until(lambda: state_of(command) != "T", 5, "the command goes on")
    assert let_end(progwrap, process) == (0, b"done\n")


@pytest.mark.race
@pytest.mark.parametrize("end", ["continued", "killed"])
def test_on_a_terminal_the_script_around_a_stopped_command_goes_on_with_it(same_terminal, end):
    def scenario(terminal):
        terminal.line("bash -c '$W $PY $HELPERS/wait.py; echo status $?'")
        terminal.expect("started\r\n")
        command = terminal.pid_of(" ".join(WAITER))
        os.kill(command, signal.SIGSTOP)
        wait_until(lambda: state_of(terminal.job(" ".join(WAITER))) == "T", 5, "it is stopped")
        os.kill(command, signal.SIGCONT if end == "continued" else signal.SIGKILL)
        (terminal.progwrap.home / "go").touch()
        terminal.expect("status 0\r\n" if end == "continued" else "status 137\r\n")
        (terminal.progwrap.home / "go").unlink()
        terminal.prompt()
        terminal.shown = b""  # bash may have shown the stop
        return terminal.settings() == terminal.before

    assert same_terminal(scenario)


def test_an_orphaned_background_job_that_reads_gets_an_error_and_ends(same_terminal):
    """Nobody could continue it, so it cannot be stopped."""
    def scenario(terminal):
        go, over = terminal.progwrap.home / "go", terminal.progwrap.home / "over"
        terminal.run("(sh -c 'until test -e go; do sleep 0.02; done; $W cat </dev/tty 2>/dev/null; echo status $?; touch over' &)")
        go.touch()  # the shell has taken the terminal back: before, it would read in the foreground
        wait_until(over.exists, 5, "it has ended")
        go.unlink()
        over.unlink()
        terminal.shown = b""
        return terminal.settings() == terminal.before

    assert same_terminal(scenario)


def test_a_command_that_has_left_its_group_is_killed_with_progwrap(progwrap, terminal, only_progwrap):
    one = terminal()
    code = "import os, time; child = os.fork() or time.sleep(70); os.setpgid(child, child); os.setpgid(0, child); print('left', os.getpid(), child, '.', flush=True); time.sleep(70)"
    one.line(f"$W $PY -c {shlex.quote(code)}")
    command, child = map(int, one.match(r"left (\d+) (\d+) \.").groups())
    os.kill(parent_of(parent_of(command)), signal.SIGKILL)
    assert one.prompt() == 137
    wait_until(lambda: not Path(f"/proc/{command}").exists(), 5, "the command has ended")
    os.kill(child, signal.SIGKILL)

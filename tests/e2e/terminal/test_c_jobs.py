"""C. Job control: behaviours 15 to 21."""
import os
import shlex
import signal
import sqlite3
import subprocess

import pytest

from conftest import wait_until

from .driver import has_taken, state_of

# Not a shell: one that is just in vfork does not stop, bare as well.
WAITER = "$PY $HELPERS/wait.py"


def stop(terminal):
    terminal.expect("started\r\n")
    terminal.type("\x1a")
    return terminal.prompt(), terminal.settings() == terminal.before


def runs(terminal):
    """The shell has given the terminal away, and the command is continued."""
    command = terminal.pid_of("/usr/bin/python3 " + terminal.progwrap.environment["HELPERS"] + "/wait.py")
    return terminal.foreground() != os.getpgid(terminal.pexpect.pid) and state_of(command) != "T"


def resume(terminal):
    (terminal.progwrap.home / "go").touch()
    terminal.line("fg")
    terminal.expect("done\r\n")
    status = terminal.prompt()
    (terminal.progwrap.home / "go").unlink()
    return status


def until_stopped(terminal):
    """For a job in the background that stops by itself."""
    terminal.line("while jobs -r | grep -q .; do sleep 0.02; done; jobs")
    terminal.expect("Stopped")
    terminal.prompt()
    terminal.shown = b""  # the shell says it when it notices, before the prompt or behind the next line


@pytest.mark.race
def test_15_ctrl_z_stops_the_job_and_fg_continues_it(same_terminal):
    def scenario(terminal):
        terminal.line(f"$W {WAITER}")
        stopped = stop(terminal)
        processes = {state_of(pid) for pid, line in terminal.progwrap.processes().items() if line.strip().endswith("wait.py") and "python" in line.split()[0]}
        return stopped, processes, resume(terminal)

    assert same_terminal(scenario) == ((148, True), {"T"}, 0)


def test_15_bg_continues_it_in_the_background(same_terminal):
    def scenario(terminal):
        terminal.line(f"$W {WAITER}")
        stop(terminal)
        terminal.run("bg")
        (terminal.progwrap.home / "go").touch()
        terminal.expect("done\r\n")
        (terminal.progwrap.home / "go").unlink()
        status = terminal.run("wait %1; echo $?")
        return status, terminal.settings() == terminal.before

    same_terminal(scenario)


@pytest.mark.race
def test_16_ctrl_z_stops_the_script_around_it(same_terminal):
    def scenario(terminal):
        terminal.line(f"sh -c '$W {WAITER}; echo A'")
        stopped = stop(terminal)
        status = resume(terminal)
        return stopped, status, terminal.shown.count(b"\nA\r\n")

    assert same_terminal(scenario) == ((148, True), 0, 1)


def test_17_ctrl_z_and_fg_again_and_again(same_terminal):
    def scenario(terminal):
        terminal.line(f"$W {WAITER}")
        stops = [stop(terminal)]
        for _ in range(2):
            terminal.line("fg")
            terminal.expect("wait.py\r\n")
            wait_until(lambda: runs(terminal), 5, "it runs in the foreground")
            terminal.type("\x1a")
            stops.append((terminal.prompt(), terminal.settings() == terminal.before))
        terminal.line("fg")
        (terminal.progwrap.home / "go").touch()
        terminal.expect("done\r\n")
        status = terminal.prompt()
        (terminal.progwrap.home / "go").unlink()
        return stops, status

    assert same_terminal(scenario) == ([(148, True)] * 3, 0)


def test_17_ctrl_z_and_fg_in_vim(same_terminal, progwrap):
    def scenario(terminal):
        (progwrap.home / "text").write_text("one\n")
        terminal.line("TERM=xterm $W vim -u NONE -i NONE text")
        terminal.expect("one")
        for _ in range(2):
            wait_until(lambda: terminal.settings() != terminal.before, 5, "vim has the terminal")
            terminal.type("\x1a")
            terminal.expect("topped")
            assert terminal.prompt() == 148 and terminal.settings() == terminal.before
            terminal.line("fg")
            terminal.expect("one")
        terminal.type("otwo\x1b:wq\r")
        status = terminal.prompt()
        terminal.shown = b""  # two editors paint one picture in more than one way
        return status, (progwrap.home / "text").read_text()

    assert same_terminal(scenario) == (0, "one\ntwo\n")


def test_17_a_background_job_that_sets_the_terminal_stops_each_time(same_terminal):
    def scenario(terminal):
        terminal.run("$W sh -c 'stty -echo; stty echo; echo done' &")
        until_stopped(terminal)
        terminal.line("fg")
        terminal.expect("done\r\n")
        return terminal.prompt(), terminal.settings() == terminal.before

    same_terminal(scenario)


@pytest.mark.race
def test_18_a_stopped_wrapper_shows_nothing_and_goes_on_where_it_was(same_terminal):
    def scenario(terminal):
        terminal.line("$W sh -c 'echo ready; read a; echo got $a'")  # not by & and fg: it may read in between, and stop
        terminal.expect("ready\r\n")
        job = terminal.job("sh -c echo ready; read a; echo got $a")
        os.kill(job, signal.SIGSTOP)
        stopped = terminal.prompt(), terminal.settings() == terminal.before
        terminal.line("fg")
        terminal.expect("got $a'\r\n")
        terminal.line("hello")
        terminal.expect("got hello\r\n")
        return stopped, terminal.prompt()

    assert same_terminal(scenario) == ((147, True), 0)


@pytest.mark.race
def test_18_timeouts_sigcont_leaves_the_terminal_as_it_was(same_terminal):
    def scenario(terminal):
        status = terminal.run("timeout 0.3 $W sleep 30")
        return status, terminal.settings() == terminal.before

    assert same_terminal(scenario) == (124, True)


@pytest.mark.race
def test_18_stop_and_continue_without_a_terminal(progwrap, run, wrapper):
    for line in ("", wrapper):
        process = subprocess.Popen(
            [*shlex.split(line), "sh", "-c", "echo $$; read line; echo on"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=progwrap.environment, cwd=progwrap.home)
        progwrap.started.append(process)
        command = int(process.stdout.readline())
        for victim in (command, process.pid):  # not the other way: a SIGCONT of progwrap may undo a stop of its command just after
            os.kill(victim, signal.SIGSTOP)
            assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
            os.kill(victim, signal.SIGCONT)
            wait_until(lambda: has_taken(process.pid, signal.SIGCONT), 5, "it goes on")
        process.stdin.write(b"\n")
        process.stdin.close()
        assert process.stdout.readline() == b"on\n"
        assert process.wait(timeout=10) == 0


def test_18_a_stopped_job_can_be_cancelled(progwrap, terminal, only_progwrap):
    one = terminal()
    one.line("$W $PY $HELPERS/wait.py".replace("$W", " ".join(progwrap.command) + " -q --job halt --"))
    assert stop(one)[0] == 148
    progwrap.wait_for_row("halt", lambda row: row["stopped"])
    with sqlite3.connect(progwrap.database, timeout=10) as database:
        database.execute("UPDATE jobs SET cancel_requested_at = updated_at")
    assert progwrap.wait_for_row("halt", lambda row: row["is_complete"])["status"] == "cancelled"
    assert one.run("wait %1") == 143


@pytest.mark.race
def test_19_a_background_job_prints_exactly_and_leaves_the_terminal_alone(same_terminal):
    def scenario(terminal):
        terminal.line("$W sh -c 'echo L1; echo L2; printf L3' & wait")
        terminal.expect("L1\r\nL2\r\n", "L3")
        return terminal.prompt()

    assert same_terminal(scenario) == 0


def test_19_reading_in_the_background_stops_the_job(same_terminal):
    def scenario(terminal):
        terminal.run("$W cat &")
        until_stopped(terminal)
        terminal.line("fg")
        terminal.expect("cat\r\n")
        terminal.line("hello")
        terminal.expect("hello\r\n", "hello\r\n")
        terminal.type("\x04")
        return terminal.prompt()

    same_terminal(scenario)


def test_19_a_script_with_a_background_job_keeps_its_terminal(same_terminal):
    def scenario(terminal):
        terminal.line("bash -c '$W sleep 0.5 & stty -a; wait; stty -a'")
        return terminal.prompt(), terminal.settings() == terminal.before

    assert same_terminal(scenario) == (0, True)


@pytest.mark.race
def test_20_other_jobs_lines_begin_at_the_left(same_terminal):
    def scenario(terminal):
        terminal.line("(sleep 0.2; echo AA; echo BB) & $W sleep 0.5")
        terminal.expect("AA\r\nBB\r\n")
        return terminal.prompt()

    assert same_terminal(scenario) == 0


def test_21_a_nested_shell_has_jobs_of_its_own(same_terminal):
    def scenario(terminal):
        terminal.line("PS1='(in)' $W bash --norc --noediting -i")
        terminal.expect("(in)")
        terminal.line(WAITER)
        terminal.expect("started\r\n")
        terminal.type("\x1a")
        terminal.expect("Stopped", "(in)")
        terminal.line("jobs")
        terminal.expect("Stopped", "(in)")
        terminal.line("kill %1; wait %1 2>/dev/null; echo rc=$?")
        terminal.match(r"rc=\d+\r\n")
        terminal.match(r"\(in\)$")
        terminal.line("sleep 64")
        terminal.pid_of("sleep 64")
        terminal.type("\x03")
        terminal.expect("(in)")
        terminal.line("exit 3")
        status = terminal.prompt()
        terminal.shown = b""  # the shell says when it noticed that a job ended
        return status

    assert same_terminal(scenario) == 3

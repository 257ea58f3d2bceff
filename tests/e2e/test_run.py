"""The command under progwrap is the command: its exit, its bytes, its input, its signals."""
import os
import signal
import subprocess
import time

import pexpect
import pytest
from conftest import wait_until

ALL_BYTES = bytes(range(256)) * 300


@pytest.mark.parametrize("status", [0, 1, 2, 3, 77, 124, 125, 126, 127, 128, 129, 137, 143, 254, 255])
def test_the_exit_status_is_the_commands(progwrap, status):
    assert progwrap.run("--job", "exit", "--", "sh", "-c", f"exit {status}").returncode == status
    row = progwrap.row("exit")
    assert (row["exit_code"], row["exit_signal"]) == (status, None)
    assert row["status"] == ("failed" if status else "completed")


@pytest.mark.parametrize("name", ["TERM", "INT", "KILL", "SEGV", "ABRT", "USR1"])
def test_a_death_by_a_signal_is_a_death_by_that_signal(progwrap, trainer, name):
    number = getattr(signal, "SIG" + name)
    script = f"ulimit -c 0; kill -{name} $$"
    assert progwrap.run("--job", "signal", "--", "sh", "-c", script).returncode == -number
    row = progwrap.row("signal")
    assert (row["status"], row["exit_code"], row["exit_signal"]) == ("failed", None, number)
    assert f"SIG{name}" in row["error_message"]


def test_every_byte_arrives_on_its_own_stream(progwrap, tmp_path):
    source = tmp_path / "bytes"
    source.write_bytes(ALL_BYTES)
    script = f"cat {source}; cat {source} {source} >&2"
    result = progwrap.run("--job", "bytes", "--", "sh", "-c", script, encoding=None)
    assert result.stdout == ALL_BYTES
    assert result.stderr == ALL_BYTES * 2


def test_two_streams_into_one_file_keep_their_order(progwrap, tmp_path):
    script = 'for i in $(seq 300); do echo "out $i"; echo "err $i" >&2; done'
    output = tmp_path / "output"
    with open(output, "wb") as file:
        progwrap.run("--job", "order", "--", "sh", "-c", script, stdout=file, stderr=file)
    assert output.read_text() == "".join(f"out {i}\nerr {i}\n" for i in range(1, 301))


@pytest.mark.parametrize("mode", ["always", "auto", "never"])
def test_what_is_written_right_before_the_exit_is_not_lost(progwrap, trainer, mode):
    size = 1 << 20
    for _ in range(5):
        result = progwrap.run("--pty", mode, "--job", "burst", "--", *trainer("burst.py", size, 3), encoding=None)
        assert result.returncode == 3
        assert len(result.stdout) == size
        assert result.stdout == b"".join(b"%09d\n" % number for number in range(size // 10 + 1))[:size]


def test_a_plain_print_is_seen_at_once(progwrap, tmp_path):
    """No -u, no environment: Python would hold back a print to a pipe for 8 KiB."""
    script = (
        "import os, time\n"
        "print('Episode 1/2 · Candle 10/100')\n"
        f"while not os.path.exists({str(tmp_path / 'go on')!r}): time.sleep(0.01)\n"
    )
    progwrap.start("--job", "plain", "--", "/usr/bin/python3", "-c", script)
    progwrap.wait_for_row("plain", lambda row: row["items_done"] == 10)


def test_input_environment_and_directory_are_the_users(progwrap, tmp_path):
    script = 'read line; echo "$line"; pwd; echo "$MINE"; echo "${PROGWRAP_JOB-none}"'
    folder = tmp_path / "a folder"
    folder.mkdir()
    result = progwrap.run(
        "--job", "input", "--", "sh", "-c", script, input="typed\n", cwd=folder, environment={"MINE": "as set"}
    )
    assert result.stdout == f"typed\n{folder}\nas set\nnone\n"


def test_a_grandchild_that_keeps_the_output_delays_nothing_and_loses_nothing(progwrap, trainer, tmp_path):
    go_on = tmp_path / "go on"
    output = tmp_path / "output"
    with open(output, "wb") as file:
        process = progwrap.start("--job", "family", "--", *trainer("leave_grandchild.py", go_on, 5), stdout=file)
        assert process.wait(10) == 5
    assert output.read_text() == "parent done\n"
    assert progwrap.row("family")["status"] == "failed"
    go_on.touch()
    wait_until(lambda: output.read_text() == "parent done\ngrandchild done\n", 10, "the grandchild's line arrives")


def counting_signals(tmp_path):
    """A command that notes each signal it gets in a file and ends with 9 at the first TERM, 200 ms later."""
    notes = tmp_path / "signals"
    notes.touch()
    script = (
        "import signal, sys, time\n"
        f"notes = open({str(notes)!r}, 'a', buffering=1)\n"
        "def note(number, frame): print(signal.Signals(number).name, file=notes)\n"
        "for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1): signal.signal(number, note)\n"
        "print('ready', file=notes)\n"
        "end = None\n"
        "while end is None or time.monotonic() < end:\n"
        "    time.sleep(0.01)\n"
        f"    if end is None and 'SIGTERM' in open({str(notes)!r}).read(): end = time.monotonic() + 0.2\n"
        "sys.exit(9)\n"
    )
    return notes, ["/usr/bin/python3", "-c", script]


@pytest.mark.parametrize("whole_group", [False, True], ids=["progwrap alone", "the whole group"])
def test_one_term_is_one_term_and_the_job_is_cancelled(progwrap, tmp_path, whole_group):
    notes, command = counting_signals(tmp_path)
    process = progwrap.start("--job", "term", "--", *command, start_new_session=True)
    wait_until(lambda: notes.read_text() == "ready\n", 20, "the command is ready")
    (os.killpg if whole_group else os.kill)(process.pid, signal.SIGTERM)
    assert process.wait(20) == 9
    assert notes.read_text() == "ready\nSIGTERM\n"
    assert progwrap.row("term")["status"] == "cancelled"


def test_when_progwrap_is_killed_the_command_is_killed_and_the_row_says_so(progwrap, tmp_path):
    notes, command = counting_signals(tmp_path)
    process = progwrap.start("--job", "killed", "--", *command)
    wait_until(lambda: notes.read_text() == "ready\n", 20, "the command is ready")
    progwrap.wait_for_row("killed")
    process.kill()
    process.wait(10)
    row = progwrap.wait_for_row("killed", lambda row: row["is_complete"])
    assert row["status"] == "failed" and "progwrap was killed" in row["error_message"]
    wait_until(lambda: not progwrap.processes(), 10, "nothing is left")


def test_a_killed_recorder_is_replaced_and_the_counts_stay_right(progwrap, trainer, tmp_path):
    go_on = tmp_path / "go on"
    trials = [
        f"[I 2026-11-23 01:13:48,896] Trial {number} finished with value: {number} and parameters: {{'x': 1}}.\\n"
        for number in range(8)
    ]
    command = trainer("say.py", *trials[:5], f"@wait={go_on}", *trials[5:])
    process = progwrap.start("--job", "recorder", "--total", 8, "--", *command)
    progwrap.wait_for_row("recorder", lambda row: row["iterations_done"] == 5)
    (recorder,) = recorders(progwrap)
    os.kill(recorder, signal.SIGKILL)
    time.sleep(0.05)  # the restart and the next output may come in any order; both must do
    go_on.touch()
    assert process.wait(20) == 0
    row = progwrap.row("recorder")
    assert (row["status"], row["iterations_done"], row["percentage"]) == ("completed", 8, 100.0)


def recorders(progwrap):
    found = set()
    for pid in progwrap.processes():
        try:
            if os.readlink(f"/proc/{pid}/exe").endswith("/progwrap-engine"):
                found.add(pid)
        except OSError:  # it ended meanwhile
            pass
    return found


@pytest.mark.long
def test_silence_is_no_reason_to_replace_the_recorder(progwrap, trainer):
    """The watchdog waits ten seconds for a recorder that has something to do; this one has not."""
    process = progwrap.start("--job", "silent", "--", "sh", "-c", "sleep 0.5; echo hello; sleep 14")
    seen = set()

    def over():
        seen.update(recorders(progwrap))
        return process.poll() is not None

    wait_until(over, 30)
    assert len(seen) == 1


@pytest.fixture
def on_a_terminal(progwrap, tmp_path):
    """on_a_terminal(argument…) is progwrap on a real terminal of 33 rows and 101 columns."""
    spawned = []

    def spawn(*arguments):
        command = [*progwrap.command, *map(str, arguments)]
        terminal = pexpect.spawn(
            command[0], command[1:], env=progwrap.environment, cwd=str(tmp_path), dimensions=(33, 101), timeout=20, encoding="utf-8"
        )
        spawned.append(terminal)
        return terminal

    yield spawn
    for terminal in spawned:
        terminal.close(force=True)


def test_on_a_terminal_the_command_has_a_terminal_of_that_size(on_a_terminal):
    terminal = on_a_terminal("-q", "--job", "size", "--", "sh", "-c", "test -t 0 && test -t 1 && test -t 2 && stty size; tty")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.before.startswith("33 101\r\n/dev/pts/")
    assert terminal.exitstatus == 0


def test_a_new_size_is_passed_on(on_a_terminal):
    terminal = on_a_terminal("-q", "--job", "resize", "--", "sh", "-c", "trap 'stty size; exit 4' WINCH; echo ready; while :; do sleep 0.05; done")
    terminal.expect("ready")
    terminal.setwinsize(20, 60)
    terminal.expect("20 60")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 4


def test_control_c_is_one_interrupt(on_a_terminal, progwrap):
    script = "import time\ntry:\n print('ready', flush=True)\n time.sleep(60)\nexcept KeyboardInterrupt:\n print('interrupted', flush=True); raise SystemExit(6)"
    terminal = on_a_terminal("-q", "--job", "ctrl-c", "--", "/usr/bin/python3", "-c", script)
    terminal.expect("ready")
    terminal.sendintr()
    terminal.expect("interrupted")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 6
    assert progwrap.row("ctrl-c")["status"] == "cancelled"


def test_the_terminal_is_restored(progwrap, tmp_path):
    """A shell on a terminal compares its settings before and after a command that leaves raw mode behind."""
    line = " ".join(progwrap.command)
    script = f"stty -g > before; {line} -q --job raw -- sh -c 'stty raw -echo; exit 3'; echo $? > status; stty -g > after"
    terminal = pexpect.spawn("sh", ["-c", script], env=progwrap.environment, cwd=str(tmp_path), timeout=20)
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert (tmp_path / "status").read_text() == "3\n"
    assert (tmp_path / "after").read_text() == (tmp_path / "before").read_text()


def test_the_new_id_is_told_once_on_a_terminal_and_never_in_a_pipe(on_a_terminal, progwrap):
    terminal = on_a_terminal("--", "echo", "done")
    terminal.expect(pexpect.EOF)
    own = [line for line in terminal.before.splitlines() if line.startswith("progwrap: ")]
    assert len(own) == 1
    piped = subprocess.run([*progwrap.command, "--", "echo", "done"], env=progwrap.environment, capture_output=True)
    assert (piped.stdout, piped.stderr) == (b"done\n", b"")

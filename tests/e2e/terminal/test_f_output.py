"""F. Output: behaviours 33 to 43."""
import os
import select
import shlex
import signal
import subprocess
import time
from pathlib import Path

import pytest

from conftest import wait_until

from .driver import in_short

MODES = ["always", "auto", "never"]


def cpu_seconds(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_bytes(pid):
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_33_bytes_are_exact_in_a_pipe_and_in_a_file(same, progwrap):
    data = bytes(range(256)) * 1000 + os.urandom(100_000)
    (progwrap.home / "data").write_bytes(data)
    assert same("$W cat data").stdout == data
    same("$W cat data >copy; cmp copy data; echo first >f; $W cat data >>f; echo last >>f; cksum <f")


@pytest.mark.parametrize("mode", MODES)
def test_33_in_every_mode(progwrap, run, wrapper, only_progwrap, mode):
    data = bytes(range(256)) * 1000 + os.urandom(100_000)
    (progwrap.home / "data").write_bytes(data)
    wrapped = run("$W sh -c 'cat data; cat data data >&2; exit 3'", wrapper=shlex.join([*progwrap.command, "-q", f"--pty={mode}", "--"]))
    assert (wrapped.returncode, wrapped.stdout, wrapped.stderr) == (3, data, data * 2)


@pytest.mark.parametrize("script", [
    "echo a; printf 'b\\tc\\rd\\n'; printf end",
    "printf 'x\\r\\n\\r\\r\\ny\\r'; exit 3",
    "stty -onlcr; printf 'x\\ny\\r\\n'; sleep 0.2; stty onlcr; echo z",
    "stty size; tty >/dev/null && echo tty; test -t 0 && test -t 1 && test -t 2 && echo all",
    "kill -TERM $$",
    "seq 20000",
    "echo out; echo err >&2; echo out",
    "printf '\\033[31mred\\033[0m \\342\\200\\224 \\377\\000\\n'",
])
def test_33_a_terminal_gets_the_same_bytes(progwrap, wrapper, terminal, script):
    shown = []
    for words in ("", wrapper):
        one = terminal(bool(words), program=[*shlex.split(words), "sh", "-c", script])
        status = one.end()
        shown.append((in_short(one.shown), status))
    assert shown[1] == shown[0]


def test_34_stdout_and_stderr_in_one_file_keep_their_order(same):
    same("$W sh -c 'for i in 1 2 3 4 5 6 7 8 9; do echo O$i; echo E$i >&2; done' >f 2>&1; cat f")
    same("$W sh -c 'for i in 1 2 3 4 5 6 7 8 9; do echo O$i; echo E$i >&2; done' 2>&1 | cat")


@pytest.mark.race
def test_34_what_went_to_the_terminal_first_is_there_before_what_a_pipe_brings(same_terminal):
    def scenario(terminal):
        return terminal.run("for i in 1 2 3 4 5 6 7 8 9 10; do $W sh -c 'echo terminal >&2; echo pipe' | cat; done")

    assert same_terminal(scenario) == 0


def test_35_apart_they_stay_apart(same):
    result = same("$W sh -c 'echo O; echo E >&2'")
    assert (result.stdout, result.stderr) == (b"O\n", b"E\n")
    same("$W sh -c 'echo O; echo E >&2' >o 2>e; cat o; echo; cat e")


@pytest.mark.race
@pytest.mark.parametrize("size", [5, 4096, 65536, 1 << 20])
def test_36_nothing_is_lost_when_the_command_ends_at_once(same, size):
    line = f"$W $PY -c 'import os\nleft = b\"x\" * {size - 1} + b\"!\"\nwhile left: left = left[os.write(1, left):]\nos._exit(3)'"
    assert len(same(line).stdout) == size


@pytest.mark.long
def test_36_in_a_thousand_runs(progwrap, wrapper):
    code = "import os\nleft = b'x' * 1048575 + b'!'\nwhile left: left = left[os.write(1, left):]\nos._exit(3)"
    for _ in range(1000):
        result = subprocess.run([*shlex.split(wrapper), "/usr/bin/python3", "-Sc", code], capture_output=True, env=progwrap.environment)
        assert (result.returncode, len(result.stdout), result.stdout[-1:]) == (3, 1 << 20, b"!")


def test_36_a_slow_reader_gets_everything(same):
    assert same("$W seq 200000 | (sleep 0.5; wc -c)").stdout == b"1288895\n"
    same("$W sh -c 'seq 100000; seq 100000 >&2' 2>&1 >/dev/null | (sleep 0.3; wc -c)")


def test_36_nothing_is_lost_on_a_terminal(progwrap, wrapper, terminal):
    one = terminal(program=[*shlex.split(wrapper), "/usr/bin/python3", "-c", "import os; os.write(1, b'x' * 3999 + b'!'); os._exit(3)"])
    assert os.WEXITSTATUS(one.end()) == 3 and one.shown.endswith(b"!") and len(one.shown) == 4000


@pytest.mark.race
def test_37_a_grandchild_that_keeps_the_output_delays_nothing_and_loses_nothing(run, progwrap):
    flag = progwrap.home / "go"
    line = "$W sh -c '(until test -e go; do sleep 0.02; done; echo late)& echo now' >f; cat f; touch go"
    for wrapped in (False, True):
        started = time.monotonic()
        assert run(line, wrapped).stdout == b"now\n"
        assert time.monotonic() - started < 2
        wait_until(lambda: (progwrap.home / "f").read_bytes() == b"now\nlate\n", 5)
        flag.unlink()


def test_37_a_substitution_waits_for_it_as_bare(same):
    assert same("x=$($W sh -c '(sleep 0.3; echo late)& echo now'); echo $x").stdout == b"now late\n"


def test_37_a_grandchild_that_floods_the_output_delays_nothing(run, progwrap):
    started = time.monotonic()
    run("$W sh -c 'yes & echo $! >pid; sleep 0.1; exit 3' >/dev/null; kill $(cat pid)")
    assert time.monotonic() - started < 3


def test_37_a_grandchild_on_the_terminal_is_not_hung_up(same_terminal):
    def scenario(terminal):
        status = terminal.run("$W sh -c '(until test -e go; do sleep 0.02; done; echo late; touch came)& echo now'")
        (terminal.progwrap.home / "go").touch()
        wait_until(lambda: (terminal.progwrap.home / "came").exists(), 5, "the grandchild has gone on")
        terminal.expect("late\r\n")
        (terminal.progwrap.home / "go").unlink()
        (terminal.progwrap.home / "came").unlink()
        return status

    assert same_terminal(scenario) == 0


@pytest.mark.race
def test_38_a_reader_that_is_gone_ends_the_command_by_sigpipe(same):
    started = time.monotonic()
    assert same("$W yes | head -1; echo ${PIPESTATUS[0]}").stdout == b"y\n141\n"
    assert time.monotonic() - started < 5


GONE_FOR_A_CHILD = "$W sh -c 'yes; echo $? >&2' | head -1; echo ${PIPESTATUS[*]}"


@pytest.mark.xfail(reason="a pty does not tell which process wrote, so the command gets the SIGPIPE; with --pty=auto the process that writes gets it")
def test_38_a_script_goes_on_when_its_child_has_lost_the_reader(same):
    same(GONE_FOR_A_CHILD)


def test_38_a_script_goes_on_when_its_child_has_lost_the_reader_with_pty_auto(same, progwrap, only_progwrap):
    same(GONE_FOR_A_CHILD, wrapper=shlex.join([*progwrap.command, "-q", "--pty=auto", "--"]))


@pytest.mark.xfail(reason="a pty whose reader is gone gives EIO; with --pty=auto it is a pipe and gives EPIPE")
def test_38_who_ignores_sigpipe_sees_epipe(same):
    same("$W $PY -c 'import os,sys,errno\ntry:\n while True: os.write(1, b\"x\" * 1000)\nexcept OSError as e: print(errno.errorcode[e.errno], file=sys.stderr)' | head -c 1")


def test_38_who_ignores_sigpipe_sees_epipe_with_pty_auto(same, progwrap, only_progwrap):
    line = "$W $PY -c 'import os,sys,errno\ntry:\n while True: os.write(1, b\"x\" * 1000)\nexcept OSError as e: print(errno.errorcode[e.errno], file=sys.stderr)' | head -c 1"
    same(line, wrapper=shlex.join([*progwrap.command, "-q", "--pty=auto", "--"]))


def test_38_a_full_disk_makes_the_writes_fail(same):
    same("$W sh -c 'while echo x; do :; done 2>/dev/null; exit 9' >/dev/full")


@pytest.mark.parametrize("name", ["TERM", "USR1", "KILL"])
def test_39_a_blocked_reader_blocks_the_output_only(progwrap, wrapper, name):
    reader, writer = os.pipe()
    process = subprocess.Popen([*shlex.split(wrapper), "yes"], stdout=writer, env=progwrap.environment, cwd=progwrap.home)
    progwrap.started.append(process)
    wait_until(lambda: not select.select([], [writer], [], 0)[1], 10, "the pipe is full")
    time.sleep(0.2)
    used = cpu_seconds(process.pid)
    time.sleep(1)
    assert cpu_seconds(process.pid) - used < 0.1
    assert resident_bytes(process.pid) < 20 << 20
    started = time.monotonic()
    process.send_signal(signal.Signals[f"SIG{name}"])
    assert process.wait(timeout=10) == -signal.Signals[f"SIG{name}"]
    assert time.monotonic() - started < 3
    os.close(reader)
    os.close(writer)


def test_39_a_blocked_stdout_does_not_block_stderr(progwrap, run):
    line = "mkfifo f; exec 4<>f; $W sh -c 'yes & sleep 0.3; echo err >&2; kill $!; exit 3' >f & wait $!; echo $?"
    result = run(line)
    assert (result.stdout, result.stderr) == (b"3\n", b"err\n")


FLAGS = "$PY -c 'import fcntl\nfor fd in 0, 1, 2, 5: print(fd, fcntl.fcntl(fd, fcntl.F_GETFL), file=open(\"flags\", \"a\"))'"


@pytest.mark.race
def test_40_no_flag_leaks_to_a_shared_description(same):
    assert same("($W true; head -c 3M /dev/zero) | (sleep 0.3; wc -c)").stdout == b"3145728\n"
    same(f"exec 5>&1; rm -f flags; $W true; {FLAGS}; cat flags")
    same(f"exec 5>f; rm -f flags; $W sh -c 'echo during; kill -0 $$' >&5; {FLAGS}; cat flags f")


def test_40_nor_on_a_terminal_nor_after_a_kill(same_terminal):
    def scenario(terminal):
        terminal.line("$W sleep 66; exec 5>&1; rm -f flags")
        command = terminal.pid_of("sleep 66")
        job = terminal.job("sleep 66")
        flags = [(fd, line) for fd in (0, 1, 2) for line in open(f"/proc/{terminal.pexpect.pid}/fdinfo/{fd}") if line.startswith("flags")]
        os.kill(job, signal.SIGKILL)
        terminal.prompt()
        wait_until(lambda: not Path(f"/proc/{command}").exists())
        terminal.run(f"{FLAGS}; cat flags".replace("\n", "\\n").replace("$PY -c '", "$PY -c $'"))
        return flags

    same_terminal(scenario)


def test_41_ctrl_s_holds_the_output_and_ctrl_q_lets_it_go(same_terminal):
    def scenario(terminal):
        terminal.line("$W $PY -c 'import time\nfor i in range(30): print(i, flush=True); time.sleep(0.03)'".replace("\n", "\\n").replace("-c '", "-c $'"))
        terminal.expect("\r\n5\r\n")
        terminal.type("\x13")
        time.sleep(0.1)
        while select.select([terminal.fd], [], [], 0.05)[0]:
            terminal.shown += os.read(terminal.fd, 4096)
        quiet = not select.select([terminal.fd], [], [], 0.4)[0]
        terminal.type("\x11")
        terminal.expect("29\r\n")
        return quiet, terminal.prompt()

    assert same_terminal(scenario) == (True, 0)


def test_42_bytes_that_come_one_by_one_are_not_decoded(same):
    same("$W $PY -c 'import os,time\nfor b in (b\"\\xe2\", b\"\\x80\\x94\\x1b\", b\"[3\", b\"1mred\\r\", b\"\\n\\xff\"): os.write(1, b); time.sleep(0.05)'")


def test_42_nor_on_a_terminal(progwrap, wrapper, terminal):
    code = "import os,time\nfor b in (b'\\xe2', b'\\x80\\x94\\x1b', b'[3', b'1mred\\r', b'\\n\\xff'): os.write(1, b); time.sleep(0.05)"
    shown = []
    for words in ("", wrapper):
        one = terminal(bool(words), program=[*shlex.split(words), "/usr/bin/python3", "-c", code])
        one.end()
        shown.append(one.shown)
    assert shown[1] == shown[0]


@pytest.mark.timing
@pytest.mark.long
def test_43_a_gigabyte_takes_not_much_longer_than_through_cat(run):
    def seconds(line):
        started = time.monotonic()
        run(line, seconds=60)
        return time.monotonic() - started

    assert seconds("$W head -c 300M /dev/zero >/dev/null") < 2 * seconds("head -c 300M /dev/zero | cat >/dev/null") + 5


def test_43_lines_come_as_they_are_printed(progwrap, wrapper, only_progwrap):
    """Python buffers by the block into a pipe; the pty makes it write each line."""
    process = progwrap.start("--", "/usr/bin/python3", "-c", "import sys; print('first'); sys.stdin.read()", stdin=subprocess.PIPE)
    assert process.stdout.readline() == b"first\n"
    process.stdin.close()
    assert process.wait(timeout=20) == 0

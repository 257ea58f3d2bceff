"""A command runs under progwrap as it runs bare: exit status, bytes, signals, descriptors, terminal. No test looks at a row."""
import os
import select
import shlex
import shutil
import signal
import subprocess
import termios
import time
from pathlib import Path

import pexpect
import pytest

from conftest import PYTHON, wait_until


def shell(progwrap, line, prefix=None, **options):
    """Runs a line of bash in which W stands for progwrap (or, to compare, for nothing). Output is bytes."""
    prefix = shlex.join([*progwrap.command, "--"]) if prefix is None else prefix
    result = subprocess.run(
        ["bash", "-c", line.replace("W ", prefix + " ")],
        stdin=options.pop("stdin", subprocess.DEVNULL if "input" not in options else None),
        capture_output=True,
        env=progwrap.environment,
        cwd=progwrap.home,
        timeout=60,
        **options,
    )
    progwrap.transcript.append((["bash", "-c", line], result.returncode, repr(result.stdout[-2000:]), repr(result.stderr[-2000:])))
    return result


def both(progwrap, line, **options):
    """(bare, wrapped) runs of one line."""
    return shell(progwrap, line, prefix="", **options), shell(progwrap, line, **options)


def assert_same(progwrap, line, **options):
    bare, wrapped = both(progwrap, line, **options)
    assert (wrapped.returncode, wrapped.stdout, wrapped.stderr) == (bare.returncode, bare.stdout, bare.stderr)
    return wrapped


# --- how it ends ---


@pytest.mark.parametrize("status", [0, 1, 7, 125, 126, 127, 128, 255])
def test_the_exit_code_is_the_commands(progwrap, status):
    assert progwrap.run("--", "sh", "-c", f"exit {status}").returncode == status


@pytest.mark.parametrize("name", ["TERM", "KILL", "INT", "SEGV", "HUP", "USR1", "PIPE", "ABRT"])
def test_death_by_a_signal_is_death_by_the_same_signal(progwrap, name):
    result = progwrap.run("--", "sh", "-c", f"kill -{name} $$")
    assert result.returncode == -signal.Signals[f"SIG{name}"]


def test_a_command_that_cannot_be_started_is_127_or_126_and_one_line(progwrap):
    for command, status in (("/no/such/command", 127), ("no-such-command", 127), ("/etc/passwd", 126), ("/", 126)):
        result = progwrap.run("--", command)
        assert (result.returncode, result.stdout) == (status, "")
        assert result.stderr.count("\n") == 1 and command in result.stderr


def test_arguments_arrive_untouched(progwrap):
    arguments = ["a b", "$x", "", "*", "--", "--job", "-q", "'", "\\", "\n"]
    result = progwrap.run("--", PYTHON, "-c", "import sys; print(sys.argv[1:])", *arguments)
    assert result.stdout == f"{arguments}\n"


# --- output ---


@pytest.mark.parametrize("mode", ["always", "auto", "never"])
def test_bytes_are_exact(progwrap, mode):
    data = bytes(range(256)) * 2000 + os.urandom(100_000)
    (progwrap.home / "data").write_bytes(data)
    result = progwrap.run(f"--pty={mode}", "--", "cat", "data", encoding=None)
    assert result.stdout == data and result.stderr == b""
    with open(progwrap.home / "copy", "wb") as copy:
        progwrap.run(f"--pty={mode}", "--", "cat", "data", stdout=copy)
    assert (progwrap.home / "copy").read_bytes() == data


def test_a_last_line_without_newline_and_no_output_at_all(progwrap):
    for line in ("W printf hello", "W true", "W printf 'a\\r\\nb\\r'", "W printf '\\xe2'"):
        assert_same(progwrap, line)


def test_stdout_and_stderr_in_one_file_keep_their_order(progwrap):
    line = "W sh -c 'for i in 1 2 3 4 5 6 7 8 9; do echo O$i; echo E$i >&2; done' >both 2>&1; cat both"
    assert_same(progwrap, line)


def test_stdout_and_stderr_apart_stay_apart(progwrap):
    result = assert_same(progwrap, "W sh -c 'echo O; echo E >&2'")
    assert (result.stdout, result.stderr) == (b"O\n", b"E\n")


def test_appending_to_a_shared_file_overwrites_nothing(progwrap):
    assert_same(progwrap, "rm -f f; (echo first; W echo second; echo third) >>f; cat f")


@pytest.mark.parametrize("size", [1, 4096, 65536, 1 << 20])
def test_nothing_is_lost_when_the_command_exits_at_once(progwrap, size):
    code = f"import os; os.write(1, b'x' * {size - 1} + b'!'); os._exit(3)" if size < 65536 else (
        f"import os\nleft = b'x' * {size - 1} + b'!'\nwhile left: left = left[os.write(1, left):]\nos._exit(3)")
    for _ in range(5):
        result = progwrap.run("--", PYTHON, "-c", code)
        assert result.returncode == 3 and len(result.stdout) == size and result.stdout.endswith("!")


def test_a_slow_reader_gets_everything(progwrap):
    result = shell(progwrap, "W seq 200000 | (sleep 0.5; wc -c)")
    assert result.stdout == b"1288895\n"


def test_a_reader_that_is_gone_ends_the_command_by_sigpipe(progwrap):
    started = time.monotonic()
    result = shell(progwrap, "W yes | head -1; echo ${PIPESTATUS[0]}")
    assert result.stdout == b"y\n141\n"
    assert time.monotonic() - started < 5


def test_a_full_disk_makes_the_commands_writes_fail(progwrap):
    result = shell(progwrap, "W sh -c 'while echo x; do :; done 2>/dev/null; exit 9' >/dev/full")
    assert result.returncode == 9


def test_a_grandchild_that_keeps_the_output_delays_nothing_and_loses_nothing(progwrap):
    flag = progwrap.home / "go"
    line = f"W sh -c '(while ! test -e {flag}; do sleep 0.05; done; echo late)& echo now' >f; cat f; touch {flag}"
    result = shell(progwrap, line)
    assert result.stdout == b"now\n"
    wait_until(lambda: (progwrap.home / "f").read_bytes() == b"now\nlate\n")
    assert shell(progwrap, "x=$(W sh -c '(sleep 0.3; echo late)& echo now'); echo $x").stdout == b"now late\n"


def test_no_nonblocking_flag_leaks_to_shared_descriptions(progwrap):
    result = shell(progwrap, "(W true; head -c 3M /dev/zero) | (sleep 0.5; wc -c)")
    assert result.stdout == b"3145728\n"


def test_a_blocked_reader_does_not_block_signals(progwrap):
    reader, writer = os.pipe()
    process = progwrap.start("--", "yes", stdout=writer)
    wait_until(lambda: not select.select([], [writer], [], 0)[1], what="the pipe is full")
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == -signal.SIGTERM
    os.close(reader)
    os.close(writer)


# --- what the command is given ---


def test_environment_and_signal_state_are_the_commands_own(progwrap):
    assert_same(progwrap, "W env | grep -v ^_= | sort")
    assert_same(progwrap, "W grep Sig[BIC] /proc/self/status")
    assert_same(progwrap, "trap '' HUP USR1 CHLD; W grep Sig[BIC] /proc/self/status")
    assert_same(progwrap, "umask 027; ulimit -c 0; ulimit -n 200; nice W sh -c 'umask; ulimit -a; nice'")


def test_descriptors_pass_and_none_of_ours_does(progwrap):
    result = assert_same(progwrap, "exec 7</etc/hostname; W sh -c 'ls /proc/self/fd | tr \"\\n\" \" \"; cat <&7'")
    assert b"7" in result.stdout


def test_closed_descriptors_are_closed_for_the_command(progwrap):
    for closed in ("<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"):
        line = f"W sh -c 'for i in 0 1 2; do test -e /proc/$$/fd/$i; echo $i=$? >>report; done' {closed}; cat report; rm report"
        assert_same(progwrap, line)


def test_stdin_is_inherited(progwrap):
    data = os.urandom(1_000_000)
    assert shell(progwrap, "W cat", input=data).stdout == data
    assert_same(progwrap, "printf 'l1\\nl2\\nl3\\n' | (read a; W true; cat)")
    assert_same(progwrap, "printf 'a\\nb\\n' | while read l; do W echo $l; done")
    assert_same(progwrap, "W cat </dev/null")


def test_a_pty_never_has_the_size_zero(progwrap):
    line = "W sh -c 'stty size <&1'"
    assert shell(progwrap, line, start_new_session=True).stdout == b"24 80\n"
    progwrap.environment.update(LINES="50", COLUMNS="132")
    assert shell(progwrap, line, start_new_session=True).stdout == b"50 132\n"


def test_pty_auto_tells_the_truth_about_isatty(progwrap):
    code = "import os; print([os.isatty(fd) for fd in (0, 1, 2)])"
    assert progwrap.run("--pty=auto", "--", PYTHON, "-c", code).stdout == "[False, False, False]\n"
    assert progwrap.run("--pty=never", "--", PYTHON, "-c", code).stdout == "[False, False, False]\n"
    assert progwrap.run("--", PYTHON, "-c", code).stdout == "[False, True, True]\n"


def test_lines_come_as_they_are_printed(progwrap):
    """Python buffers by the block into a pipe; the pty makes it write each line."""
    process = progwrap.start("--", PYTHON, "-c", "import sys; print('first'); sys.stdin.read()", stdin=subprocess.PIPE)
    assert process.stdout.readline() == b"first\n"
    process.stdin.close()
    assert process.wait(timeout=20) == 0


# --- signals ---

COUNTER = """
import os, signal, sys, time
count = 0
def got(signo, frame):
    global count
    count += 1
signal.signal(getattr(signal, sys.argv[1]), got)
print("ready", flush=True)
while not count:
    time.sleep(0.01)
time.sleep(0.2)
print("count", count)
sys.exit(5)
"""


def start_counter(progwrap, name, **options):
    process = progwrap.start("--", PYTHON, "-c", COUNTER, name, **options)
    assert process.stdout.readline() == b"ready\n"
    return process


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGCONT"])
@pytest.mark.parametrize("to_group", [False, True], ids=["process", "group"])
def test_a_signal_reaches_the_command_once(progwrap, name, to_group):
    process = start_counter(progwrap, name, start_new_session=True)
    (os.killpg if to_group else os.kill)(process.pid, getattr(signal, name))
    assert process.stdout.read() == b"count 1\n"
    assert process.wait(timeout=20) == 5


def test_a_signal_to_every_process_of_the_job_reaches_the_command_once(progwrap):
    process = start_counter(progwrap, "SIGTERM", start_new_session=True)
    for pid in progwrap.processes():
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            pass
    assert process.stdout.read() == b"count 1\n"
    assert process.wait(timeout=20) == 5


def test_timeout_ends_the_command_once(progwrap):
    result = shell(progwrap, f"timeout 2 W {PYTHON} -c {shlex.quote(COUNTER)} SIGTERM")
    assert (result.stdout, result.returncode) == (b"ready\ncount 1\n", 124)


@pytest.mark.parametrize("name", ["SIGALRM", "SIGUSR2", "SIGIO", "SIGPROF", "SIGVTALRM"])
def test_a_signal_that_the_command_does_not_handle_kills_as_bare(progwrap, name):
    process = progwrap.start("--", "sh", "-c", "echo ready; exec sleep 60")
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(getattr(signal, name))
    assert process.wait(timeout=20) == -getattr(signal, name)


def test_a_killed_supervisor_takes_the_command_with_it(progwrap):
    process = progwrap.start("--", "sh", "-c", "echo $$; exec sleep 60")
    command = int(process.stdout.readline())
    process.kill()
    wait_until(lambda: not Path(f"/proc/{command}").exists())


def test_a_killed_monitor_ends_command_and_supervisor(progwrap):
    process = progwrap.start("--", "sh", "-c", "echo $$ $PPID; exec sleep 60")
    command, monitor = map(int, process.stdout.readline().split())
    os.kill(monitor, signal.SIGKILL)
    assert process.wait(timeout=20) == -signal.SIGKILL
    wait_until(lambda: not Path(f"/proc/{command}").exists())


def test_the_command_is_unharmed_without_an_engine(progwrap, tmp_path):
    alone = tmp_path / "progwrap"
    shutil.copy(progwrap.command[-1], alone)
    started = time.monotonic()
    result = subprocess.run([alone, "--", "sh", "-c", "echo out; exit 4"], capture_output=True, env=progwrap.environment)
    assert (result.returncode, result.stdout, result.stderr) == (4, b"out\n", b"")
    assert time.monotonic() - started < 5


def test_no_process_is_left(progwrap):
    for _ in range(20):
        progwrap.run("--", "echo", "x")
    wait_until(lambda: not progwrap.processes())


# --- on a terminal ---


def on_terminal(progwrap, *arguments, rows=30, columns=100):
    terminal = pexpect.spawn(
        arguments[0], list(arguments[1:]), dimensions=(rows, columns), env=progwrap.environment, cwd=str(progwrap.home), timeout=20)
    terminal.delaybeforesend = None
    return terminal


def wrapped(progwrap, *command):
    return [*progwrap.command, "-q", "--", *command]


def ended(terminal):
    """What was printed up to the end, and the wait status."""
    terminal.expect(pexpect.EOF)
    output = terminal.before
    terminal.close()
    return output, terminal.status


@pytest.mark.parametrize(
    "script",
    [
        "echo a; printf 'b\\tc\\rd\\n'; printf end",
        "printf 'x\\r\\n\\r\\r\\ny\\r'; exit 3",
        "stty -onlcr; printf 'x\\ny\\r\\n'; sleep 0.3; stty onlcr; echo z",
        "stty size; tty >/dev/null && echo tty; test -t 0 && test -t 1 && test -t 2 && echo all",
        "kill -TERM $$",
        "seq 20000",
    ],
)
def test_a_terminal_shows_the_same_bytes(progwrap, script):
    bare = ended(on_terminal(progwrap, "sh", "-c", script))
    assert ended(on_terminal(progwrap, *wrapped(progwrap, "sh", "-c", script))) == bare


def test_the_job_is_named_once_on_a_terminal_and_never_with_quiet(progwrap):
    output, _ = ended(on_terminal(progwrap, *progwrap.command, "--", "echo", "hello"))
    assert output.count(b"progwrap: job ") == 1 and output.endswith(b"hello\r\n")
    output, _ = ended(on_terminal(progwrap, *progwrap.command, "-q", "--", "echo", "hello"))
    assert output == b"hello\r\n"
    output, _ = ended(on_terminal(progwrap, *progwrap.command, "--job", "x", "--", "echo", "hello"))
    assert output == b"hello\r\n"


def test_a_new_size_reaches_the_command(progwrap):
    code = "import os, signal, time\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGWINCH])\nprint(*os.get_terminal_size(), flush=True)\nsignal.sigwait([signal.SIGWINCH])\nprint(*os.get_terminal_size())"
    terminal = on_terminal(progwrap, *wrapped(progwrap, PYTHON, "-c", code))
    terminal.expect_exact("100 30\r\n")
    terminal.setwinsize(41, 77)
    terminal.expect_exact("77 41\r\n")
    ended(terminal)


def test_a_typed_line_is_echoed_once_and_arrives(progwrap):
    terminal = on_terminal(progwrap, *wrapped(progwrap, PYTHON, "-c", "print('got', input('name? '))"))
    terminal.expect_exact("name? ")
    terminal.sendline("Ada")
    assert ended(terminal) == (b"Ada\r\ngot Ada\r\n", 0)


def test_ctrl_d_is_the_end_of_input(progwrap):
    terminal = on_terminal(progwrap, *wrapped(progwrap, "cat"))
    terminal.sendline("one")
    terminal.expect_exact("one\r\none\r\n")
    terminal.sendeof()
    assert ended(terminal)[1] == 0


def test_ctrl_c_ends_the_command_by_sigint(progwrap):
    terminal = on_terminal(progwrap, *wrapped(progwrap, "sh", "-c", "echo ready; exec sleep 60"))
    terminal.expect_exact("ready\r\n")
    terminal.sendintr()
    assert os.WTERMSIG(ended(terminal)[1]) == signal.SIGINT


def test_ctrl_c_aborts_the_script_around_progwrap(progwrap):
    line = shlex.join(wrapped(progwrap, "sh", "-c", "echo ready; exec sleep 60")) + "; echo NEXT"
    terminal = on_terminal(progwrap, "bash", "-c", line)
    terminal.expect_exact("ready\r\n")
    terminal.sendintr()
    assert b"NEXT" not in ended(terminal)[0]


def test_a_command_that_handles_ctrl_c_gets_it_once(progwrap):
    terminal = on_terminal(progwrap, *wrapped(progwrap, PYTHON, "-c", COUNTER, "SIGINT"))
    terminal.expect_exact("ready\r\n")
    terminal.sendintr()
    output, status = ended(terminal)
    assert b"count 1\r\n" in output and os.WEXITSTATUS(status) == 5


@pytest.fixture
def bash(progwrap):
    """An interactive shell with job control; $W is progwrap."""
    progwrap.environment.update(PS1="<$?>", W=shlex.join(wrapped(progwrap)), TERM="dumb")
    terminal = on_terminal(progwrap, "bash", "--norc", "--noediting", "-i")
    terminal.expect_exact("<0>")
    yield terminal
    terminal.close(force=True)


def test_ctrl_z_stops_the_job_and_fg_continues_it(bash):
    for _ in range(3):
        # not `sh -c "…; sleep 1"`: a shell that is just in vfork does not stop, bare as well
        bash.sendline(f"$W {PYTHON} -c 'import time; print(\"started\", flush=True); time.sleep(1); print(\"done\")'")
        bash.expect_exact("started\r\n")
        bash.send("\x1a")
        bash.expect("Stopped")
        bash.expect_exact("<148>")
        bash.sendline("fg")
        bash.expect_exact("done\r\n")
        bash.expect_exact("<0>")


def test_a_background_job_prints_and_leaves_the_terminal_alone(bash):
    before = termios.tcgetattr(bash.child_fd)
    bash.sendline("$W sh -c 'echo L1; echo L2' & wait")
    bash.expect_exact("L1\r\nL2\r\n")
    bash.expect_exact("<0>")
    assert termios.tcgetattr(bash.child_fd) == before


def test_reading_in_the_background_stops_the_job(bash):
    bash.sendline("$W cat &")
    bash.expect_exact("<0>")
    bash.sendline("wait; jobs")
    bash.expect("Stopped")
    bash.sendline("fg")
    bash.sendline("hello")
    bash.expect_exact("hello\r\n")
    bash.expect_exact("hello\r\n")
    bash.sendeof()
    bash.expect_exact("<0>")


def test_the_terminal_is_as_before_after_a_killed_supervisor(bash, progwrap):
    before = termios.tcgetattr(bash.child_fd)
    bash.sendline("$W sh -c 'stty raw -echo; echo ready $PPID; exec sleep 60'")
    bash.expect(r"ready (\d+)")
    monitor = int(bash.match.group(1))
    wait_until(lambda: termios.tcgetattr(bash.child_fd) != before)
    os.kill(int(Path(f"/proc/{monitor}/stat").read_text().rsplit(")", 1)[1].split()[1]), signal.SIGKILL)
    bash.expect_exact("<137>")
    wait_until(lambda: termios.tcgetattr(bash.child_fd) == before)


def test_a_password_is_not_shown(progwrap):
    terminal = on_terminal(progwrap, *wrapped(progwrap, PYTHON, "-c", "import getpass; print('got', getpass.getpass())"))
    terminal.expect_exact("Password: ")
    terminal.sendline("secret")
    output, status = ended(terminal)
    assert output == b"\r\ngot secret\r\n" and status == 0


def test_single_keys_arrive_in_raw_mode(progwrap):
    code = "import sys, tty; tty.setraw(0); print('raw', end='', flush=True); print(repr(sys.stdin.buffer.raw.read(3)))"
    terminal = on_terminal(progwrap, *wrapped(progwrap, PYTHON, "-c", code))
    terminal.expect_exact("raw")
    terminal.send("\x03\rq")
    assert b"b'\\x03\\rq'" in ended(terminal)[0]


def test_a_nested_shell_has_its_own_jobs(bash):
    bash.sendline("PS1='(in)' $W bash --norc --noediting -i")
    bash.expect_exact("(in)")
    bash.sendline(f"{PYTHON} -c 'import time; print(\"started\", flush=True); time.sleep(60)'")
    bash.expect_exact("started\r\n")
    bash.send("\x1a")
    bash.expect("Stopped")
    bash.expect_exact("(in)")
    bash.sendline("fg")
    bash.expect_exact("time.sleep(60)")
    bash.send("\x03")
    bash.expect("KeyboardInterrupt")
    bash.expect_exact("(in)")
    bash.sendline("exit 3")
    bash.expect_exact("<3>")


def test_vim_edits_a_file(bash, progwrap):
    (progwrap.home / "text").write_text("one\n")
    bash.sendline("TERM=xterm $W vim -u NONE text")
    bash.expect_exact("one")
    bash.send("otwo\x1b:wq\r")
    bash.expect_exact("<0>")
    assert (progwrap.home / "text").read_text() == "one\ntwo\n"


def test_a_pager_behind_progwrap_gets_the_keys(bash):
    bash.sendline("TERM=xterm $W seq 500 | TERM=xterm less")
    bash.expect_exact("29")
    bash.send("G")
    bash.expect_exact("500")
    bash.send("q")
    bash.expect_exact("<0>")


def test_ctrl_c_ends_the_whole_pipeline(bash):
    bash.sendline("$W sh -c 'echo ready; exec sleep 60' | tee copy")
    bash.expect_exact("ready\r\n")
    bash.sendintr()
    bash.expect_exact("<130>")


def test_a_closed_terminal_ends_the_command(progwrap):
    terminal = on_terminal(progwrap, *wrapped(progwrap, "sh", "-c", "echo ready; exec sleep 60"))
    terminal.expect_exact("ready\r\n")
    os.close(terminal.child_fd)
    wait_until(lambda: not progwrap.processes(), 10, "everybody has gone with the terminal")
    terminal.closed = True


def test_nohup_survives_a_hangup(progwrap):
    process = progwrap.start("--", "sh", "-c", "echo $$; exec sleep 60", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    command = int(process.stdout.readline())
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGUSR1)
    assert process.wait(timeout=20) == -signal.SIGUSR1  # and not SIGHUP, which came first
    wait_until(lambda: not Path(f"/proc/{command}").exists())


# --- in odd places ---


def test_as_process_one_it_reaps_orphans_and_ends_with_the_command(progwrap):
    if subprocess.run(["unshare", "-pf", "--mount-proc", "true"], capture_output=True).returncode:
        pytest.skip("no right to make a pid namespace")
    script = "(true & sleep 0.1 &) ; sleep 0.3; ps -eo stat= | grep -c Z; exit 6"
    line = ["unshare", "-pf", "--mount-proc", *progwrap.command, "--", "sh", "-c", script]
    result = subprocess.run(line, capture_output=True, env=progwrap.environment, stdin=subprocess.DEVNULL, timeout=20)
    assert (result.returncode, result.stdout) == (6, b"0\n")


def test_children_that_were_there_before_are_not_waited_for(progwrap):
    result = shell(progwrap, "bash -c 'sleep 30 & echo $! >pid; exec W echo t'; kill $(cat pid)")
    assert result.stdout == b"t\n"


def test_a_command_that_closes_its_output_costs_nothing(progwrap):
    process = progwrap.start("--", "sh", "-c", "exec >&- 2>&-; exec sleep 1")
    usage = os.wait4(process.pid, 0)[2]
    process.returncode = 0
    assert usage.ru_utime + usage.ru_stime < 0.2
    assert process.stdout.read() == b""


def test_a_stopped_command_stops_progwrap_and_continues_with_it(progwrap):
    process = progwrap.start("--", "sh", "-c", "echo $$; read line; echo on", stdin=subprocess.PIPE)
    command = int(process.stdout.readline())
    os.kill(command, signal.SIGSTOP)
    assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
    os.kill(command, signal.SIGCONT)
    process.stdin.write(b"\n")
    process.stdin.close()
    assert process.stdout.readline() == b"on\n"
    assert process.wait(timeout=20) == 0


def test_a_stopped_progwrap_continues_where_it_was(progwrap):
    process = progwrap.start("--", "sh", "-c", "echo $$; read line; echo on", stdin=subprocess.PIPE)
    process.stdout.readline()
    process.send_signal(signal.SIGSTOP)
    assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
    process.stdin.write(b"\n")
    process.stdin.close()
    process.send_signal(signal.SIGCONT)
    assert process.stdout.readline() == b"on\n"
    assert process.wait(timeout=20) == 0

"""G. Processes and the places that they run in: behaviours 44 to 48."""
import itertools
import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from conftest import wait_until

from .driver import parent_of
from .test_f_output import cpu_seconds, resident_bytes


def open_files(pid):
    return set(map(os.readlink, Path(f"/proc/{pid}/fd").iterdir()))


def wake_ups(pid):
    return int(re.search(r"\nvoluntary_ctxt_switches:\s*(\d+)", Path(f"/proc/{pid}/status").read_text()).group(1))


def test_44_children_that_were_there_before_are_not_waited_for(same):
    same("bash -c 'sleep 30 >&- 2>&- & echo $! >pid; exec $W echo t'; kill $(cat pid)")
    same("bash -c 'exec $W echo t > >(cat >f)'; until test -s f; do :; done; cat f; rm f")


def test_45_a_daemon_outlives_it_and_belongs_to_init(run, progwrap):
    for wrapped in (False, True):
        run("$W sh -c 'setsid sleep 67 >/dev/null 2>&1 </dev/null & echo $! >pid'", wrapped)
        pid = int((progwrap.home / "pid").read_text())
        wait_until(lambda: parent_of(pid) == 1, 5, "it belongs to init")
        os.kill(pid, signal.SIGKILL)


def test_45_process_one_reaps_orphans_and_ends_with_the_command(same):
    script = "(true & sleep 0.1 &) ; sleep 0.3; ps -eo stat= | grep -c Z; exit 6"
    assert same(f"unshare -pf --mount-proc sh -c 'exec $W sh -c \"{script}\"'").returncode == 6
    same("unshare -pf --mount-proc sh -c 'exec $W sh -c \"sleep 40 & exit 4\"'")


def test_45_process_one_passes_one_term_on(progwrap, wrapper, only_progwrap):
    line = ["unshare", "-pf", "--kill-child", "--mount-proc", *shlex.split(wrapper), "/usr/bin/python3", progwrap.environment["HELPERS"] + "/count.py", "SIGTERM"]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, env=progwrap.environment)
    progwrap.started.append(process)
    assert process.stdout.readline() == b"ready\n"
    child = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text())
    os.kill(child, signal.SIGTERM)
    assert process.stdout.read() == b"count 1\n"
    assert process.wait(10) == 5


SPEAKER = '$W sh -c "echo out; echo err >&2; exit 3"'
PLACES = {
    "cron": 'env -i HOME="$HOME" XDG_STATE_HOME="$XDG_STATE_HOME" PATH=/usr/bin:/bin W="$W" setsid -w sh -c \'{}\' </dev/null 2>&1 | cat',
    "systemd": "setsid -w sh -c 'exec {}' </dev/null 2>&1 | cat",
    "closed stdin": "{} <&-",
    "closed outputs": "{} >&- 2>&-; echo $?",
    "all closed": "{} <&- >&- 2>&-; echo $?",
    "stdout closed": "{} >&-; echo $?",
    "stderr closed": "{} 2>&-; echo $?",
    "container": "unshare -pf --mount-proc sh -c 'exec {}' </dev/null",
    "no home": "env -u HOME -u XDG_STATE_HOME {}",
    "a deleted directory": "mkdir gone; cd gone; rmdir ../gone; {} 2>&1 | grep -v getcwd",
}


@pytest.mark.parametrize("place", PLACES)
def test_46_without_any_terminal(same, place):
    same(PLACES[place].replace("{}", SPEAKER))


CLOSED = [" ".join(words) for count in (1, 2, 3) for words in itertools.combinations(("<&-", ">&-", "2>&-"), count)]


@pytest.mark.parametrize("closed", CLOSED)
def test_46_closed_descriptors_are_closed_for_the_command(same, closed):
    """Those that are left work, what it opens gets the lowest free number, and a write to one that is closed fails."""
    told = "for i in 0 1 2; do test -e /proc/$$/fd/$i; echo $i=$?; done >>report"
    same(f"$W sh -c '{told}; cat; echo out; echo out=$? >>report; echo err >&2; echo err=$? >>report; exit 3' {closed}; echo $? >>report; cat report; rm report",
         input=b"in\n")
    same(f"$W $PY -c 'import os; os._exit(os.open(\"/dev/null\", os.O_RDWR))' {closed}; echo $?")


WAYS = [
    "timeout 10 $W sh -c 'echo x; exit 3'",
    "timeout -s USR1 -k 1 0.5 $W sleep 9; echo $?",
    "setsid --wait $W sh -c 'echo x; exit 3'",
    "nohup $W sh -c 'echo x; exit 3'",
    "nice -n 5 $W nice",
    "env -i $W /usr/bin/env | grep -v ^_ | grep -v ^PWD | grep -v SHLVL; true",
    "seq 20 | xargs -P4 -n1 $W echo | sort -n",
    "seq 8 | xargs -P4 -I{} $W sh -c 'sleep 0.0{}; exit {}'; echo $?",
    "seq 8 | parallel -j4 -k $W echo",
    "parallel -j4 -k '$W sh -c \"echo {}; exit {}\"' ::: 1 0 2; echo $?",
    "yes | $W head -n 2",
    "$W yes | head -n 1",
    "$W sh -c 'echo a; echo b >&2' 2>&1 | tee f; cat f",
    "for i in 1 2 3; do $W echo $i; done | while read l; do $W echo got $l; done",
    "x=$($W echo in); y=`$W echo out`; echo $x $y",
    "$W $W sh -c 'echo nested; exit 3'",
    "diff <($W echo a) <($W echo b)",
    "$W bash -c 'coproc cat; echo x >&${COPROC[1]}; read l <&${COPROC[0]}; echo $l'",
    "stdbuf -oL $W echo x",
    "flock lock $W echo x",
    "script -qec \"$W tty >/dev/null\" /dev/null; echo $?",
    "chrt -b 0 $W chrt -p 0 | grep -o SCHED_BATCH",
    "taskset 1 $W nproc",
]


@pytest.mark.parametrize("line", WAYS)
def test_46_under_other_programs(same, line):
    same(line)


def test_46_make_with_jobs(same, progwrap):
    (progwrap.home / "Makefile").write_text("all: 1 2 3 4 5 6\n%:\n\t@$(W) sh -c 'echo made $@ >>made; test $@ != 7'\n")
    same("make -s -j4 && sort made; rm made")
    same("make -s -j4 7; echo $?; rm made")


def test_46_over_ssh_without_a_terminal(same, ssh):
    same(f"{ssh} \"$W sh -c 'echo out; echo err >&2; exit 3'\"")
    same(f"printf 'a\\nb\\n' | {ssh} \"$W wc -l\"")


def test_46_over_ssh_with_a_terminal(same_terminal, ssh):
    def scenario(terminal):
        terminal.run("T=-t")
        terminal.line(f"{ssh} \"$W sh -c 'stty size; echo name; read a; echo got \\$a; exit 3'\"")
        terminal.expect("30 100\r\n", "name\r\n")
        terminal.line("Ada")
        terminal.expect("got Ada\r\n")
        status = terminal.prompt()
        terminal.line(f"{ssh} \"$W sleep 68\"")
        terminal.pid_of("sleep 68")
        terminal.type("\x03")
        return status, terminal.prompt(), terminal.settings() == terminal.before

    assert same_terminal(scenario)[0] == 3


def test_47_a_command_that_closes_its_output_costs_nothing(progwrap, wrapper):
    process = subprocess.Popen([*shlex.split(wrapper), "sh", "-c", "exec >&- 2>&-; exec sleep 1"], stdout=subprocess.PIPE, env=progwrap.environment)
    usage = os.wait4(process.pid, 0)[2]
    process.returncode = 0
    assert usage.ru_utime + usage.ru_stime < 0.2
    assert process.stdout.read() == b""


def test_47_nor_does_one_that_is_silent_on_a_terminal(progwrap, terminal):
    one = terminal()
    one.line("$W sleep 1.5")
    one.pid_of("sleep 1.5")
    job = one.job("sleep 1.5")
    time.sleep(0.2)
    before = cpu_seconds(job)
    time.sleep(1)
    assert cpu_seconds(job) - before < 0.05
    assert one.prompt() == 0


@pytest.mark.parametrize("says", ["nothing", "a line"])
def test_47_nor_does_a_terminal_that_is_gone(progwrap, terminal, only_progwrap, says):
    """The command goes on; nothing of the terminal is held open, by whose number something later could be taken for it."""
    one = terminal()
    command = f"until test -e go; do sleep 0.02; done; {'echo lost;' if says != 'nothing' else ''} touch said; exec sleep 66"
    one.line(f"sh -c 'trap \"\" HUP; echo ready; exec $W sh -c \"{command}\"'")
    one.expect("ready\r\n")
    job = one.job(f"sh -c {command}")
    one.hang_up()
    (progwrap.home / "go").touch()
    wait_until((progwrap.home / "said").exists, 5, "the command has not noticed")
    gone = {"/dev/tty"} if says == "nothing" else {"/dev/tty", "/dev/ptmx"}  # its own master only when nobody takes what it says
    wait_until(lambda: not gone & open_files(job), 5, "the terminal is let go")
    before = wake_ups(job)
    time.sleep(1)
    assert wake_ups(job) - before < 5
    os.kill(job, signal.SIGTERM)
    wait_until(lambda: not progwrap.processes(), 5, "nothing is left")


def test_48_a_million_lines_cost_no_memory_and_no_descriptor(progwrap, wrapper):
    command = "seq 10000; touch warm; until test -e go; do sleep 0.02; done; seq 1000000; touch done; until test -e end; do sleep 0.02; done"
    with open("/dev/null", "w") as null:
        process = subprocess.Popen([*shlex.split(wrapper), "sh", "-c", command], stdout=null, env=progwrap.environment, cwd=progwrap.home)
    progwrap.started.append(process)
    measured = []
    for come, go in (("warm", "go"), ("done", "end")):
        wait_until(lambda: (progwrap.home / come).exists(), 30)
        measured.append((resident_bytes(process.pid), len(os.listdir(f"/proc/{process.pid}/fd"))))
        (progwrap.home / go).touch()
    assert process.wait(20) == 0
    assert measured[1][1] == measured[0][1]
    assert measured[1][0] - measured[0][0] < 4 << 20


def test_48_the_processes_are_the_commands_own_and_ours_by_name(progwrap, terminal, only_progwrap):
    one = terminal()
    one.line("$W sh -c 'sleep 69; true' 2>/dev/null")
    sleep = one.pid_of("sleep 69")
    shell = parent_of(sleep)
    monitor = parent_of(shell)
    supervisor = parent_of(monitor)
    assert parent_of(supervisor) == one.pexpect.pid
    names = lambda: sorted(Path(f"/proc/{pid}/comm").read_text().strip() for pid in progwrap.processes())
    expected = ["bash", "progwrap", "progwrap-record", "pw-monitor", "pw-witness", "sh", "sleep"]
    wait_until(lambda: names() == expected, 5, f"only these processes are there, not {names()}")
    assert progwrap.processes()[monitor].strip("\0 ") == "pw-monitor"
    one.type("\x03")
    assert one.prompt() == 130
    wait_until(lambda: set(progwrap.processes()) == {one.pexpect.pid}, 10, "nothing is left")


@pytest.mark.race
def test_48_no_process_is_left(progwrap, run):
    run("for i in 1 2 3 4 5; do $W echo x; done")
    wait_until(lambda: not progwrap.processes(), 10, "nothing is left")


@pytest.mark.race
def test_48_the_command_is_unharmed_without_an_engine(progwrap, tmp_path, only_progwrap):
    alone = tmp_path / "progwrap"
    shutil.copy(progwrap.command[-1], alone)
    started = time.monotonic()
    result = subprocess.run([alone, "--", "sh", "-c", "echo out; exit 4"], capture_output=True, env=progwrap.environment)
    assert (result.returncode, result.stdout, result.stderr) == (4, b"out\n", b"")
    assert time.monotonic() - started < 5

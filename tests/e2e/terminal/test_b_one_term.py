"""B. One TERM is one TERM, whoever starts the command and whoever is sent it: behaviour 9."""
import os
import select
import signal
import subprocess
from pathlib import Path

import pytest

from conftest import wait_until

from .driver import SECONDS, parent_of

COUNT = "$W $PY $HELPERS/count.py SIGTERM"
LAUNCHERS = {
    "sh": "sh -c '{}; true'",
    "nohup": "nohup {}",
    "setsid": "setsid --wait {}",
    "timeout": "timeout 60 {}",
    "timeout --foreground": "timeout --foreground 60 {}",
    "nice": "nice {}",
    "xargs -P4": "seq 4 | xargs -P4 -I_ {}",
    "make -j4": "make -s -j4 -f four.mk",
    "parallel -j4": "parallel -u -j4 -n0 '{}' ::: 1 2 3 4",
    "process 1": "unshare -pf --kill-child --mount-proc {}",
    "ssh": "SSH \"{}\"",
}
MAKEFILE = "all: 1 2 3 4\n1 2 3 4:\n\t@{}\n"
FOUR = ("xargs -P4", "make -j4", "parallel -j4")
PASSED_ON = {"timeout": 3, "timeout --foreground": 2, "make -j4": 2, "parallel -j4": 4}
WHOM = ["each job", "their group", "everybody"]
PROGRAMS = {"sh", "bash", "timeout", "xargs", "make", "parallel", "perl", "unshare", "setsid"}


def name_of(pid):
    return Path(f"/proc/{pid}/comm").read_text().strip()


def job_of(pid, everybody):
    """What was started in the place of the command: itself, or the wrapper around it."""
    while parent_of(pid) in everybody and name_of(parent_of(pid)) not in PROGRAMS:
        pid = parent_of(pid)
    return pid


def send(progwrap, whom):
    everybody = progwrap.processes()
    jobs = [job_of(pid, everybody) for pid, line in everybody.items() if line.startswith("/usr/bin/python3") and "count.py" in line]
    if whom == "each job":
        targets = jobs
    elif whom == "their group":
        targets = {-os.getpgid(job) for job in jobs}
    else:
        targets = everybody
    for target in targets:
        try:
            os.kill(target, signal.SIGTERM)
        except ProcessLookupError:
            pass


def cases(launchers):
    """Without the client of ssh among everybody: what it would have brought is lost with it."""
    return [(launcher, whom) for launcher in launchers for whom in WHOM if (launcher, whom) != ("ssh", "everybody")]


@pytest.fixture
def line(progwrap, launcher, request):
    (progwrap.home / "four.mk").write_text(MAKEFILE.replace("{}", COUNT.replace("$", "$$")))
    line = LAUNCHERS[launcher].replace("{}", COUNT)
    return line.replace("SSH", request.getfixturevalue("ssh")) if launcher == "ssh" else line


def check(bare, wrapped, launcher, whom):
    """A launcher that gets the signal too may send it on, and more than once. Bare, what comes within microseconds is one."""
    most = PASSED_ON.get(launcher, 1) if whom != "each job" else 1
    for counts, _ in (bare, wrapped):
        assert len(counts) == (4 if launcher in FOUR else 1)
        assert all(1 <= count <= most for count in counts), (bare, wrapped)
    if launcher != "make -j4":  # it fails in one of two ways: for its jobs or for its own signal, whichever comes first
        assert wrapped[1] == bare[1]


@pytest.mark.race
@pytest.mark.parametrize("launcher, whom", cases(LAUNCHERS))
def test_09_one_term_is_one(progwrap, wrapper, launcher, line, whom):
    def play(words):
        process = subprocess.Popen(
            ["bash", "-c", line], env={**progwrap.environment, "W": words, "T": ""}, cwd=progwrap.home,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        progwrap.started.append(process)
        ready = b""
        while ready.count(b"ready\n") < (4 if launcher in FOUR else 1):
            assert select.select([process.stdout], [], [], 2 * SECONDS)[0], ready
            ready += os.read(process.stdout.fileno(), 4096) or pytest.fail("it has ended")
        send(progwrap, whom)
        counts = [int(told.split()[1]) for told in process.communicate(timeout=2 * SECONDS)[0].splitlines()]
        return counts, process.returncode

    check(play(""), play(wrapper), launcher, whom)


@pytest.mark.race
@pytest.mark.parametrize("launcher, whom", cases(["sh", "timeout", "nice", "xargs -P4", "make -j4", "ssh"]))
def test_09_one_term_is_one_on_a_terminal(terminal, progwrap, launcher, line, whom):
    def play(wrapped):
        one = terminal(wrapped)
        one.run("T=-t")
        one.line(line)
        jobs = 4 if launcher in FOUR else 1
        for _ in range(jobs):
            one.expect("ready\r\n")
        send(progwrap, whom)
        counts, statuses = [], []
        while len(counts) < jobs or not statuses:  # the shell may have ended the job before its last process
            told = one.match(r"count (\d)\r\n|<(\d+)>")
            (counts if told[1] else statuses).append(int(told[1] or told[2]))
        return counts, statuses[0]

    check(play(False), play(True), launcher, whom)

"""A real terminal with an interactive shell in it, and what can be seen of it from outside."""
import hashlib
import os
import re
import termios
from pathlib import Path

import pexpect

from conftest import wait_until

PROMPT = r"<(\d+)>$"
ROWS, COLUMNS = 30, 100
SECONDS = int(os.environ.get("TERMINAL_SECONDS", 10))  # what a healthy wrapper never needs
# The one thing that cannot be the same in two runs.
PIDS = re.compile(rb"(?<=\[\d\] )\d+|\d+(?= (?:Terminated|Killed|Hangup|Stopped|Done|Alarm|User|I/O|Profiling))")


def in_short(output):
    """Output that can be compared: pytest takes minutes to tell how two long ones differ."""
    return output if len(output) < 5000 else f"{len(output)} bytes, {hashlib.sha256(output).hexdigest()}"


class Terminal:
    """A real terminal with an interactive bash in it, whose prompt shows the last status."""

    def __init__(self, progwrap, wrapper, program=("bash", "--norc", "--noediting", "-i")):
        self.progwrap = progwrap
        self.wrapped = bool(wrapper)
        self.shown = b""
        self.pexpect = pexpect.spawn(
            program[0],
            list(program[1:]),
            dimensions=(ROWS, COLUMNS),
            env={**progwrap.environment, "W": wrapper},
            cwd=str(progwrap.home),
            timeout=SECONDS,
        )
        self.pexpect.delaybeforesend = None
        if program[0] == "bash":
            self.prompt()
        self.before = self.settings()

    @property
    def fd(self):
        return self.pexpect.child_fd

    def settings(self):
        return termios.tcgetattr(self.fd)

    def foreground(self):
        return os.tcgetpgrp(self.fd)

    def _took(self):
        after = self.pexpect.after if isinstance(self.pexpect.after, bytes) else b""
        self.shown += self.pexpect.before + after
        return self.pexpect.before

    def expect(self, *texts):
        """Waits for each of the texts in turn."""
        for text in texts:
            self.pexpect.expect_exact(text)
            self._took()

    def match(self, pattern):
        self.pexpect.expect(pattern)
        self._took()
        return self.pexpect.match

    def prompt(self):
        """Waits for the prompt; the status in it."""
        return int(self.match(PROMPT).group(1))

    def end(self):
        """Waits until nothing holds the terminal any more; the wait status of its program."""
        self.pexpect.expect(pexpect.EOF)
        self._took()
        self.pexpect.close()
        return self.pexpect.status

    def type(self, keys):
        self.pexpect.send(keys)

    def line(self, text):
        self.pexpect.send(text + "\n")

    def run(self, text):
        """Types a line and waits for the prompt behind it; the status."""
        self.line(text)
        return self.prompt()

    def resize(self, rows, columns):
        self.pexpect.setwinsize(rows, columns)

    def hang_up(self):
        os.close(self.fd)
        self.pexpect.closed = True

    def pid_of(self, command, seconds=10):
        """The process with exactly this command line, once there is one."""
        return wait_until(
            lambda: next((pid for pid, line in self.progwrap.processes().items() if line.strip() == command), None),
            seconds,
            f"a process '{command}'",
        )

    def job(self, command):
        """The process that stands for the command in the shell's eyes: itself, or the wrapper around it."""
        pid = self.pid_of(command)
        shell = self.pexpect.pid
        while self.wrapped and parent_of(pid) not in (shell, self.script_of(pid, shell)):
            pid = parent_of(pid)
        return pid

    def script_of(self, pid, shell):
        """The outermost process below the shell if that is a script that started the wrapper, else the shell."""
        while parent_of(pid) != shell:
            pid = parent_of(pid)
        return pid if is_script(pid) else shell

    def result(self):
        return PIDS.sub(b"PID", self.shown), self.settings() if not self.pexpect.closed else None

    def close(self):
        if not self.pexpect.closed:
            self.pexpect.close(force=True)


def parent_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def state_of(pid):
    """The letter that ps shows: T is stopped; None: it is no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return None


def has_taken(pid, signo):
    """The process got the signal, has done what there was to do about it, and sleeps again."""
    status = Path(f"/proc/{pid}/status").read_text()
    pending = any(int(re.search(rf"{name}:\s*(\w+)", status).group(1), 16) >> (signo - 1) & 1 for name in ("SigPnd", "ShdPnd"))
    return not pending and state_of(pid) == "S"


def is_script(pid):
    return Path(f"/proc/{pid}/comm").read_text().strip() in ("sh", "bash", "timeout", "dash", "nohup")

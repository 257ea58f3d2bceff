"""Fixtures for the black-box tests: the real binary in a private home, its row, and the end of every process."""
import json
import os
import shlex
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

pytest_plugins = ["postgres"]

ROOT = Path(__file__).resolve().parents[2]
TRAINERS = Path(__file__).resolve().parent / "trainers"
EXAMPLES = ROOT / "examples" / "training"
PYTHON = "/usr/bin/python3"  # the one with Debian's optuna and sklearn; another may come first on PATH


TEST_LIMIT_SECONDS = int(os.environ.get("TEST_LIMIT_SECONDS", 180))

# A shell that starts the tests in the background has INT and QUIT ignored, nohup HUP; the commands under test would be too.
for ignored in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
    if signal.getsignal(ignored) == signal.SIG_IGN:
        signal.signal(ignored, signal.SIG_DFL)


@pytest.fixture(autouse=True)
def limit(request):
    """No test waits for ever, whatever it waits for."""

    def over(number, frame):
        pytest.fail(f"not over within {seconds} s")

    seconds = TEST_LIMIT_SECONDS * (5 if request.node.get_closest_marker("build") else 1)
    signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    yield
    signal.alarm(0)


def progwrap_command():
    """$PROGWRAP, which may have a prefix ("valgrind -q build/progwrap"), else the newest build of this tree."""
    if os.environ.get("PROGWRAP"):
        return shlex.split(os.environ["PROGWRAP"])
    builds = [path for path in (ROOT / "build" / "tests-gcc" / "progwrap", ROOT / "build" / "progwrap") if path.exists()]
    if not builds:
        pytest.exit("no progwrap found: build it, or name it in $PROGWRAP", returncode=2)
    return [str(max(builds, key=lambda path: path.stat().st_mtime))]


def wait_until(condition, seconds=20, what=None):
    """The first true value of condition(), looked at every 10 ms; fails after the given time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds} s: {what() if callable(what) else what or condition.__doc__ or condition}")
        time.sleep(0.01)


class Progwrap:
    """The binary under test with a home of its own. Everything it starts is told on failure and ended afterwards."""

    def __init__(self, home):
        self.home = home
        self.command = progwrap_command()
        self.transcript = []
        self.started = []
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PROGWRAP", "XDG_", "PG", "PYTHON"))
        }
        self.environment.update(
            HOME=str(home),
            XDG_STATE_HOME=str(home / "state"),
            XDG_CONFIG_HOME=str(home / "config"),
            LC_ALL="C.UTF-8",
            OMP_NUM_THREADS="1",  # joblib workers must not start a thread per core each
        )

    @property
    def database(self):
        return self.home / "state" / "progwrap" / "progwrap.db"

    def run(self, *arguments, timeout=120, environment=None, **options):
        """Runs to the end. Output is text; returncode is negative for death by a signal."""
        line = [*self.command, *map(str, arguments)]
        result = subprocess.run(
            line,
            stdin=options.pop("stdin", subprocess.DEVNULL if "input" not in options else None),
            stdout=options.pop("stdout", subprocess.PIPE),
            stderr=options.pop("stderr", subprocess.PIPE),
            env={**self.environment, **(environment or {})},
            cwd=options.pop("cwd", self.home),
            encoding=options.pop("encoding", "utf-8"),
            timeout=timeout,
            **options,
        )
        self.transcript.append((line, result.returncode, result.stdout, result.stderr))
        return result

    def start(self, *arguments, environment=None, **options):
        """Starts and returns the Popen; it is ended with the test."""
        line = [*self.command, *map(str, arguments)]
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        options.setdefault("cwd", self.home)
        process = subprocess.Popen(line, env={**self.environment, **(environment or {})}, **options)
        self.started.append(process)
        self.transcript.append((line, "started", None, None))
        return process

    def row(self, job, database=None):
        """The job's row in SQLite as a dict, None if there is none yet. JSON columns are parsed."""
        path = Path(database or self.database)
        if not path.exists():
            return None
        # rw, as progwrap reads it: what a killed recorder has left half written must be rolled back
        connection = sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=10)
        connection.row_factory = sqlite3.Row
        try:
            found = connection.execute("SELECT * FROM jobs WHERE job_id = ?", (str(job),)).fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error):
                return None
            raise
        finally:
            connection.close()
        if found is None:
            return None
        row = dict(found)
        for name in ("command", "tools", "labels", "step_details", "best_params", "metrics"):
            row[name] = json.loads(row[name]) if row[name] is not None else None
        return row

    def wait_for_row(self, job, condition=lambda row: True, seconds=30, what=None):
        """The row once it satisfies the condition."""
        last = None

        def satisfied():
            nonlocal last
            last = self.row(job)
            return last if last and condition(last) else None

        try:
            return wait_until(satisfied, seconds, what or f"row of {job}")
        finally:
            self.transcript.append((["row", str(job)], None, json.dumps(last, indent=1, default=str), None))

    def status(self, job, *arguments):
        """What `progwrap status JOB -o json` prints."""
        result = self.run("status", job, "-o", "json", *arguments)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    def replay(self, log, *arguments):
        """The final snapshot of a recorded log."""
        result = self.run("replay", log, "-o", "json", *arguments)
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)

    def processes(self):
        """Every living process that was started in this home: {pid: command line}."""
        mark = f"XDG_STATE_HOME={self.environment['XDG_STATE_HOME']}\0".encode()
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes():
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                pass  # it has just ended, or is another user's
        return found

    def end_all(self):
        """Kills what the test started; everything below it must then end by itself."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait(timeout=20)
            for stream in (process.stdin, process.stdout, process.stderr):
                if stream:
                    stream.close()
        try:
            wait_until(lambda: not self.processes(), 20, "no process is left")
        finally:
            for pid, line in self.processes().items():
                self.transcript.append((["left behind:", line], pid, None, None))
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def progwrap(tmp_path):
    tested = Progwrap(tmp_path)
    yield tested
    tested.end_all()


@pytest.fixture
def trainer():
    """trainer("crash.py", …) is the command line of one of tests/e2e/trainers."""
    return lambda name, *arguments: [PYTHON, str(TRAINERS / name), *map(str, arguments)]


@pytest.fixture
def example():
    """example("optuna_study.py", …) is the command line of one of examples/training."""
    return lambda name, *arguments: [PYTHON, str(EXAMPLES / name), *map(str, arguments)]


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="also the long tests, and those with races 200 times")


def pytest_generate_tests(metafunc):
    """A test marked `race` runs 200 times with --all."""
    if metafunc.definition.get_closest_marker("race") and metafunc.config.getoption("--all"):
        metafunc.fixturenames.append("turn")
        metafunc.parametrize("turn", range(200))


def pytest_collection_modifyitems(config, items):
    if config.getoption("--all"):
        return
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("long")])
    items[:] = [item for item in items if not item.get_closest_marker("long")]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """On failure, what each run printed and what still lives stand in the report. With CI=true a skipped test is a failed one."""
    report = (yield).get_result()
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not allow: {report.longrepr}"
    tested = getattr(item, "funcargs", {}).get("progwrap")
    if not report.failed or not isinstance(tested, Progwrap):
        return
    for line, status, stdout, stderr in tested.transcript[-8:]:
        told = [f"$ {shlex.join(line)}", f"-> {status}"]
        for name, text in (("stdout", stdout), ("stderr", stderr)):
            if text:
                told.append(f"--- {name}\n{text[-4000:]}")
        report.sections.append(("progwrap", "\n".join(map(str, told))))
    report.sections.append(("living processes", "\n".join(f"{pid} {status_of(pid)} {line}" for pid, line in sorted(tested.processes().items()))))


def status_of(pid):
    """State, parent, process group, session and the terminal's foreground group, as in ps."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return "ended"
    return "{} parent {} group {} session {} foreground {}".format(*fields[:4], fields[5])

"""A private PostgreSQL for the tests: its own data directory, socket and port, never the system's server."""
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest


def server_programs():
    """The directory of initdb and pg_ctl: Debian keeps them off PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    for place in places:
        if (place / "initdb").exists():
            return place
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    pytest.exit("no PostgreSQL server found: apt-get install postgresql-15", returncode=2)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def unprivileged():
    """What makes a child run as another user than root, which the server refuses to be."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


database_numbers = itertools.count(1)


class Postgres:
    """The server and what a test does to it. `name` is a superuser that needs no password."""

    name = "trainer"

    def __init__(self, *initdb_options):
        self.programs = server_programs()
        self.home = Path(tempfile.mkdtemp(prefix="progwrap-pg-"))
        self.data = self.home / "data"
        self.port = free_port()
        self.frozen = []
        account = unprivileged()
        if account:
            os.chown(self.home, account["user"], account["group"])
        options = ["--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C", *initdb_options]
        self._run("initdb", "-D", self.data, "-U", self.name, *options)
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write(
                f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{self.home}'\n"
                "max_connections = 30\nfsync = off\nshared_buffers = 16MB\n"
            )

    def _run(self, program, *arguments):
        line = [str(self.programs / program), *map(str, arguments)]
        with open(self.home / "setup.log", "a+", encoding="utf-8") as log:
            result = subprocess.run(
                line, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.home, timeout=120, check=False, **unprivileged()
            )
            log.seek(0)
            assert result.returncode == 0, log.read()

    def start(self):
        self._run("pg_ctl", "start", "-w", "-D", self.data, "-l", self.home / "server.log")

    def stop(self, mode="immediate"):
        self.thaw()
        self._run("pg_ctl", "stop", "-w", "-m", mode, "-D", self.data)

    def is_running(self):
        return (self.data / "postmaster.pid").exists()

    def postmaster(self):
        return int((self.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])

    def freeze(self, *pids):
        """SIGSTOP: connections are accepted by the kernel, nobody ever answers."""
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
            self.frozen.append(pid)

    def thaw(self):
        while self.frozen:
            try:
                os.kill(self.frozen.pop(), signal.SIGCONT)
            except ProcessLookupError:
                pass

    def url(self, database="postgres", user=None):
        return f"postgresql://{user or self.name}@127.0.0.1:{self.port}/{database}"

    def connect(self, database="postgres", **options):
        return psycopg.connect(self.url(database), autocommit=True, **options)

    def execute(self, database, *statements):
        """The rows of the last statement, as dicts."""
        with self.connect(database, row_factory=psycopg.rows.dict_row) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def remove(self):
        if self.is_running():
            self.stop()
        shutil.rmtree(self.home, ignore_errors=True)


class Database:
    """A fresh database on the server."""

    def __init__(self, server, name):
        self.server = server
        self.name = name
        self.url = server.url(name)

    def execute(self, *statements):
        return self.server.execute(self.name, *statements)

    def row(self, job):
        """The job's row, None while there is none or no table, or nobody to ask."""
        try:
            with self.server.connect(self.name, row_factory=psycopg.rows.dict_row, connect_timeout=5) as connection:
                return connection.execute("SELECT * FROM progwrap.jobs WHERE job_id = %s", (job,)).fetchone()
        except (psycopg.errors.UndefinedTable, psycopg.OperationalError):
            return None

    def backends(self):
        """Process ids of the connections that write."""
        found = self.server.execute(
            "postgres",
            f"SELECT pid FROM pg_stat_activity WHERE datname = '{self.name}' AND application_name LIKE 'progwrap/%'",
        )
        return [row["pid"] for row in found]


@pytest.fixture(scope="session")
def postgres_server():
    server = Postgres()
    server.start()
    yield server
    server.remove()


@pytest.fixture
def postgres(postgres_server):
    """The server, running and awake before and after the test, whatever the test does to it."""
    yield postgres_server
    postgres_server.thaw()
    if not postgres_server.is_running():
        postgres_server.start()


@pytest.fixture
def database(postgres):
    name = f"test_{next(database_numbers)}"
    postgres.execute("postgres", f"CREATE DATABASE {name}")
    return Database(postgres, name)

"""The row in PostgreSQL, and a training that does not care what happens to the server."""
import json
import time

import pexpect
import psycopg
import pytest

from conftest import wait_until
from postgres import Postgres


@pytest.fixture
def gate(tmp_path):
    """A file that a trainer waits for."""
    return tmp_path / "go on"


def stored(database, job, condition=lambda row: True, seconds=30):
    """The job's row once it satisfies the condition."""

    def look():
        row = database.row(job)
        return row if row and condition(row) else None

    return wait_until(look, seconds, f"row of {job}: {database.row(job)}")


def completed(row):
    return row["status"] == "completed"


def test_a_row_with_its_types(progwrap, database, trainer):
    result = progwrap.run("--job", "42", "--db", database.url, "--", *trainer("trials.py", "--n-trials", 5))
    assert result.returncode == 0
    row = database.row("42")
    assert (row["status"], row["is_complete"], row["exit_code"], row["attempt"]) == ("completed", True, 0, 1)
    assert (row["percentage"], row["iterations_done"], row["total_iterations"]) == (100, 5, 5)
    assert row["best_params"] == {"x": 4}
    assert row["best_score"] == pytest.approx(0.2)
    assert row["started_at"] <= row["finished_at"]
    assert row["title"] is None and row["cancel_requested_at"] is None


def test_status_and_list_read_it(progwrap, database):
    progwrap.run("--job", "42", "--db", database.url, "--", "true")
    shown = progwrap.status("42", "--db", database.url)
    columns = database.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'jobs' ORDER BY ordinal_position")
    assert list(shown) == [column["column_name"] for column in columns]
    assert (shown["status"], shown["command"]) == ("completed", ["true"])
    listed = json.loads(progwrap.run("list", "-o", "json", "--db", database.url).stdout)
    assert listed == [shown]


def test_a_database_without_tables_has_no_jobs_and_reading_makes_none(progwrap, database):
    assert progwrap.run("status", "42", "--db", database.url).returncode == 1
    assert json.loads(progwrap.run("list", "-o", "json", "--db", database.url).stdout) == []
    assert not database.execute("SELECT 1 FROM information_schema.schemata WHERE schema_name = 'progwrap'")


def test_a_conninfo_with_a_socket_directory(progwrap, database):
    conninfo = f"host={database.server.home} port={database.server.port} dbname={database.name} user=trainer"
    assert progwrap.run("--job", "42", "--db", conninfo, "--", "true").returncode == 0
    assert completed(database.row("42"))


def test_a_password_comes_from_the_passfile(progwrap, database, tmp_path):
    passfile = tmp_path / "passfile"
    passfile.write_text("*:*:*:*:hunter2\n")
    passfile.chmod(0o600)
    progwrap.run("--job", "42", "--db", database.url, "--", "true", environment={"PGPASSFILE": str(passfile)})
    assert completed(database.row("42"))


def test_starting_again_is_the_next_attempt(progwrap, database):
    for _ in range(3):
        progwrap.run("--job", "42", "--db", database.url, "--", "true")
    assert database.row("42")["attempt"] == 3
    attempts = database.execute("SELECT attempt, status, boot_id, pid_started FROM progwrap.job_attempts ORDER BY attempt")
    assert [(row["attempt"], row["status"]) for row in attempts] == [(1, "completed"), (2, "completed"), (3, "completed")]
    assert all(row["boot_id"] and row["pid_started"] > 0 for row in attempts)


def test_starts_at_the_same_moment_make_the_tables_once_and_share_no_number(progwrap, database):
    running = [progwrap.start("--job", "42", "--db", database.url, "--", "true") for _ in range(6)]
    assert [process.wait(timeout=60) for process in running] == [0] * 6
    wait_until(lambda: len(database.execute("SELECT 1 FROM progwrap.job_attempts")) == 6)
    attempts = database.execute("SELECT attempt FROM progwrap.job_attempts ORDER BY attempt")
    assert [row["attempt"] for row in attempts] == [1, 2, 3, 4, 5, 6]
    assert database.execute("SELECT version FROM progwrap.schema_version") == [{"version": 1}]


def test_hostile_text_is_only_text(progwrap, database, trainer):
    job = "'; DROP TABLE progwrap.jobs; --\x1b[2J\u202e"
    progwrap.run("--job", job, "--title", "$1 %s \\", "--db", database.url, "--", *trainer("say.py", "Trial '); --\\n"))
    assert completed(database.row(job))
    shown = progwrap.run("status", job, "--db", database.url).stdout + progwrap.run("list", "--db", database.url).stdout
    assert "\x1b" not in shown and "\u202e" not in shown and "DROP TABLE" in shown


def test_a_hostile_search_path_turns_no_function(progwrap, database):
    database.execute(
        "CREATE SCHEMA evil",
        "CREATE FUNCTION evil.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT ''1999-01-01''::timestamptz'",
        f"ALTER DATABASE {database.name} SET search_path = evil, pg_catalog",
    )
    progwrap.run("--job", "42", "--db", database.url, "--", "true")
    assert database.row("42")["updated_at"].year > 2000


def test_a_server_that_starts_later_gets_the_row_with_the_true_start(progwrap, database, trainer, gate, postgres):
    postgres.stop()
    process = progwrap.start("--job", "late", "--db", database.url, "--", *trainer("trials.py", "--n-trials", 4, "--wait", gate))
    began = time.time()
    assert wait_until(lambda: process.stderr.readline(), 5)
    postgres.start()
    row = stored(database, "late", lambda row: row["iterations_done"] == 4)
    assert abs(row["started_at"].timestamp() - began) < 5
    gate.touch()
    assert process.wait(timeout=20) == 0
    assert completed(database.row("late"))


def test_a_server_that_restarts_loses_nothing(progwrap, database, trainer, gate, postgres):
    process = progwrap.start("--job", "42", "--db", database.url, "--", *trainer("trials.py", "--n-trials", 4, "--wait", gate))
    first = stored(database, "42")
    for _ in range(2):
        postgres.stop()
        postgres.start()
    wait_until(database.backends, 40, "a new connection")
    gate.touch()
    assert process.wait(timeout=20) == 0
    row = stored(database, "42", completed)
    assert (row["attempt"], row["iterations_done"]) == (first["attempt"], 4)


def test_a_killed_backend_is_replaced(progwrap, database, trainer, gate):
    process = progwrap.start("--job", "42", "--db", database.url, "--", *trainer("trials.py", "--n-trials", 4, "--wait", gate))
    stored(database, "42")
    (before,) = database.backends()
    database.execute(f"SELECT pg_terminate_backend({before})")
    wait_until(lambda: database.backends() not in ([], [before]), 20, "a new connection")
    gate.touch()
    assert process.wait(timeout=20) == 0
    assert completed(database.row("42"))


@pytest.mark.parametrize("frozen", ["postmaster", "backend"])
def test_a_frozen_server_does_not_change_the_command(progwrap, database, trainer, gate, postgres, frozen):
    if frozen == "postmaster":
        postgres.freeze(postgres.postmaster())
    options = ["--job", "42", "--db", database.url, "--flush-timeout-seconds", 1]
    process = progwrap.start(*options, "--", *trainer("say.py", "one\\n", f"@wait={gate}", "two\\n", "@exit=5"))
    assert process.stdout.readline() == b"one\n"
    if frozen == "backend":
        stored(database, "42")
        postgres.freeze(*database.backends())
    gate.touch()
    assert process.stdout.readline() == b"two\n"
    assert process.wait(timeout=10) == 5


def test_a_backend_that_wakes_up_again_does_not_turn_the_row_back(progwrap, database, trainer, gate, postgres):
    process = progwrap.start("--job", "42", "--db", database.url, "--", *trainer("trials.py", "--n-trials", 4, "--wait", gate))
    stored(database, "42", lambda row: row["iterations_done"] == 4)
    old = database.backends()
    postgres.freeze(*old)
    wait_until(lambda: set(database.backends()) - set(old), 40, "a new connection")
    gate.touch()
    assert process.wait(timeout=20) == 0
    final = stored(database, "42", completed)
    postgres.thaw()
    wait_until(lambda: not set(database.backends()) & set(old), 20, "the old backend's end")
    assert database.row("42") == final


def test_a_locked_row_is_written_when_the_lock_goes(progwrap, database, trainer, gate):
    process = progwrap.start("--job", "42", "--db", database.url, "--", *trainer("trials.py", "--n-trials", 4, "--wait", gate))
    stored(database, "42", lambda row: row["iterations_done"] == 4)
    with psycopg.connect(database.url) as holder:
        holder.execute("SELECT 1 FROM progwrap.jobs FOR UPDATE")
        gate.touch()
        waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name LIKE 'progwrap/%'"
        wait_until(lambda: database.execute(waiting), 10, "progwrap waits for the lock")
        holder.rollback()
    assert process.wait(timeout=20) == 0
    assert completed(database.row("42"))


def test_a_row_that_a_trigger_refuses_keeps_how_the_job_ended(progwrap, database, trainer):
    progwrap.run("--job", "first", "--db", database.url, "--", "true")
    database.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN IF new.message IS NOT NULL THEN RAISE 'no messages here'; END IF; RETURN new; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON progwrap.jobs FOR EACH ROW EXECUTE FUNCTION refuse()",
    )
    result = progwrap.run("--job", "42", "--db", database.url, "--", *trainer("trials.py", "--n-trials", 4))
    assert result.returncode == 0
    row = database.row("42")
    assert (row["status"], row["exit_code"], row["message"]) == ("completed", 0, None)


def test_missing_rights_are_told_with_the_grant_and_heal(progwrap, database, trainer, gate):
    progwrap.run("--job", "first", "--db", database.url, "--", "true")
    role = f"weak_{database.name}"
    database.execute(f"CREATE ROLE {role} LOGIN")
    url = database.server.url(database.name, role)
    result = progwrap.run("status", "first", "--db", url)
    assert result.returncode == 3 and "permission denied" in result.stderr
    line = [*progwrap.command, "--job", "42", "--db", url, "--", *trainer("say.py", f"@wait={gate}")]
    terminal = pexpect.spawn(line[0], line[1:], env=progwrap.environment, timeout=20, encoding="utf-8", dimensions=(24, 500))
    terminal.expect(f'progwrap: .*GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA progwrap TO "{role}"')
    database.execute(
        f"GRANT USAGE ON SCHEMA progwrap TO {role}",
        f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA progwrap TO {role}",
    )
    stored(database, "42", seconds=60)
    gate.touch()
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert completed(database.row("42"))


def test_a_server_without_unicode_gets_the_row_all_the_same(progwrap, trainer):
    server = Postgres("--encoding=LATIN1", "--locale=C")
    try:
        server.start()
        url = server.url()
        result = progwrap.run("--job", "42", "--title", "100 \u2588 \U0001f680", "--db", url, "--", *trainer("trials.py", "--n-trials", 3))
        assert result.returncode == 0
        (row,) = server.execute("postgres", "SELECT status, title, iterations_done FROM progwrap.jobs")
        assert row == {"status": "completed", "title": "100 ? ?", "iterations_done": 3}
    finally:
        server.remove()


def test_a_request_to_cancel_ends_the_command(progwrap, database, trainer, gate):
    process = progwrap.start("--job", "42", "--db", database.url, "--", *trainer("say.py", f"@wait={gate}"))
    stored(database, "42")
    database.execute("UPDATE progwrap.jobs SET cancel_requested_at = now()")
    process.wait(timeout=20)
    assert database.row("42")["status"] == "cancelled"
    assert process.returncode != 0


def test_one_connection_without_named_statements(progwrap, database, trainer, gate):
    process = progwrap.start("--job", "42", "--db", database.url, "--", *trainer("trials.py", "--n-trials", 4, "--wait", gate))
    stored(database, "42", lambda row: row["iterations_done"] == 4)
    assert len(database.backends()) == 1
    (name,) = database.execute("SELECT application_name FROM pg_stat_activity WHERE application_name LIKE 'progwrap/%'")
    assert name["application_name"] == "progwrap/42"
    gate.touch()
    assert process.wait(timeout=20) == 0

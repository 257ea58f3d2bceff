"""status, list: one job is one object with every key; a sentence for people, JSON for programs."""
import json
import re
import sqlite3

from conftest import ROOT

ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def columns(database):
    connection = sqlite3.connect(database)
    try:
        return [row[1] for row in connection.execute("PRAGMA table_info(jobs)")]
    finally:
        connection.close()


def test_json_has_every_column_as_a_key_and_null_for_what_is_unknown(progwrap):
    progwrap.run("--job", "plain", "--", "true")
    status = progwrap.status("plain")
    assert list(status) == columns(progwrap.database)
    for unknown in ("title", "current_step", "iterations_done", "total_iterations", "best_score", "best_params", "error_message"):
        assert status[unknown] is None
    assert status["command"] == ["true"]
    assert (status["status"], status["is_complete"], status["exit_code"]) == ("completed", True, 0)
    for time in ("started_at", "updated_at", "heartbeat_at", "finished_at"):
        assert ISO.fullmatch(status[time]), time


def test_replay_has_the_same_keys(progwrap, tmp_path):
    progwrap.run("--job", "plain", "--", "true")
    log = tmp_path / "empty.log"
    log.write_bytes(b"")
    assert list(progwrap.replay(log)) == columns(progwrap.database)


def test_list_is_an_array_with_the_newest_start_first(progwrap):
    for job in ("first", "second", "third"):
        progwrap.run("--job", job, "--", "true")
    result = progwrap.run("list", "-o", "json")
    assert [job["job_id"] for job in json.loads(result.stdout)] == ["third", "second", "first"]
    table = progwrap.run("list").stdout
    assert table.index("third") < table.index("second") < table.index("first")


def test_status_without_an_id_is_the_newest_job(progwrap):
    for job in ("first", "second"):
        progwrap.run("--job", job, "--", "true")
    assert json.loads(progwrap.run("status", "-o", "json").stdout)["job_id"] == "second"


def test_status_says_in_words_what_happened(progwrap, trainer):
    progwrap.run("--job", "words", "--", *trainer("trials.py", "--n-trials", 10, "--print", 4))
    text = progwrap.run("status", "words").stdout
    assert "words" in text and "completed" in text and "Trial 4/10" in text


def test_the_id_comes_from_the_environment(progwrap):
    progwrap.run("--", "true", environment={"PROGWRAP_JOB": "from-environment"})
    assert progwrap.row("from-environment")["status"] == "completed"


def test_without_an_id_each_start_gets_a_new_one(progwrap):
    for _ in range(2):
        assert progwrap.run("--", "true").returncode == 0
    jobs = json.loads(progwrap.run("list", "-o", "json").stdout)
    assert len({job["job_id"] for job in jobs}) == 2


def test_a_store_at_another_path(progwrap, tmp_path):
    url = f"sqlite://{tmp_path}/elsewhere.db"
    progwrap.run("--job", "elsewhere", "--db", url, "--", "true")
    assert progwrap.status("elsewhere", "--db", url)["status"] == "completed"
    assert not progwrap.database.exists()


def test_the_manual_lists_the_columns_as_they_are(progwrap):
    progwrap.run("--job", "plain", "--", "true")
    manual = (ROOT / "doc" / "schema.md").read_text()
    assert re.findall(r"^\| `(\w+)` \|", manual, re.M) == columns(progwrap.database)

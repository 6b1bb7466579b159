"""`alimon db`, as a user runs it."""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from feeds.polling.lock import poll_lock
from store import database, times
from store.headlines import search_index
from tui.command_line import alimon

LONG = (
    "with recursive n (i) as (select 1 union all select i + 1 from n limit 200000) select i from n"
)


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(alimon, ["db", *arguments, "--db", str(path)])


def test_tables_are_named_with_their_rows_and_columns(path: Path) -> None:
    lines = [json.loads(line) for line in run(path, "tables", "--json").stdout.splitlines()]
    tables = {line["table"]: line for line in lines}
    assert tables["headlines"]["rows"] == 60
    assert {"name": "title", "type": "TEXT"} in tables["headlines"]["columns"]
    assert not [name for name in tables if name.startswith("headlines_fts_")]


def test_a_query_is_answered_as_json_or_csv(path: Path) -> None:
    sql = "select title, url from feeds order by id"
    first = json.loads(run(path, "query", sql).stdout.splitlines()[0])
    assert first == {"title": "Example Wire", "url": "https://wire1.example.org/rss"}
    assert run(path, "query", sql, "--csv").stdout.splitlines()[:2] == [
        "title,url",
        "Example Wire,https://wire1.example.org/rss",
    ]


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("delete from headlines", "a query only reads"),
        ("selec 1", "SQLite answered"),
        ("select 1; select 2", "SQLite answered"),
    ],
)
def test_a_query_that_changes_or_makes_no_sense_is_refused(
    path: Path, sql: str, reason: str
) -> None:
    answer = run(path, "query", sql)
    assert answer.exit_code == 1
    assert reason in str(answer.exception)
    assert json.loads(run(path, "query", "select count(*) n from headlines").stdout)["n"] == 60


@pytest.mark.parametrize("words", [["db", "query", LONG], ["metrics", "export", "--all"]])
def test_who_stops_reading_hears_no_complaint(path: Path, words: list[str]) -> None:
    start = "from tui.start import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", start, *words, "--db", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.readline()
        command.stdout.close()
        assert command.stderr.read() == b""


def test_a_backup_holds_everything_and_overwrites_nothing(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"
    with closing(database.open_writer(path)):  # a writer is at work
        assert run(path, "backup", str(target)).exit_code == 0
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("select count(*) from headlines").fetchone() == (60,)
    again = run(path, "backup", str(target))
    assert again.exit_code == 1
    assert "exists already" in str(again.exception)


def test_a_backup_that_finds_no_room_leaves_nothing(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, before[1]))
    try:
        answer = run(path, "backup", str(target))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert answer.exit_code == 1
    assert f"no space left to write {target}" in str(answer.exception)
    assert not list(tmp_path.glob("copy.sqlite*"))
    assert run(path, "backup", str(target)).exit_code == 0


@pytest.mark.parametrize("folder", ["no folder", "a file"])
def test_a_backup_that_has_no_place_says_which(path: Path, tmp_path: Path, folder: str) -> None:
    (tmp_path / "a file").write_text("", encoding="utf-8")
    target = tmp_path / folder / "copy.sqlite"
    answer = run(path, "backup", str(target))
    assert answer.exit_code == 1
    assert f"cannot open {target}" in str(answer.exception)


def test_a_sound_database_is_said_to_be_so(path: Path) -> None:
    assert "is sound" in run(path, "check").stdout
    assert run(path, "vacuum").exit_code == 0
    assert "is sound" in run(path, "check").stdout


def test_a_dangling_reference_is_found(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("insert into headline_versions values (1, 'now', 'a', 'b', null)")
        connection.commit()
    found = run(path, "check")
    assert found.exit_code == 1
    assert "refers to a missing headlines" in found.stdout


def test_what_does_not_fit_the_headlines_is_found_and_made_anew(path: Path) -> None:
    with closing(database.open_writer(path)) as connection:
        while search_index.index_pending(connection):
            pass
        gone, *_, kept = (row[0] for row in connection.execute("select id from headlines"))
        connection.execute("delete from headlines where id = ?", (gone,))
        connection.execute("delete from fts_queue")  # it stays in the index
        connection.execute("insert into headlines_fts (headlines_fts) values ('delete-all')")
        connection.execute(
            "insert into headlines_fts (rowid, title, summary) values (?, 'it is gone', '')",
            (gone,),
        )
        connection.execute("insert into fts_queue (headline) values (?)", (kept,))
        connection.execute("update headline_counts set total = 7, unread = 7")

    found = run(path, "check")
    assert found.exit_code == 1
    assert "the search index has 59 headlines too few or too many" in found.stdout
    assert "the counts say 7 headlines, 7 unread and " in found.stdout
    assert "`alimon db repair` puts it right" in found.output

    done = run(path, "repair")
    assert done.exit_code == 0
    assert done.stdout == "indexed 59 headlines anew\nthe counts were wrong and are right now\n"
    assert "is sound" in run(path, "check").stdout
    assert run(path, "repair").stdout.endswith("the counts were right\n")


def test_an_index_that_lost_its_words_is_made_anew(path: Path) -> None:
    def found() -> int:
        sql = "select count(*) n from headlines_fts where headlines_fts match 'alibaba'"
        return int(json.loads(run(path, "query", sql).stdout)["n"])

    with closing(database.open_writer(path)) as connection:
        while search_index.index_pending(connection):
            pass
        before = found()
        connection.execute("update headlines_fts_data set block = x'' where id > 1")
    assert found() == 0 < before
    checked = run(path, "check")  # SQLite looks into the index since 3.44
    assert checked.exit_code == 0 or "`alimon db repair` puts it right" in checked.output

    assert run(path, "repair").exit_code == 0

    assert found() == before


@pytest.fixture
def backup(path: Path, tmp_path: Path) -> Path:
    """A backup of the sample database, which has lost its headlines since."""
    target = tmp_path / "copy.sqlite"
    assert run(path, "backup", str(target)).exit_code == 0
    with closing(database.open_writer(path)) as connection:
        connection.execute("delete from headlines")
    return target


def count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        (number,) = connection.execute("select count(*) from headlines").fetchone()
    return int(number)


def test_a_backup_comes_back_and_what_was_there_is_kept(path: Path, backup: Path) -> None:
    answer = run(path, "restore", str(backup))

    assert answer.exit_code == 0, answer.output
    (kept,) = path.parent.glob(f"{path.name}.before-restore-*")
    assert str(kept) in answer.stdout
    assert (count(path), count(kept)) == (60, 0)


def test_a_backup_comes_back_where_nothing_was(path: Path, backup: Path) -> None:
    for part in path.parent.glob(f"{path.name}*"):
        part.unlink()
    answer = run(path, "restore", str(backup))

    assert answer.exit_code == 0, answer.output
    assert "what was there" not in answer.stdout
    assert count(path) == 60


def test_a_backup_that_contradicts_itself_changes_nothing(path: Path, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute("insert into headline_versions values (1, 'now', 'a', 'b', null)")
        connection.commit()
    answer = run(path, "restore", str(backup))

    assert "is damaged" in str(answer.exception)
    assert "nothing was changed" in str(answer.exception)


def test_a_damaged_database_gives_way_to_a_backup(path: Path, backup: Path) -> None:
    path.write_bytes(b"this is no database" * 1_000)

    answer = run(path, "restore", str(backup))

    assert answer.exit_code == 0, answer.output
    assert count(path) == 60
    (kept,) = path.parent.glob(f"{path.name}.before-restore-*")
    assert kept.read_bytes().startswith(b"this is no database")


@pytest.mark.parametrize("content", [b"", b"nonsense" * 500, None])
def test_what_is_no_backup_changes_nothing(
    path: Path, tmp_path: Path, content: bytes | None
) -> None:
    source = tmp_path / "other"
    if content is not None:
        source.write_bytes(content)

    answer = run(path, "restore", str(source))

    assert answer.exit_code == 1
    assert count(path) == 60
    assert not list(path.parent.glob("*.before-restore-*"))


def test_a_poller_that_the_app_started_is_left_to_the_app(path: Path, backup: Path) -> None:
    with poll_lock(path, child=True, now=times.now()):
        refused = run(path, "restore", str(backup), "--stop-poller")

    assert refused.exit_code == 1
    assert "the app is open" in str(refused.exception)
    assert run(path, "restore", str(backup), "--stop-poller").exit_code == 0


def test_a_running_poller_is_named_and_ended_only_when_asked_for(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = (
        "import sys, time; from pathlib import Path; from store import times;"
        "from feeds.polling.lock import poll_lock\n"
        "with poll_lock(Path(sys.argv[1]), child=False, now=times.now()):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", ready, str(path)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        refused = run(path, "restore", str(backup))
        assert refused.exit_code == 1
        assert f"process {holder.pid}" in refused.output

        with monkeypatch.context() as deaf:
            deaf.setattr("feeds.polling.lock.os.kill", lambda *_: None)
            deaf.setattr("feeds.polling.lock._ENDING_TRIES", 1)
            refused = run(path, "restore", str(backup), "--stop-poller")
        assert "the poller does not end" in str(refused.exception)

        assert run(path, "restore", str(backup), "--stop-poller").exit_code == 0
        assert count(path) == 60
    finally:
        holder.kill()
        holder.communicate()

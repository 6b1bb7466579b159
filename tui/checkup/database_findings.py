"""What the doctor says about the database file."""

from __future__ import annotations

from store.database import newest_version
from store.database_health import DatabaseContents, DatabaseHealth
from tui.checkup.finding import Finding, Level, size_in_words

MANY_WAITING = 20_000  # headlines; a poller indexes that many in seconds
LARGE_WAL = 512_000_000  # bytes; SQLite folds it back at 4 MB unless a reader holds it open

_ELSEWHERE = "use another file with --db PATH"


def database_findings(health: DatabaseHealth) -> tuple[Finding, ...]:
    """The file, its schema, whether it is sound and what it holds, one finding each."""
    if not health.exists:
        return (_missing(health),)
    if health.problem is not None:
        return (Finding("database", "broken", health.problem, _remedy(health)),)
    found = [
        Finding(
            "database",
            "fine",
            f"{health.path}, {size_in_words(health.bytes)}, schema {health.schema}",
        )
    ]
    if health.full:
        remedy = f"free some space at {health.path.absolute().parent}; what is stored is safe"
        words = "the disk is full: neither the app nor the poller can open it"
        found.append(Finding("database", "broken", words, remedy))
    if health.mistakes:
        words = f"damaged: {'; '.join(health.mistakes)}"
        found.append(Finding("database", "broken", words, _remedy(health)))
    if health.too_new:
        words = f"written by a newer alimon (schema {health.schema}, this one {newest_version()})"
        found.append(Finding("database", "broken", words, f"upgrade alimon, or {_ELSEWHERE}"))
    elif health.schema != newest_version():
        words = f"of an earlier alimon (schema {health.schema}, this one {newest_version()})"
        remedy = "the app or the poller brings it up to date when it opens it; every row is kept"
        found.append(Finding("database", "note", words, remedy))
    if not health.writable:
        remedy = f"make the file and its folder writable, or {_ELSEWHERE}"
        found.append(Finding("database", "broken", "it cannot be written", remedy))
    if health.wal_bytes > LARGE_WAL:
        words = f"the write-ahead log has grown to {size_in_words(health.wal_bytes)}"
        found.append(
            Finding("database", "warning", words, "close programs that keep the file open")
        )
    if health.contents is not None:
        found.extend(_contents(health.contents))
    return tuple(found)


def _missing(health: DatabaseHealth) -> Finding:
    if health.writable:
        words = f"{health.path} does not exist yet"
        return Finding("database", "note", words, "`alimon` makes it when it starts")
    words = f"{health.path} does not exist and its folder cannot be written"
    return Finding("database", "broken", words, f"make the folder writable, or {_ELSEWHERE}")


def _remedy(health: DatabaseHealth) -> str:
    if health.damaged:
        restore = "`alimon db restore BACKUP` puts a backup in its place"
        return f"{restore}; without one, move the file away and start alimon again"
    return f"check the file and its rights, or {_ELSEWHERE}"


def _contents(contents: DatabaseContents) -> tuple[Finding, ...]:
    held = Finding(
        "contents",
        "fine",
        f"{contents.headlines:,} headlines, {contents.observations:,} figures of the record, "
        f"{contents.feeds:,} feeds, {contents.rules:,} rules",
    )
    if contents.waiting == 0:
        return (held, Finding("search", "fine", "every headline is in the search index"))
    words = f"{contents.waiting:,} headlines are not in the search index yet"
    level: Level = "warning" if contents.waiting > MANY_WAITING else "note"
    return (held, Finding("search", level, words, "a running poller indexes them"))

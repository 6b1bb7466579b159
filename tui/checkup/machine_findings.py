"""What the doctor says about the programs alimon stands on, the disk and the clock."""

from __future__ import annotations

import platform
import shutil
import sqlite3
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from store.database_health import DatabaseContents
from store.polling.feed_polls import CLOCK_TOLERANCE
from tui.checkup.finding import Finding, size_in_words

LIBRARIES = ("textual", "rich", "aiohttp", "feedparser", "pandas", "sqlite-utils")
OLDEST_SQLITE = (3, 37, 0)
NEARLY_FULL = 50_000_000  # bytes; one poll of the whole list may write as much
LITTLE_SPACE = 500_000_000


def program_findings() -> tuple[Finding, ...]:
    """The versions, and whether this Python's SQLite can do what is asked of it."""
    programs = (
        f"alimon {version('alimon')}, Python {platform.python_version()}, "
        f"{platform.system()} {platform.machine()}"
    )
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        Finding("program", "fine", programs),
        Finding("libraries", "fine", libraries),
        sqlite_finding(sqlite3.sqlite_version_info, has_full_text_search()),
    )


def has_full_text_search() -> bool:
    """Whether this SQLite was built with FTS5."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("create virtual table probe using fts5 (text)")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True


def sqlite_finding(found: tuple[int, ...], full_text_search: bool) -> Finding:
    """What to think of SQLite of version `found`."""
    words = f"SQLite {'.'.join(map(str, found))}"
    if not full_text_search:
        words += " was built without FTS5, which search needs"
        remedy = "use a Python from python.org, Debian or Homebrew"
        return Finding("sqlite", "broken", words, remedy)
    if found < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        remedy = f"use a Python with SQLite {oldest} or newer"
        return Finding("sqlite", "broken", f"{words} is too old", remedy)
    return Finding("sqlite", "fine", f"{words} with full-text search")


def free_space(path: Path) -> int | None:
    """Bytes free where `path` is or will be; None where it cannot be told."""
    folder = next((parent for parent in path.absolute().parents if parent.exists()), None)
    if folder is None:
        return None
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def disk_findings(free: int | None, folder: Path) -> tuple[Finding, ...]:
    """Whether there is room for what comes in where the database is; nothing where `free` is
    None."""
    if free is None:
        return ()
    if free < NEARLY_FULL:
        what = "nothing can be stored" if free == 0 else "headlines can soon not be stored"
        words = f"{size_in_words(free)} free at {folder}"
        remedy = f"free some space there: {what}; or move the database and name it with --db PATH"
        return (Finding("disk", "broken", words, remedy),)
    if free < LITTLE_SPACE:
        words = f"{size_in_words(free)} free at {folder}"
        return (Finding("disk", "warning", words, "free some space there soon"),)
    return (Finding("disk", "fine", f"{size_in_words(free)} free"),)


def clock_findings(contents: DatabaseContents | None, now: datetime) -> tuple[Finding, ...]:
    """Whether the clock can be right, from what the database has already seen: polls and figures
    of a later day, and what the servers polled last said the time was."""
    words = f"{now:%Y-%m-%d %H:%M:%S} UTC"
    remedy = "set the clock (`timedatectl set-ntp true`): ages, schedules and alerts go by it"
    polled = contents.newest_poll if contents else None
    if polled is not None and polled > now + CLOCK_TOLERANCE:
        words += f" lies before the last poll, {polled:%Y-%m-%d %H:%M:%S} UTC"
        return (Finding("clock", "broken", words, remedy),)
    figure = contents.newest_figure if contents else None
    if figure is not None and figure > now.date() + timedelta(days=1):
        words += f" lies before the newest figure of the record, {figure}"
        return (Finding("clock", "broken", words, remedy),)
    servers = contents.clock if contents else None
    if servers is None:
        return (Finding("clock", "fine", words),)
    asked = f"the {servers.hosts} servers polled until {servers.at:%Y-%m-%d %H:%M} UTC"
    if abs(servers.ahead) <= CLOCK_TOLERANCE:
        return (Finding("clock", "fine", f"{words}, as {asked} had it"),)
    side = "ahead of" if servers.ahead > timedelta() else "behind"
    words += f": it was {_long(abs(servers.ahead))} {side} {asked}"
    return (Finding("clock", "broken", words, f"{remedy}; `alimon poll --once` compares anew"),)


def _long(span: timedelta) -> str:
    """A span in its largest unit: "11 minutes", "3 hours", "2 days"."""
    for unit, seconds in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if span >= timedelta(seconds=seconds):
            count = round(span / timedelta(seconds=seconds))
            return f"{count:,} {unit}{'' if count == 1 else 's'}"
    return "under a minute"

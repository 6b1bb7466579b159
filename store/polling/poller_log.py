"""Where the poller keeps its log: beside the database, older lines in `.log.1` and `.log.2`."""

from __future__ import annotations

from pathlib import Path


def log_path(database: Path) -> Path:
    """The log of the poller of `database`; the file may not exist yet."""
    return database.with_name(database.name + ".log")

"""How far the demo has come: what `alimon demo --headless` prints."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of the demo's database. `failing` feeds failed at their last poll."""

    headlines: int
    stories: int
    tagged: int
    searchable: int
    feeds: int
    failing: int
    firing: int

    def __str__(self) -> str:
        return (
            f"headlines {self.headlines}  stories {self.stories}  tagged {self.tagged}  "
            f"searchable {self.searchable}  feeds {self.feeds - self.failing}/{self.feeds} ok  "
            f"alerts firing {self.firing}"
        )


def read_progress(connection: sqlite3.Connection) -> Progress:
    """The counts as they are now. Raises sqlite3.Error."""
    row = connection.execute(
        "select (select count(*) from headlines), "
        "(select count(distinct story) from headlines), "
        "(select count(distinct headline) from topics), "
        "(select count(*) from headlines) - (select count(*) from fts_queue), "
        "(select count(*) from feeds), "
        "(select count(*) from feeds where failure_streak > 0), "
        "(select count(*) from alerts where state = 'firing')"
    ).fetchone()
    return Progress(*row)

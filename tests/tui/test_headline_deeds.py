"""What is done to headlines by key: kept, shown at once, and taken back by u."""

from __future__ import annotations

from pathlib import Path

from app_keys import NORMAL, main, press

from store import database
from store.headlines.views import counts
from tui.app import AlimonApp


async def test_everything_above_is_read_at_once_and_u_takes_back_just_that(
    app: AlimonApp, path: Path
) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "j", "m", "G")
        reader = database.open_reader(path)
        before = counts(reader).unread
        await press(pilot, "A")
        assert counts(reader).unread == 0
        assert all(row.read for row in main(app).headlines.stream.rows(0, 99))
        await press(pilot, "u")
        assert counts(reader).unread == before
        assert [row.read for row in main(app).headlines.stream.rows(0, 3)] == [False, True, False]
        reader.close()

"""What is done to headlines by key: kept, shown at once, and taken back by u."""

from __future__ import annotations

import gc
import weakref
from array import array
from pathlib import Path

from app_keys import NORMAL, main, press, settle

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


async def test_of_all_that_was_marked_only_what_was_unread_is_remembered(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "G", "A")
        shown = array("q", main(app).headlines.stream.ids)
        forgotten = weakref.ref(shown)
        main(app).headlines.deeds.mark_all_read(shown)
        del shown
        await settle(pilot)
        gc.collect()
        assert forgotten() is None


async def test_ctrl_r_does_again_what_u_took_back(app: AlimonApp, path: Path) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        reader = database.open_reader(path)
        total, unread = counts(reader).total, counts(reader).unread
        await press(pilot, "s", "x", "j", "A")
        done = counts(reader)
        assert done.starred == 1
        assert done.total == total - 1
        await press(pilot, "u", "u", "u")
        assert (counts(reader).starred, counts(reader).total) == (0, total)
        assert counts(reader).unread == unread
        await press(pilot, "ctrl+r", "ctrl+r", "ctrl+r", "ctrl+r")
        assert counts(reader) == done
        reader.close()


async def test_a_new_deed_forgets_what_could_be_done_again(app: AlimonApp, path: Path) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        reader = database.open_reader(path)
        await press(pilot, "s", "u", "m", "ctrl+r")
        assert counts(reader).starred == 0
        reader.close()

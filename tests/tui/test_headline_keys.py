"""Keys on a headline: its link, its company, its feed, and the unread ones around it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from app_keys import NORMAL, main, press, settle
from textual import events

from tui.app import AlimonApp


def said(app: AlimonApp) -> str:
    return "\n".join(notice.message for notice in app._notifications)


@pytest.fixture
def opened(app: AlimonApp, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The links that were opened or copied."""
    found: list[str] = []
    desk = app.desk
    monkeypatch.setattr(app, "open_url", found.append)
    monkeypatch.setattr(desk, "open_link", found.append)
    monkeypatch.setattr(desk, "copy", lambda text, what: found.append(f"{what}: {text}"))
    return found


async def test_a_headline_is_narrowed_to_its_company_and_its_feed(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        headlines = main(app).headlines
        await press(pilot, "c")
        assert headlines.query_text == "company:alibaba"
        await press(pilot, "c", "f")
        assert headlines.query_text == "feed:1"
        await press(pilot, "f", "U")
        assert headlines.query_text == "is:unread"
        await press(pilot, "U", "j", "c")
        assert headlines.query_text == ""
        assert "names no company" in said(app)


async def test_unread_headlines_are_gone_to_and_pages_read(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        rows = main(app).headlines.list
        await press(pilot, "j", "m", "k", "n")
        assert rows.cursor == 2  # the one between was read
        await press(pilot, "N")
        assert rows.cursor == 0
        await press(pilot, "j", "m")
        assert main(app).headlines.row is not None
        assert not main(app).headlines.row.read
        await press(pilot, "G", "n")
        assert "No unread headline that way" in said(app)
        await press(pilot, "space")
        assert "That was the last page" in said(app)


async def test_links_are_opened_and_copied_where_there_is_one(
    app: AlimonApp, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        row = main(app).headlines.row
        assert row is not None
        link = row.link
        await press(pilot, "o", "O", "y", "Y")
        assert opened == [link, link, f"link: {link}", f"title and link: {row.title}\n{link}"]
        assert main(app).headlines.row is not None
        assert main(app).headlines.row.read

        bare = replace(row, link=None)
        monkeypatch.setattr(type(main(app).headlines), "row", bare)
        opened.clear()
        await press(pilot, "o", "y")
        assert opened == []
        assert said(app).count("This headline has no link.") == 2


async def test_an_unclear_filter_says_where_and_a_paste_is_one_line(app: AlimonApp) -> None:
    async with app.run_test(size=NORMAL) as pilot:
        await press(pilot, "slash")
        assert app.focused is not None
        app.focused.post_message(events.Paste("alibaba\n  since:soon"))
        await settle(pilot)
        await press(pilot, "enter")
        assert "use an age" in main(app).headlines.rule.render_line(0).text
        await press(pilot, "escape")
        assert main(app).headlines.query_text == ""

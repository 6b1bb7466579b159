"""The detail of the selected headline: what it says, why it is here, what the record says to it."""

from __future__ import annotations

import sqlite3
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.actions import bindings_for
from tui.card_actions import card_bindings
from tui.moments import full
from tui.panes.detail_text import detail_text
from tui.panes.pane import Pane
from tui.presenters.desk import Desk
from tui.presenters.found_words import Span
from tui.presenters.headline_reading import HeadlineReading, read_headline
from tui.widgets.fitting import paintable_content


class DetailPane(Pane):
    """Reads one headline at a time; `show(None)` empties it."""

    TITLE: ClassVar[str] = "DETAIL"
    SCOPE: ClassVar[str] = "detail"
    DEFAULT_CSS = """
    DetailPane VerticalScroll { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    DetailPane Static { width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_for("headlines", via="screen.headline"),
        *card_bindings("detail"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._scroll = VerticalScroll()
        self._text = Static("", markup=False)
        self._shown: HeadlineReading | None = None
        self._content = Content("")
        self._matches: tuple[Span, ...] = ()
        self._match: int | None = None

    def compose(self) -> ComposeResult:
        yield self.rule
        with self._scroll:
            yield self._text

    @property
    def entrance(self) -> Widget:
        return self._scroll

    @property
    def match(self) -> tuple[int | None, int]:
        """The number of the match in view, None before the first, and how many there are."""
        return self._match, len(self._matches)

    def action_scroll_by(self, lines: int) -> None:
        self._scroll.scroll_relative(y=lines, animate=False)

    def refresh_detail(self) -> None:
        """The database changed: show what it says now, at the same place in the text."""
        if self._shown is not None:
            self.show(self._shown.detail.row.id, self._shown.words)

    @work(exclusive=True, group="detail")
    async def show(self, identity: int | None, words: tuple[str, ...] = ()) -> None:
        """Show the headline `identity`, with the `words` that were searched for marked."""
        if identity is None:
            self._shown = None
            self.rule.show(note="", badge="")
            self._text.update("")
            return

        def read(connection: sqlite3.Connection) -> HeadlineReading | None:
            return read_headline(connection, identity, words)

        reading = await self._desk.in_background(read)
        if reading is not None and reading != self._shown:
            is_another = self._shown is None or self._shown.detail.row.id != identity
            self._shown = reading
            row = reading.detail.row
            self.rule.show(note=f"{row.source} · {full(row.at, self._desk.zone)}")
            if is_another:
                self._match = None
            self._paint()
            if is_another:
                self._scroll.scroll_home(animate=False)

    def _paint(self) -> None:
        """Put the text of what is shown on the screen, with the match in view standing out."""
        assert self._shown is not None
        text, self._matches = detail_text(
            self._shown, self._desk.clock(), self._desk.zone, self._match
        )
        self._content = paintable_content(text)
        self._text.update(self._content)
        count = len(self._matches)
        place = f"{self._match + 1} of " if self._match is not None else ""
        self.rule.show(badge=f"n {place}{count} found" if count else "")

    def step_match(self, step: int) -> bool:
        """Go to the next match in this text (-1: the one before). Whether there is one."""
        place = (-1 if step > 0 else len(self._matches)) if self._match is None else self._match
        if not 0 <= place + step < len(self._matches):
            return False
        self._match = place + step
        self._paint()
        start = self._matches[self._match][0]
        line = self._content[:start].get_height({}, max(1, self._text.size.width)) - 1
        if not self._scroll.scroll_y <= line < self._scroll.scroll_y + self._scroll.size.height:
            self._scroll.scroll_to(y=max(0, line - 1), animate=False)
        return True

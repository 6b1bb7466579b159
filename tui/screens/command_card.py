"""The `:` line: words are read as they are typed, and what they may mean is listed below them."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from rich.segment import Segment
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.strip import Strip
from textual.widgets import Input

from store.headlines.query import QueryError, parse_query
from store.headlines.topic_names import known_topics
from store.headlines.views import headline_ids, headline_rows
from store.headlines.watchlists import watchlists
from store.polling.subscriptions import subscriptions
from store.safe_text import safe_line
from tui.card_actions import card_bindings
from tui.company_labels import TICKERS
from tui.presenters.commands import MOST_HITS, Command, Hit, Names, hits
from tui.presenters.desk import Desk
from tui.screens.overlay import Overlay
from tui.widgets.fitting import fit, fit_right
from tui.widgets.row_list import RowList, RowLook, ShortRows

HEADLINES_FOUND = 40
TYPING_SECONDS = 0.08
NOTE_WIDTH = 12
LINES_SHOWN = 16

# every company by one step in the index, however many headlines there are
_COMPANIES = """
    with recursive named (company) as (
        select min(company) from companies
        union all
        select (select min(company) from companies where company > named.company) from named
        where named.company is not null
    )
    select company from named where company is not null
"""


def names_there_are(connection: sqlite3.Connection, themes: Sequence[str]) -> Names:
    """What the words may name: a few reads of an index, within milliseconds at a million rows."""
    companies = {row[0] for row in connection.execute(_COMPANIES)} | set(TICKERS)
    return Names(
        companies=sorted(companies),
        topics=known_topics(connection),
        feeds=[(feed.id, feed.title or feed.url) for feed in subscriptions(connection)],
        watchlists=[(each.name, each.query) for each in watchlists(connection)],
        themes=themes,
    )


class HitList(RowList[Hit]):
    """What the words may mean. One click runs it."""

    DEFAULT_CSS = """
    HitList { height: auto; }
    HitList > .row-list--cursor {
        background: $block-cursor-background; color: $block-cursor-foreground;
    }
    HitList > .hit--note { color: $foreground 55%; text-style: $quiet-style; }
    """
    MARKS: ClassVar[tuple[str, ...]] = ("hit--note",)
    COMPONENT_CLASSES: ClassVar[set[str]] = {*RowList.COMPONENT_CLASSES, *MARKS}

    def paint_row(self, row: Hit, width: int, look: RowLook) -> Strip:
        title = Segment(fit(f" {safe_line(row.title)}", max(1, width - NOTE_WIDTH - 1)), look.base)
        note = Segment(fit_right(row.note, NOTE_WIDTH) + " ", look.mark("hit--note"))
        return Strip([title, note]).adjust_cell_length(width, look.base)

    def on_click(self, event: events.Click) -> None:
        super().on_click(event)
        if event.chain == 1 and self.top + event.y < self.model.count:
            self.post_message(self.Chosen(self, self.cursor))


class CommandCard(Overlay[Command | None]):
    """Answers with what to do. `text` stands in the line at first."""

    DEFAULT_CSS = """
    CommandCard { align: center top; background: $background 40%; }
    CommandCard > Vertical {
        width: 90%; max-width: 100; height: auto; margin-top: 1;
        border: round $accent; background: $surface; padding: 0 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*card_bindings("command")]

    def __init__(self, desk: Desk, themes: Sequence[str], text: str = "") -> None:
        super().__init__()
        self._desk = desk
        self._names = names_there_are(desk.reader, themes)
        self._model = ShortRows[Hit]()
        self._list = HitList(self._model, id="hits")
        self._list.can_focus = False
        self._shown = text  # what the proposals are for
        self._box = Input(
            text,
            placeholder="alibaba · cloud revenue · feeds · since 2h · alert capex.yoy > 30%",
            compact=True,
            select_on_focus=False,
        )
        self._box.cursor_blink = False

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self._box
            yield self._list

    def on_mount(self) -> None:
        self._box.focus()
        self._show(self._shown)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._show(event.value)

    def _show(self, text: str) -> None:
        self._shown = text
        self._model.all = hits(text, self._names, self._desk.clock())
        self._list.styles.height = min(LINES_SHOWN, self._model.count, self.app.size.height - 8)
        self._list.settle_on(0)
        self._find_headlines(text)

    @work(exclusive=True, group="found-headlines")
    async def _find_headlines(self, text: str) -> None:
        """Add the newest headlines that hold the words, once typing rests."""
        if len(text.strip()) < 2:
            return
        await asyncio.sleep(TYPING_SECONDS)
        try:
            query = replace(parse_query(text, self._desk.clock(), is_typing=True))
        except QueryError:
            return

        def read(connection: sqlite3.Connection) -> list[Hit]:
            ids = headline_ids(connection, query, limit=HEADLINES_FOUND)
            return [
                Hit(row.title, row.source, Command("headline", str(row.id)))
                for row in headline_rows(connection, ids)
            ]

        found = await self._desk.in_background(read)
        if self._box.value == text:
            self._model.all = (*self._model.all, *found)[:MOST_HITS]
            self._list.styles.height = min(LINES_SHOWN, self._model.count, self.app.size.height - 8)
            self._list.refresh(layout=True)

    def action_step(self, rows: int) -> None:
        self._list.move_to(self._list.cursor + rows)

    def action_run(self) -> None:
        self._box.call_later(self._run)  # letters that came before it may still be on their way

    def _run(self) -> None:
        if self._box.value != self._shown:
            self._show(self._box.value)
        rows = self._model.rows(self._list.cursor, self._list.cursor + 1)
        self.dismiss(rows[0].command if rows else None)

    @on(RowList.Highlighted)
    def _moved(self, event: RowList.Highlighted) -> None:
        event.stop()

    @on(RowList.Chosen)
    def _clicked(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_run()

    def action_leave(self) -> None:
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:  # beside the card
            self.dismiss(None)

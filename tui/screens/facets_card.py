"""The card behind `F`: what the headlines can be narrowed down by, with counts, beside the list.

A choice narrows the list at once; the counts follow from a thread of their own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from store.headlines import facets
from store.headlines.facets import FACETS, Choice, FacetKey
from store.headlines.query import HeadlineQuery
from tui.card_actions import card_bindings
from tui.presenters.desk import Desk
from tui.screens.overlay import Overlay
from tui.widgets.choice_list import ChoiceList, ChoiceRow
from tui.widgets.row_list import RowList, ShortRows

SHOWN = 8  # choices of a facet, unless words look for more
FOUND = 200


class FacetsCard(Overlay[None]):
    """Begins with `query`; calls `narrow` with each query the user makes of it."""

    DEFAULT_CSS = """
    FacetsCard { align: right top; background: $background 0%; }
    FacetsCard > Vertical {
        width: 48; height: 100%; border-left: solid $accent; background: $surface; padding: 0 1;
    }
    FacetsCard #card-title { text-style: bold; color: $accent; }
    FacetsCard #in-use { color: $foreground 70%; height: auto; max-height: 3; }
    FacetsCard #find { display: none; }
    FacetsCard #card-keys { color: $foreground 60%; height: auto; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*card_bindings("facets")]

    def __init__(
        self, desk: Desk, query: HeadlineQuery, narrow: Callable[[HeadlineQuery], object]
    ) -> None:
        super().__init__()
        self._desk = desk
        self._query = query
        self._narrow = narrow
        self._choices: dict[FacetKey, tuple[Choice, ...]] = {}
        self._model = ShortRows[ChoiceRow]()
        self._list = ChoiceList(self._model)
        self._sought = ""
        self._box = Input(placeholder="part of a name", id="find", compact=True)
        self._box.cursor_blink = False
        self._in_use = Static("", id="in-use", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static("NARROW DOWN", id="card-title", markup=False)
            yield self._in_use
            yield self._box
            yield self._list
            yield Static(
                "space choose · x all but · / find a name\nbackspace clears all · esc closes",
                id="card-keys",
                markup=False,
            )

    def on_mount(self) -> None:
        self._list.focus()
        self._show()
        self._count()

    # -- counting --------------------------------------------------------------------------------

    @work(exclusive=True, group="facets")
    async def _count(self) -> None:
        """Count the facets one after the other; each is shown as it comes."""
        query = self._query
        for key in FACETS:

            def read(connection: sqlite3.Connection, key: FacetKey = key) -> tuple[Choice, ...]:
                return facets.facet(connection, query, key)

            choices = await self._desk.slowly("facets", read)
            if choices is None or query is not self._query:
                return
            self._choices[key] = choices
            self._show()

    # -- showing ---------------------------------------------------------------------------------

    def _show(self) -> None:
        """Show what is known; the cursor stays on its choice."""
        at = self._row
        self._model.all = tuple(self._rows())
        names = [(row.key, row.name) for row in self._model.all]
        here = (at.key, at.name) if at else None
        self._list.settle_on(names.index(here) if here in names else self._list.cursor)
        words = self._query.describe() or "all headlines"
        self._in_use.update(words)

    def _rows(self) -> Iterator[ChoiceRow]:
        for key in FACETS:
            first = True
            known = key in self._choices
            shown, left = self._shown(key)
            for choice in shown:
                state = facets.chosen(self._query, key, choice.name)
                count = choice.count if known and choice.count >= 0 else None
                yield ChoiceRow(key, choice.name, choice.label, count, state, first)
                first = False
            if not known:
                yield ChoiceRow(key, "", "counting…", None, "", first)
            elif left and not self._sought:
                yield ChoiceRow(key, "", f"{left} more: / finds them", None, "", first)

    def _shown(self, key: FacetKey) -> tuple[list[Choice], int]:
        """The choices to show, and how many are left out."""
        choices = self._choices.get(key, ())
        names = {choice.name for choice in choices}
        chosen = [  # what is chosen can be taken back, even where nothing is left of it
            Choice(key, name, name, 0) for name in self._named(key) if name not in names
        ]
        if self._sought:
            words = self._sought.casefold()
            found = [c for c in choices if words in c.label.casefold() or words in c.name]
            return [*chosen, *found[:FOUND]], 0
        shown = [
            choice
            for place, choice in enumerate(choices)
            if place < SHOWN or facets.chosen(self._query, key, choice.name)
        ]
        return [*chosen, *shown], len(choices) - len(shown)

    def _named(self, key: FacetKey) -> Iterator[str]:
        """The names of a facet that the query has."""
        query = self._query
        groups = {
            "topic": (*query.topics, query.without_topics),
            "company": (*query.companies, query.without_companies),
            "feed": (*query.feeds, query.without_feeds),
            "lang": query.languages,
        }.get(key, ())
        yield from (name for group in groups for name in group)

    @property
    def _row(self) -> ChoiceRow | None:
        rows = self._model.rows(self._list.cursor, self._list.cursor + 1)
        return rows[0] if rows else None

    # -- choosing --------------------------------------------------------------------------------

    def action_choose(self) -> None:
        row = self._row
        if row is not None and row.name:
            change = facets.clear if row.chosen == "wanted" else facets.choose
            self._take(change(self._query, row.key, row.name))

    def action_refuse(self) -> None:
        row = self._row
        if row is not None and row.name:
            change = facets.clear if row.chosen == "unwanted" else facets.refuse
            self._take(change(self._query, row.key, row.name))

    def action_clear_all(self) -> None:
        self._take(HeadlineQuery())

    def _take(self, query: HeadlineQuery) -> None:
        if query != self._query:
            self._query = query
            self._narrow(query)
            self._show()
            self._count()

    @on(RowList.Chosen)
    def _clicked_twice(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_choose()

    @on(RowList.Highlighted)
    def _moved(self, event: RowList.Highlighted) -> None:
        event.stop()

    def action_find(self) -> None:
        box = self._box
        box.display = True
        box.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._sought = event.value.strip()
        self._show()

    @on(Input.Submitted)
    def _found(self, event: Input.Submitted) -> None:
        event.stop()
        self._list.focus()
        if self._sought:
            place = next((n for n, row in enumerate(self._model.all) if row.name), 0)
            self._list.move_to(place)

    def action_leave(self) -> None:
        """esc: the search for a name first, then the card."""
        box = self._box
        if box.display:
            box.display = False
            box.value = ""
            self._list.focus()
        else:
            self.dismiss()

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:  # beside the card
            self.dismiss()

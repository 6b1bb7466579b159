"""Words to be ticked: `[x] ai`. Textual's own list tells ticked from not by colour alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.binding import BindingType
from textual.strip import Strip

from tui.card_actions import card_bindings
from tui.widgets.fitting import fit
from tui.widgets.row_list import RowList, RowLook


class Ticks:
    """The words in their order, and which are ticked."""

    def __init__(self, words: Sequence[str], ticked: Collection[str]) -> None:
        self._words = tuple(words)
        self._ticked = set(ticked)

    @property
    def count(self) -> int:
        return len(self._words)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The ticked words in their order."""
        return tuple(word for word in self._words if word in self._ticked)

    def rows(self, start: int, stop: int) -> Sequence[str]:
        return self._words[max(0, start) : stop]

    def toggle(self, index: int) -> None:
        """Tick the word at `index`, or take its tick off."""
        self._ticked ^= set(self._words[index : index + 1])


class TickList(RowList[str]):
    """A list whose rows are ticked and cleared by the space bar."""

    BINDINGS: ClassVar[list[BindingType]] = [*card_bindings("ticks")]

    def __init__(self, ticks: Ticks, *, id: str | None = None) -> None:
        super().__init__(ticks, id=id)
        self.ticks = ticks

    def paint_row(self, row: str, width: int, look: RowLook) -> Strip:
        mark = "[x]" if row in self.ticks.ticked else "[ ]"
        return Strip([Segment(fit(f" {mark} {row}", width), look.base)])

    def action_tick(self) -> None:
        self.ticks.toggle(self.cursor)
        self.refresh()

"""Textual's updates of the screen, thinned to the cells that changed.

Textual sends all of a widget that is dirty, each segment with its whole style; over a slow line
that is what is waited for. `ThinUpdates.thinned` puts a `ThinUpdate` in an update's place, which is
turned into bytes only when Textual writes it, so what is remembered is what was sent. Whatever is
not known to be right (an update of another kind, text that moves the cursor, a screen of which
nothing is remembered) goes out as Textual would have it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, cast

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate

from tui.painted_cells import PaintedCells, UnpaintableError

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.segment import Segment


class Piece(NamedTuple):
    """Segments and where on the screen they begin."""

    y: int
    x: int
    segments: Iterable[Segment]


class ThinUpdates:
    """Remembers what the terminal shows, until it is told to forget it."""

    def __init__(self) -> None:
        self._cells: PaintedCells | None = None

    def forget(self) -> None:
        """The terminal may show anything: it was resized, or another program had it."""
        self._cells = None

    def thinned(self, update: RenderableType | None, begin: str = "") -> RenderableType | None:
        """What to give Textual in place of `update`; it begins with `begin`."""
        if isinstance(update, LayoutUpdate | ChopsUpdate):
            # Textual takes every CompositorUpdate, whether or not rich could render it
            return cast("RenderableType", ThinUpdate(update, self, begin))
        if update is not None:
            self.forget()
        return update

    def sequences(self, update: LayoutUpdate | ChopsUpdate, console: Console) -> str:
        """The bytes that make the terminal show `update`, and remember them as sent."""
        color_system = console._color_system or ColorSystem.TRUECOLOR  # as Strip.render
        if isinstance(update, LayoutUpdate):
            left, top, *size = update.region
            if left or top:  # never, in Textual 8.2: a layout is the whole screen
                self.forget()
            elif self._cells is None or self._cells.size != tuple(size):
                self._cells = PaintedCells(*size)
        cells = self._cells
        if cells is None:
            return update.render_segments(console)
        try:
            for y, x, segments in pieces(update):
                cells.paint(y, x, segments, color_system)
        except UnpaintableError:
            self.forget()
            return update.render_segments(console)
        return cells.sequences()


class ThinUpdate(CompositorUpdate):
    """An update that is thinned when it is written."""

    def __init__(
        self, update: LayoutUpdate | ChopsUpdate, updates: ThinUpdates, begin: str
    ) -> None:
        self.update = update
        self._updates = updates
        self._begin = begin

    def render_segments(self, console: Console) -> str:
        return self._begin + self._updates.sequences(self.update, console)


def pieces(update: LayoutUpdate | ChopsUpdate) -> Iterable[Piece]:
    """What `update.render_segments` of Textual 8.2 writes, in its order."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            yield Piece(y, update.region.x, chain.from_iterable(strips))
        return
    for y, x1, x2 in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x > x2 or end <= x1:
                continue
            whole = x1 <= x < x2 and end <= x2
            yield Piece(y, x, strip if whole else strip.crop(0, min(end, x2) - x))

"""The app, and the terminal it is seen on, emulated (pyte)."""

from __future__ import annotations

import io

import pyte
from rich.console import Console, RenderableType
from textual._compositor import CompositorUpdate
from textual.screen import Screen

from tui.app import AlimonApp
from tui.thin_updates import ThinUpdates


class Shown:
    """An emulated terminal."""

    def __init__(self, width: int, height: int) -> None:
        self.screen = pyte.Screen(width, height)
        self.screen.reset_mode(7, private=True)  # as Textual has it: lines do not wrap
        self.stream = pyte.Stream(self.screen)
        self.sent = 0

    def write(self, sequences: str) -> None:
        self.sent += len(sequences)
        self.stream.feed(sequences + "\x1b[H")  # Textual sets the cursor after each update

    def cells(self) -> list[list[object]]:
        screen = self.screen
        return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


def console(colours: str | None = "truecolor") -> Console:
    return Console(file=io.StringIO(), force_terminal=True, color_system=colours)  # type: ignore[arg-type]


def sent_for(thin: ThinUpdates, update: RenderableType, out: Console) -> str:
    thinned = thin.thinned(update)
    assert isinstance(thinned, CompositorUpdate)
    return thinned.render_segments(out)


class WatchedApp(AlimonApp):
    """Writes what it paints to two terminals: as Textual has it, and thinned."""

    def watch(self, width: int, height: int) -> None:
        self.out = console()
        self.textuals, self.ours = Shown(width, height), Shown(width, height)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        if isinstance(renderable, CompositorUpdate) and not self._batch_count:
            self.textuals.write(renderable.render_segments(self.out))
            self.ours.write(sent_for(self._sent, renderable, self.out))
        super()._display(screen, None)

"""One line with the user's watchlists: name, unread, what is new; the one in view stands out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from store.safe_text import safe_line
from tui.presenters.watched import Watched
from tui.widgets.component_styles import part_style
from tui.widgets.fitting import fit_segments

NAME_LENGTH = 24


class ViewStrip(Widget):
    """` all · AI policy 12 ▲3`; a name that is clicked is opened. Hidden if empty."""

    DEFAULT_CSS = """
    ViewStrip { height: 1; color: $foreground 65%; display: none; }
    ViewStrip > .view-strip--here { color: $accent; text-style: bold underline; }
    ViewStrip > .view-strip--new { color: $warning; text-style: bold; }
    ViewStrip > .view-strip--dim { color: $foreground 45%; text-style: $quiet-style; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "view-strip--here",
        "view-strip--new",
        "view-strip--dim",
    }

    class Picked(Message):
        """A view was clicked; `watched` None is everything."""

        def __init__(self, watched: Watched | None) -> None:
            super().__init__()
            self.watched = watched

    def __init__(self) -> None:
        super().__init__()
        self._views: tuple[Watched, ...] = ()
        self._here = ""
        self._places: list[tuple[int, int, Watched | None]] = []

    @property
    def shown(self) -> tuple[Watched, ...]:
        """The watchlists on the line."""
        return self._views

    def show(self, views: Sequence[Watched], here: str) -> None:
        """The watchlists, and the filter in view (which may be none of them)."""
        if (tuple(views), here) != (self._views, self._here):
            self._views, self._here = tuple(views), here
            self.display = bool(views)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        base = self.rich_style
        here, new, dim = (
            base + part_style(self, f"view-strip--{part}") for part in ("here", "new", "dim")
        )
        segments = [Segment(" v ", dim)]
        self._places = []
        at = 3
        for view in (None, *self._views):
            query = view.query if view else ""
            name = safe_line(view.name, NAME_LENGTH) if view else "all"
            parts = [Segment(" ", base), Segment(name, here if query == self._here else base)]
            if view is not None and view.unread is not None:
                parts.append(Segment(f" {view.unread:,}", dim))
            if view is not None and view.new:
                parts.append(Segment(f" ▲{view.new:,}", new))
            parts.append(Segment(" ", base))
            width = sum(part.cell_length for part in parts)
            self._places.append((at, at + width, view))
            segments += [*parts, Segment("·", dim)]
            at += width + 1
        return fit_segments(segments[:-1], self.size.width, base)

    def on_click(self, event: events.Click) -> None:
        for start, stop, view in self._places:
            if start <= event.x < stop:
                self.post_message(self.Picked(view))

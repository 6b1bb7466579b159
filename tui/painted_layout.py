"""Textual's compositor, comparing a new layout with the one that was painted.

Textual 8.2 compares it with the last one it worked out, and works one out without painting it when
it is asked for a place after the screen scrolled. What left the screen or came to it between the
two was then neither wiped nor painted, and a widget was not told that it had grown: a notice stood
until something else was painted over it, and a list kept its place with blank lines at its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual._compositor import Compositor, ReflowResult

if TYPE_CHECKING:
    from textual._compositor import CompositorMap
    from textual.geometry import Size
    from textual.widget import Widget


class PaintedLayout(Compositor):
    """A compositor that knows where everything was when it was last to be painted."""

    def __init__(self) -> None:
        super().__init__()
        self._painted: CompositorMap = {}
        self._told: dict[Widget, Size] = {}  # the sizes widgets know of

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        hidden, shown, resized = super().reflow(parent, size)
        sizes = {widget: geometry.region.size for widget, geometry in self._full_map.items()}
        grown = {widget for widget, size in sizes.items() if self._told.get(widget) != size}
        self._told = sizes
        self._paint_changes(self._full_map)
        return ReflowResult(hidden, shown, resized | grown)

    def reflow_visible(self, parent: Widget, size: Size) -> set[Widget]:
        exposed = super().reflow_visible(parent, size)
        self._paint_changes(self._visible_map or {})
        return exposed

    def clear(self) -> None:
        super().clear()
        self._painted = {}
        self._told = {}

    def _paint_changes(self, now: CompositorMap) -> None:
        """Have painted what is in another place than it was, has come or has gone."""
        changed = now.items() ^ self._painted.items()
        self._painted = dict(now)
        if self.size.region in self._dirty_regions:
            return
        for _, geometry in changed:
            if region := geometry.clip.intersection(geometry.region):
                self._dirty_regions.add(region)

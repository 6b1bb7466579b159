"""Lines that a widget paints whole: no border, no padding, nothing mixed into its colours.

Textual's own cache asks for all of those anew at every line, which takes as long as painting a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual._styles_cache import StylesCache

if TYPE_CHECKING:
    from textual.geometry import Region
    from textual.strip import Strip
    from textual.widget import Widget


class PlainLines(StylesCache):
    """What a widget painted, line by line, until it says that a line has changed.

    `render_line` of the widget gives each line in its whole width, with its background.
    """

    def unpainted(self, crop: Region) -> list[int]:
        """The lines of `crop` that are to be painted."""
        return [y for y in crop.line_range if y in self._dirty_lines or y not in self._cache]

    def render_widget(self, widget: Widget, crop: Region) -> list[Strip]:
        """The lines of `crop`, as wide as it is."""
        width = widget.size.width
        if width != self._width:
            self.clear()
            self._width = width
        if wanted := self.unpainted(crop):
            filters = widget.get_line_filters()
            _, background = widget.background_colors
            for y in wanted:
                strip = widget.render_line(y)
                for line_filter in filters:
                    strip = strip.apply_filter(line_filter, background)
                self._cache[y] = strip
            self._dirty_lines.difference_update(wanted)
        strips = [self._cache[y] for y in crop.line_range]
        left, right = crop.column_span
        if (left, right) != (0, width):
            strips = [strip.crop(left, right) for strip in strips]
        return strips

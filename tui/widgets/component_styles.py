"""The styles of a widget's parts, as its CSS says and mixed as its background wants."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget


def part_style(widget: Widget, name: str) -> Style:
    """The style of a component class without the background that it only inherits.

    Textual's partial styles leave out how much of a colour is seen: `$foreground 55%` came out as
    bright as `$foreground`, and what was read looked as what was not.
    """
    partial = widget.get_component_rich_style(name, partial=True)
    if partial.color is None:
        return partial
    mixed = widget.get_component_rich_style(name)
    return partial + Style(color=mixed.color)

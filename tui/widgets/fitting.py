"""Fitting text into terminal cells. Chinese characters are two cells wide, so `len` is no help."""

from __future__ import annotations

from collections.abc import Iterable

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.strip import Strip

ELLIPSIS = "…"


def paintable(text: str) -> str:
    """`text` with a space for every character a terminal might obey. Text is cleaned on entry; what
    another program wrote into the database was not."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else " " for each in text)


def paintable_content(content: Content) -> Content:
    """`content` of any number of lines as `paintable` makes text of one; its styles stay."""
    lines = content.plain.split("\n")
    if all(line.isprintable() for line in lines):
        return content
    return Content("\n".join(map(paintable, lines)), list(content.spans))


def fit(text: str, width: int) -> str:
    """`text` in exactly `width` cells: padded, or cut with an ellipsis."""
    text = paintable(text)
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + ELLIPSIS, width)


def fit_right(text: str, width: int) -> str:
    """`text` flush right in exactly `width` cells; cut on the right when too long."""
    text = paintable(text)
    used = cell_len(text)
    return " " * (width - used) + text if used <= width else fit(text, width)


def fit_segments(segments: Iterable[Segment], width: int, fill: Style) -> Strip:
    """`segments` as a strip of exactly `width` cells, cut with an ellipsis or padded in `fill`."""
    fitted = list(segments)
    left = width - sum(segment.cell_length for segment in fitted)
    if left < 0:
        fitted = _cut(fitted, width, fill)
    elif left:
        fitted.append(Segment(" " * left, fill))
    return Strip(fitted, max(0, width))


def _cut(segments: Iterable[Segment], width: int, fill: Style) -> list[Segment]:
    """As many of `segments`, which are too long, as fit into `width` cells with an ellipsis."""
    if width <= 0:
        return []
    kept: list[Segment] = []
    left = width - 1
    for text, style, _ in segments:
        length = cell_len(text)
        fill = style or fill
        if length > left:
            kept.append(Segment(set_cell_size(text, left), style))
            break
        kept.append(Segment(text, style))
        left -= length
    return [*kept, Segment(ELLIPSIS, fill)]


def highlighted(text: str, spans: Iterable[tuple[int, int, Style]], style: Style) -> list[Segment]:
    """`text` as segments in `style`, with `spans` (start, end, style on top) marked.

    Spans may come in any order; where two overlap the first in the text wins.
    """
    text = paintable(text)
    segments: list[Segment] = []
    at = 0
    for start, end, mark in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < at or end > len(text):
            continue
        if start > at:
            segments.append(Segment(text[at:start], style))
        segments.append(Segment(text[start:end], style + mark))
        at = end
    if at < len(text):
        segments.append(Segment(text[at:], style))
    return segments

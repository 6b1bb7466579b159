"""One line a headline: state, time, topics, company, title with its evidence, figures, source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import ClassVar

from rich.segment import Segment
from textual.cache import LRUCache
from textual.strip import Strip

from store.headlines.topic_names import KNOWN_TOPICS, TOPICS
from store.headlines.views import HeadlineRow
from store.safe_text import safe_line
from tui.company_labels import company_label
from tui.moments import brief
from tui.presenters.found_words import found_words
from tui.topic_colours import TOPIC_COLOURS
from tui.widgets.fitting import fit, fit_segments, highlighted
from tui.widgets.row_list import RowList, RowLook, RowModel

FIGURE_MARKS = {"agrees": "✓", "conflicts": "≠", "other_measure": "≈", "new": "#"}
KEPT_ROWS = 250  # a few screens: what is painted again is what is shown
FIGURE_STYLES = {
    "agrees": "headline--good",
    "conflicts": "headline--bad",
    "other_measure": "headline--warn",
}
HEAD_CELLS = 16 + len(KNOWN_TOPICS)  # state, time, topics and company, a blank before the last
SOURCE_FROM = 90  # columns from which the source has a place of its own


class HeadlineList(RowList[HeadlineRow]):
    """The headline stream's rows."""

    DEFAULT_CSS = """
    HeadlineList > .headline--read { color: $foreground 60%; text-style: $quiet-style; }
    HeadlineList > .headline--dim { color: $foreground 55%; text-style: $quiet-style; }
    HeadlineList > .headline--star { color: $warning; text-style: bold; }
    HeadlineList > .headline--unread { color: $accent; }
    HeadlineList > .headline--company { color: $foreground 80%; text-style: bold; }
    HeadlineList > .headline--good { color: $success; }
    HeadlineList > .headline--found { text-style: bold underline; }
    HeadlineList > .headline--warn { color: $warning; text-style: bold; }
    HeadlineList > .headline--bad { color: $error; text-style: bold; }
    """ + "".join(
        f"HeadlineList > .headline--{topic} {{ color: {colour}; }}\n"
        for topic, colour in TOPIC_COLOURS.items()
    )
    MARKS: ClassVar[tuple[str, ...]] = (
        "headline--read",
        "headline--dim",
        "headline--star",
        "headline--unread",
        *(f"headline--{topic}" for topic in TOPICS),
        "headline--company",
        "headline--good",
        "headline--warn",
        "headline--bad",
        "headline--found",
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {*RowList.COMPONENT_CLASSES, *MARKS}

    def __init__(
        self, model: RowModel[HeadlineRow], clock: Callable[[], datetime], zone: tzinfo | None
    ) -> None:
        super().__init__(model, id="headline-list")
        self._clock = clock
        self._zone = zone
        self._words: tuple[str, ...] = ()
        # not the strips: each keeps whatever Textual ever made of it, cuts and filtered ones
        self._painted: LRUCache[tuple[object, ...], list[Segment]] = LRUCache(KEPT_ROWS)

    def mark_words(self, words: tuple[str, ...]) -> None:
        """Mark these words in titles: what the list was searched for."""
        if words != self._words:
            self._words = words
            self._painted.clear()

    def notify_style_update(self) -> None:
        """A theme was chosen or the focus moved: rows are painted anew."""
        super().notify_style_update()
        self._painted.clear()

    def paint_row(self, row: HeadlineRow, width: int, look: RowLook) -> Strip:
        when = brief(row.at, self._clock(), self._zone)
        key = (row, when, width, look.selected, look.base)
        segments = self._painted.get(key)
        if segments is None:
            segments = self._painted[key] = self._paint(row, when, width, look)
        return Strip(segments, width)

    def _paint(self, row: HeadlineRow, when: str, width: int, look: RowLook) -> list[Segment]:
        dim = look.mark("headline--dim")
        head = [
            Segment("★", look.mark("headline--star"))
            if row.starred
            else Segment(" " if row.read else "•", look.mark("headline--unread")),
            Segment(fit(when, 7), dim),
            *_topic_marks(row.topics, look),
            Segment(" ", look.base),
            Segment(fit(_companies(row.companies), 6), look.mark("headline--company")),
        ]
        tail = _figure_mark(row.figures, look)
        if row.story_size > 1:
            tail.append(Segment(f" +{row.story_size - 1}", dim))
        if width >= SOURCE_FROM:
            tail.append(Segment(" " + fit(safe_line(row.source), 13), dim))
        room = width - HEAD_CELLS - sum(segment.cell_length for segment in tail)
        body = look.mark("headline--read") if row.read else look.base
        found = found_words(row.title, self._words)
        spans = [(start, end, look.marks["headline--found"]) for start, end in found]
        spans += [
            (evidence.start, evidence.end, look.marks[f"headline--{evidence.name}"])
            for evidence in row.evidence
            if not look.selected
            and evidence.name in TOPICS
            and not any(start < evidence.end and evidence.start < end for start, end in found)
        ]
        title = fit_segments(highlighted(row.title, spans, body), room, body)
        segments = [*head, *title, *tail]
        return segments if room >= 0 else list(fit_segments(segments, width, look.base))


def _topic_marks(topics: tuple[str, ...], look: RowLook) -> list[Segment]:
    """`A·P·` and so on: each topic has its letter and its place; `+` for a topic of the user's."""
    known = [
        Segment(topic.mark, look.mark(f"headline--{topic.name}"))
        if topic.name in topics
        else Segment("·", look.mark("headline--dim"))
        for topic in KNOWN_TOPICS
    ]
    others = any(topic not in TOPICS for topic in topics)
    return [*known, Segment("+" if others else " ", look.base)]


def _companies(companies: tuple[str, ...]) -> str:
    if not companies:
        return ""
    more = "+" if len(companies) > 1 else ""
    return company_label(companies[0])[: 5 - len(more)] + more


def _figure_mark(verdict: str, look: RowLook) -> list[Segment]:
    if not verdict:
        return []
    style = FIGURE_STYLES.get(verdict, "headline--dim")
    return [Segment(f" {FIGURE_MARKS[verdict]}", look.mark(style))]

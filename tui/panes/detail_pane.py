"""The detail of the selected headline: what it says, why it is here, what the record says to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from store.headlines.detail import FigureRow, HeadlineDetail, headline_detail
from store.headlines.evidence import Evidence
from tui.actions import bindings_for
from tui.moments import brief, full
from tui.panes.pane import Pane
from tui.presenters.desk import Desk

VERDICTS = {
    "agrees": ("✓", "$text-success", "agrees with the record"),
    "conflicts": ("≠", "$text-error bold", "conflicts with the record"),
    "other_measure": ("≈", "$text-warning", "another measure than the record's"),
    "new": ("#", "$foreground 60%", "no official figure yet"),
}
TOPIC_STYLES = {
    "ai": "$accent",
    "cloud": "$primary",
    "capex": "$warning",
    "policy": "$secondary",
}


class DetailPane(Pane):
    """Reads one headline at a time; `show(None)` empties it."""

    TITLE: ClassVar[str] = "DETAIL"
    SCOPE: ClassVar[str] = "detail"
    DEFAULT_CSS = """
    DetailPane VerticalScroll { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    DetailPane Static { width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings_for("headlines", via="screen.headline"),
        Binding("j,down", "scroll_by(1)", show=False),
        Binding("k,up", "scroll_by(-1)", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._scroll = VerticalScroll()
        self._text = Static("", markup=False)
        self._shown: HeadlineDetail | None = None

    def compose(self) -> ComposeResult:
        yield self.rule
        with self._scroll:
            yield self._text

    @property
    def entrance(self) -> Widget:
        return self._scroll

    def action_scroll_by(self, lines: int) -> None:
        self._scroll.scroll_relative(y=lines, animate=False)

    def refresh_detail(self) -> None:
        """The database changed: show what it says now, at the same place in the text."""
        if self._shown is not None:
            self.show(self._shown.row.id)

    @work(exclusive=True, group="detail")
    async def show(self, identity: int | None) -> None:
        """Show the headline `identity`."""
        if identity is None:
            self._shown = None
            self.rule.show(note="")
            self._text.update("")
            return

        def read(connection: sqlite3.Connection) -> HeadlineDetail | None:
            return headline_detail(connection, identity)

        detail = await self._desk.in_background(read)
        if detail is not None and detail != self._shown:
            is_another = self._shown is None or self._shown.row.id != identity
            self._shown = detail
            self.rule.show(note=f"{detail.row.source} · {full(detail.row.at, self._desk.zone)}")
            self._text.update(Content("\n").join(list(self._lines(detail))))
            if is_another:
                self._scroll.scroll_home(animate=False)

    def _lines(self, detail: HeadlineDetail) -> Iterator[Content]:
        row = detail.row
        yield highlighted_title(row.title, row.evidence)
        yield Content.assemble(
            (_topics_line(detail), "$foreground 60%"),
            ("  ", ""),
            (" ".join(row.companies), "bold"),
            (f"  {row.link or 'no link'}", "$foreground 60%"),
        )
        for figure in detail.figures:
            yield figure_line(figure)
        if detail.summary:
            yield Content(detail.summary)
        if detail.author:
            yield Content.styled(f"by {detail.author}", "$foreground 60%")
        others = detail.siblings
        if others:
            yield Content.styled(f"the same story from {len(others)} more:", "$foreground 60%")
        for sibling in others:
            when = brief(sibling.at, self._desk.clock(), self._desk.zone)
            yield Content.assemble(
                (f"  {when:6} ", "$foreground 60%"), (f"{sibling.source}  ", "bold"), sibling.title
            )
        for version in detail.versions:
            yield Content.assemble(
                (f"until {full(version.replaced_at, self._desk.zone)}: ", "$foreground 60%"),
                version.title,
            )


def _topics_line(detail: HeadlineDetail) -> str:
    """`ai (chips), policy (export controls)`: each topic with the words that made it so."""
    lines = []
    for topic in detail.row.topics:
        words = [
            evidence.text
            for evidence in detail.row.evidence
            if evidence.kind == "topic" and evidence.name == topic
        ]
        lines.append(f"{topic} ({', '.join(dict.fromkeys(words))})" if words else topic)
    topics = ", ".join(lines) or "no topic"
    return f"{topics} (set by you)" if detail.corrected else topics


def highlighted_title(title: str, evidence: tuple[Evidence, ...]) -> Content:
    """The title with the words that made each topic stick in the topic's colour."""
    content = Content.styled(title, "bold")
    for span in evidence:
        if span.kind == "topic":
            style = f"{TOPIC_STYLES.get(span.name, '$accent')} underline"
            content = content.stylize(style, span.start, span.end)
    return content


def figure_line(figure: FigureRow) -> Content:
    """One figure of the headline beside the record: mark, its words, what the record says."""
    mark, style, words = VERDICTS[figure.verdict]
    return Content.assemble(
        (f"{mark} ", style),
        (figure.claim.span, "bold"),
        (f"  {figure.note or words}", "$foreground 60%"),
    )

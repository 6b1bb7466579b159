"""The detail of a headline as text, and where in it the words of a search stand. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from difflib import SequenceMatcher

from textual.content import Content
from textual.style import Style

from store.headlines.detail import FigureRow, HeadlineDetail
from store.headlines.evidence import Evidence
from tui.moments import brief, full
from tui.presenters.found_words import Span, found_words
from tui.presenters.headline_reading import HeadlineReading
from tui.topic_colours import TOPIC_COLOURS

VERDICTS = {
    "agrees": ("✓", "$text-success", "agrees with the record"),
    "conflicts": ("≠", "$text-error bold", "conflicts with the record"),
    "other_measure": ("≈", "$text-warning", "another measure than the record's"),
    "new": ("#", "$foreground 60%", "no official figure yet"),
}
DIM = "$foreground 60%"
FOUND = "reverse"
FOUND_HERE = "reverse bold underline"


def detail_text(
    reading: HeadlineReading, now: datetime, zone: tzinfo | None, here: int | None = None
) -> tuple[Content, tuple[Span, ...]]:
    """The text, and the spans in it of the words that were searched for; number `here` of them
    stands out from the others."""
    text = Content("\n").join(_lines(reading, now, zone))
    told = len(reading.detail.row.title) + 1 + len(_about(reading.detail).plain) + 1
    spans = found_words(text.plain, reading.words)
    about = range(len(reading.detail.row.title), told)
    spans = tuple(span for span in spans if span[0] not in about)  # the address is no text
    for number, (start, end) in enumerate(spans):
        text = text.stylize(FOUND_HERE if number == here else FOUND, start, end)
    return text, spans


def _lines(reading: HeadlineReading, now: datetime, zone: tzinfo | None) -> Iterator[Content]:
    detail = reading.detail
    yield highlighted_title(detail.row.title, detail.row.evidence)
    yield _about(detail)
    for figure in detail.figures:
        yield figure_line(figure, reading.records.get(figure.position, ""))
    if detail.summary:
        yield Content(detail.summary)
    if detail.author:
        yield Content.styled(f"by {detail.author}", DIM)
    if detail.siblings:
        yield Content.styled(f"the same story from {len(detail.siblings)} more:", DIM)
    for sibling in detail.siblings:
        yield Content.assemble(
            (f"  {brief(sibling.at, now, zone):6} ", DIM),
            (f"{sibling.source}  ", "bold"),
            linked(sibling.title, sibling.link),
        )
    yield from _history(detail, zone)


def _about(detail: HeadlineDetail) -> Content:
    row = detail.row
    return Content.assemble(
        (_topics_line(detail), DIM),
        "  ",
        (" ".join(row.companies), "bold"),
        "  ",
        linked(row.link, row.link).stylize(DIM) if row.link else ("no link", DIM),
    )


def linked(text: str, link: str | None) -> Content:
    """`text` as a link that a terminal opens (OSC 8), where there is a safe address for it."""
    content = Content(text)
    if link is None or not link.startswith(("https://", "http://")) or not link.isprintable():
        return content
    return content.stylize(Style(link=link), 0, len(text))


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


def highlighted_title(title: str, evidence: Sequence[Evidence]) -> Content:
    """The title with the words that made each topic stick in the topic's colour."""
    content = Content.styled(title, "bold")
    for span in evidence:
        if span.kind == "topic":
            style = f"{TOPIC_COLOURS.get(span.name, '$accent')} underline"
            content = content.stylize(style, span.start, span.end)
    return content


def figure_line(figure: FigureRow, record: str = "") -> Content:
    """One figure of the headline beside the record: mark, its words, what the record says, and by
    which release."""
    mark, style, words = VERDICTS[figure.verdict]
    said = f"{words}: {record}" if record else figure.note or words
    return Content.assemble((f"{mark} ", style), (figure.claim.span, "bold"), (f"  {said}", DIM))


def _history(detail: HeadlineDetail, zone: tzinfo | None) -> Iterator[Content]:
    """What the headline said before, newest first, with the words that went struck out."""
    after = detail.row.title
    for version in detail.versions:
        yield Content.assemble(
            (f"until {full(version.replaced_at, zone)}: ", DIM), changed(version.title, after)
        )
        if version.title == after:
            yield Content.styled("  (the text below the title was changed)", DIM)
        after = version.title


def changed(before: str, after: str) -> Content:
    """`before` with the words that are gone in `after` struck out."""
    words, others = before.split(" "), after.split(" ")
    text = Content(before)
    places = [0]
    for word in words:
        places.append(places[-1] + len(word) + 1)
    for kind, start, stop, _, _ in SequenceMatcher(None, words, others, False).get_opcodes():
        if kind in ("delete", "replace"):
            text = text.stylize("strike", places[start], places[stop] - 1)
    return text

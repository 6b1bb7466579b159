"""The card behind `w` on a headline: why these topics, and what was missing for the others.

What is stored shows at once; what the rules say today follows when they answer.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from textual import work
from textual.content import Content

from store.headlines.detail import HeadlineDetail
from tui.panes.detail_text import figure_line, highlighted_title
from tui.presenters.tag_reasons import (
    CompanyReasons,
    NoReasons,
    TagReasons,
    TopicReasons,
    explain_title,
)
from tui.screens.card import Card

Explain = Callable[[str, str], Awaitable[TagReasons]]
DIM = "$foreground 60%"


class HeadlineReasons(Card):
    """Opens with what the database says of `detail`, then asks `explain`."""

    def __init__(self, detail: HeadlineDetail, explain: Explain = explain_title) -> None:
        super().__init__("WHY", stored_reasons(detail) + Content.styled("\nAsking the rules…", DIM))
        self._detail = detail
        self._explain = explain

    def on_mount(self) -> None:
        self._ask()

    @work(group="tag-reasons")
    async def _ask(self) -> None:
        stored = stored_reasons(self._detail)
        try:
            reasons = await self._explain(self._detail.row.title, self._detail.summary)
        except NoReasons as error:
            said = Content.styled(f"\nWhat was missing is not known: {error}", "$text-warning")
        else:
            said = rules_reasons(reasons)
        self.show(stored + said)


def stored_reasons(detail: HeadlineDetail) -> Content:
    """The topics and companies the headline has, with the words that made each stick."""
    row = detail.row
    parts = [highlighted_title(row.title, row.evidence), Content("\n\n")]
    for kind, names in (("topic", row.topics), ("company", row.companies)):
        for name in names:
            parts.append(Content.assemble((f"{kind} {name}", "bold $accent"), "\n"))
            spans = [span for span in row.evidence if (span.kind, span.name) == (kind, name)]
            words = dict.fromkeys((span.text, span.role) for span in spans)
            parts.extend(_word_line(text, role) for text, role in words)
            if kind == "topic" and detail.corrected:
                parts.append(Content("   set by you\n"))
    if not row.topics:
        parts.append(Content("no topic, set by you\n" if detail.corrected else "no topic\n"))
    for figure in detail.figures:
        parts.extend((figure_line(figure), Content("\n")))
    return Content("").join(parts)


def rules_reasons(reasons: TagReasons) -> Content:
    """What the rules say of every topic: its score, and what would have counted but did not."""
    parts = [Content.styled(f"\nThe rules today (version {reasons.ruleset})\n", DIM)]
    for topic in sorted(reasons.topics, key=lambda topic: (-topic.score, topic.topic)):
        parts.extend(_topic_lines(topic))
    for company in reasons.companies:
        if not company.holds:
            parts.extend(_company_lines(company))
    return Content("").join(parts)


def _topic_lines(topic: TopicReasons) -> Iterator[Content]:
    mark, style = ("✓", "bold") if topic.holds else ("–", "")
    yield Content.assemble(
        (f"{mark} {topic.topic}", style),
        (f"  score {topic.score:g}, needs {topic.threshold:g}\n", DIM),
    )
    if topic.holds:
        for word in topic.words:
            yield _word_line(word.text, word.role)
        return
    for lack in topic.lacks:
        needs = " or ".join(lack.needs)
        yield Content.assemble(
            ("   " + lack.word, "bold"), (f"  is weak: it needs {needs} {lack.where}\n", DIM)
        )
    for block in topic.blocks:
        against = ", ".join(block.by)
        yield Content.assemble(
            ("   " + block.word, "bold"), (f"  does not count beside {against}\n", DIM)
        )
    if not topic.lacks and not topic.blocks:
        yield Content.styled("   no word of this topic\n", DIM)


def _company_lines(company: CompanyReasons) -> Iterator[Content]:
    yield Content.assemble(f"– {company.company}", (f"  {company.reason}\n", DIM))
    for word in company.words:
        yield _word_line(word.text, word.role)


def _word_line(text: str, role: str) -> Content:
    return Content.assemble(("   " + text, "bold"), (f"  {role}\n", DIM))

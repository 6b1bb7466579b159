"""Results are out: what a release brings and how its checks went, before it enters the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import ClassVar, Literal

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from store.number_format import format_growth, format_number
from store.record.found_results import ResultsOut
from store.record.segments import name_under, segment_line
from tui.card_actions import card_bindings
from tui.presenters.release_child import (
    ReleaseUnread,
    ReviewedCheck,
    ReviewedClaim,
    ReviewedEvent,
    ReviewedFigure,
    ReviewedRelease,
)
from tui.screens.overlay import Overlay

Decision = Literal["store", "dismiss"]
KIND_WORDS = {
    "reported": "the quarter, and the year before where it is unchanged",
    "comparative": "the year before, told for the first time here",
    "recast": "the year before, told differently from then",
}
VERDICT_MARKS = {  # mark, word, style
    "conflicts": ("✗", "conflicts", "$text-error"),
    "other_measure": ("≈", "another measure", "$text-warning"),
    "agrees": ("✓", "agrees", "$text-success"),
    "new": ("·", "not comparable", "$foreground 60%"),
}
VERDICTS_OF_MANY = {
    "conflicts": "conflict",
    "other_measure": "of another measure",
    "agrees": "agree",
    "new": "not comparable",
}
STATE_STYLES = {"firing": "$text-warning bold", "withdrawn": "$text-error", "error": "$text-error"}
DIM = "$foreground 60%"


class ResultsReview(Overlay[Decision | None]):
    """Answers with what the user decided, None to leave it for later. `read` reads the release;
    it is started when the screen opens, and the screen is of use before it answers."""

    DEFAULT_CSS = """
    ResultsReview { align: center middle; background: $background 60%; }
    ResultsReview > Vertical {
        width: 90%; max-width: 110; height: auto; max-height: 90%;
        border: round $accent; background: $surface; padding: 0 1;
    }
    ResultsReview VerticalScroll { height: auto; max-height: 100%; scrollbar-size-vertical: 1; }
    ResultsReview #review-title { text-style: bold; color: $accent; height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*card_bindings("review")]

    def __init__(self, results: ResultsOut, read: Callable[[], Awaitable[ReviewedRelease]]) -> None:
        super().__init__()
        self._results = results
        self._read = read
        self._shown = Static(self._text(Content("reading the release …")), id="review-text")

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(
                "RESULTS ARE OUT   (enter stores, x dismisses, esc leaves)",
                id="review-title",
                markup=False,
            )
            with VerticalScroll():
                yield self._shown

    def on_mount(self) -> None:
        self._fetch()

    @work(exclusive=True, group="release")
    async def _fetch(self) -> None:
        try:
            details = Content("\n").join(release_lines(await self._read()))
        except ReleaseUnread as problem:
            details = Content.styled(str(problem), "$text-error")
        self._shown.update(self._text(details))

    def _text(self, details: Content) -> Content:
        return Content("\n").join([*summary_lines(self._results), Content(""), details])

    def action_decide(self, decision: Decision) -> None:
        self.dismiss(decision)

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_scroll_by(self, lines: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)


def summary_lines(results: ResultsOut) -> Iterator[Content]:
    """What the poller found when it came."""
    yield Content.styled(results.title, "bold")
    yield Content.styled(f"{results.fiscal_label} · {results.url}", "$foreground 60%")
    yield Content(f"{results.observations} observations, {results.new} of them new to the record")
    if results.failed:
        words = f"✗ {results.failed} of {results.checks} checks FAIL: look before you store it"
        yield Content.styled(words, "$text-error bold")
    else:
        yield Content.styled(f"✓ all {results.checks} checks hold", "$text-success")


def release_lines(release: ReviewedRelease) -> Iterator[Content]:
    """The release as read now: its period, its figures, the rules it fires, the press beside it,
    its observations by kind, every check."""
    when = (
        f"quarter ended {release.period_end} · released {release.released or 'on a day not said'}"
    )
    yield Content.styled(f"{when} · basis {release.basis}", DIM)
    for name in release.new_segments:
        yield Content.styled(f"new segment, kept as printed: {name}", "$text-warning")
    if release.failed:
        yield from _heading("checks that fail")
        yield from map(_check_line, release.failed)
    yield from _heading("figures of the quarter · CNY mn · YoY")
    yield from _figure_lines(release)
    yield from _heading("rules it fires")
    yield from _event_lines(release.events, release.title)
    yield from _heading("the press's claims of the day")
    yield from _claim_lines(release.claims)
    yield from _heading("observations")
    for kind, count in release.kinds.items():
        yield Content(f"{count:>5} {kind}: {KIND_WORDS.get(kind, '')}")
    yield from _heading("checks that hold")
    yield from (_check_line(check) for check in release.checks if check.ok)


def _heading(words: str) -> Iterator[Content]:
    yield Content("")
    yield Content.styled(words.upper(), "bold $accent")


def _figure_lines(release: ReviewedRelease) -> Iterator[Content]:
    """One line a segment: revenue and adjusted EBITA, each with its growth."""
    cells = {(figure.segment, figure.metric): figure for figure in release.figures}
    segments = dict.fromkeys(figure.segment for figure in release.figures)
    if not segments:
        yield Content("none")
        return
    yield Content.styled(f"{'':32}{'revenue':>10}{'':>8}{'adj. EBITA':>12}{'':>8}", DIM)
    for segment in segments:
        shown = [cells.get((segment, metric)) for metric in ("revenue", "adj_ebita")]
        words = "".join(
            f"{format_number(figure.value):>{width}}{_growth(figure):>8}"
            if figure
            else f"{'–':>{width}}{'':8}"
            for figure, width in zip(shown, (10, 12), strict=True)
        )
        yield Content(f"{name_under(segment_line(segment), release.basis)[:32]:32}{words}".rstrip())


def _growth(figure: ReviewedFigure) -> str:
    return format_growth(figure.growth) if figure.growth is not None else ""


def _event_lines(events: Sequence[ReviewedEvent] | None, title: str) -> Iterator[Content]:
    """Each change of an alert with its value; its note where it says more than the release's
    title."""
    if events is None:
        yield Content.styled("not looked at: the database cannot be written", DIM)
        return
    if not events:
        yield Content("none of yours")
    for event in events:
        note = "" if event.note == title else event.note
        about = " · ".join(word for word in (event.value, note) if word)
        style = STATE_STYLES.get(event.state, "")
        mark = "! " if event.state == "firing" else "  "
        yield Content.assemble((f"{mark}{event.state}: {event.rule}", style), f"  {about}")


def _claim_lines(claims: Sequence[ReviewedClaim] | None) -> Iterator[Content]:
    """What the counts are, then each claim, those that conflict first."""
    if claims is None:
        yield Content.styled("not looked at: the database cannot be written", DIM)
        return
    counts = Counter(claim.verdict for claim in claims)
    told = [
        f"{counts[verdict]} {word}" for verdict, word in VERDICTS_OF_MANY.items() if counts[verdict]
    ]
    yield Content(" · ".join(told) if claims else "none seen")
    for claim in claims:
        mark, word, style = VERDICT_MARKS.get(claim.verdict, ("·", claim.verdict, ""))
        note = f" ({claim.note})" if claim.note else ""
        yield Content.assemble(
            (f"{mark} {word}: ", style), f"“{claim.words}”{note}",
            (f"  {claim.source}: {claim.title}", DIM),
        )  # fmt: skip


def _check_line(check: ReviewedCheck) -> Content:
    mark, style = ("✓ holds", "$text-success") if check.ok else ("✗ FAILS", "$text-error bold")
    numbers = f"{format_number(check.left)} and {format_number(check.right)}"
    return Content.assemble(
        (f"{mark} ", style), f"{check.name}: {numbers}", (f"  {check.note}", "$foreground 60%")
    )

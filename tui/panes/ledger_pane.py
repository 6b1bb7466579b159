"""Pane 4: the five questions investors ask about AI money, each answer graded and sourced."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual import work
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip

from store.number_format import format_money, unit_header
from tui.actions import bindings_for
from tui.panes.short_list_pane import ShortListPane
from tui.presenters.desk import Desk
from tui.presenters.undo import Deed
from tui.widgets.bars import bars
from tui.widgets.fitting import fit, fit_right
from tui.widgets.row_list import RowList, RowLook, ShortRows

if TYPE_CHECKING:
    from store.ledger.bounds import Assumptions
    from store.ledger.questions import Ledger, LedgerLine
    from store.ledger.targets import TargetProgress

QUESTIONS = {
    1: "How much goes into AI?",
    2: "Does it earn?",
    3: "How fast does it grow?",
    4: "At what margin?",
    5: "Can it last?",
}
GRADES = {
    "D": "disclosed by the company",
    "C": "computed from what was disclosed",
    "B": "a bound: the figure lies within it",
    "S": "a scenario on your own assumptions",
    "U": "undisclosed: nobody outside knows",
}
VALUE_WIDTH = 16
BAR_WIDTH = 20


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of the pane: a question, an answer under it, or a target."""

    text: str
    value: str = ""
    grade: str = ""
    source: str = ""
    bar: str = ""


def ledger_rows(book: Ledger) -> Iterator[LedgerRow]:
    """The ledger in the order of the questions, then the targets."""
    for number, question in QUESTIONS.items():
        yield LedgerRow(question)
        for line in book.lines:
            if line.question == number:
                yield LedgerRow(line.text, _value(line), line.grade, line.source)
    if book.targets:
        yield LedgerRow("Targets")
        for target in book.targets:
            yield _target_row(target)
    for words in book.contradictions:
        yield LedgerRow(f"Your assumptions contradict the figures: {words}", grade="S")


def _value(line: LedgerLine) -> str:
    if line.value is None:
        return "–" if line.grade == "U" else ""
    header = unit_header(line.unit)
    return format_money(line.value, line.unit) + ("" if header == "%" else f" {header}")


def _target_row(progress: TargetProgress) -> LedgerRow:
    target = progress.target
    share = min(Decimal(1), max(Decimal(0), progress.share))
    bar = bars([share, Decimal(1)], BAR_WIDTH)[0]
    pace = f"{format_money(progress.rate, target.unit)} {unit_header(target.unit)} a year"
    if progress.reached_on is not None:
        pace += f", reached {progress.reached_on:%b %Y} at that rate"
    if progress.growth_needed is not None:
        pace += f", needs {progress.growth_needed}% growth a year until {target.deadline.year}"
    return LedgerRow(
        f"{target.name}: {pace}",
        f"{progress.share:.0%}",
        "C",
        f"{target.source}; {target.note}",
        bar,
    )


class LedgerList(RowList[LedgerRow]):
    """Questions as headings, answers with grade and value."""

    DEFAULT_CSS = """
    LedgerList > .ledger--question { color: $accent; text-style: bold; }
    LedgerList > .ledger--dim { color: $foreground 55%; text-style: $quiet-style; }
    LedgerList > .ledger--bound { color: $warning; }
    LedgerList > .ledger--loss { color: $error; }
    """
    MARKS: ClassVar[tuple[str, ...]] = (
        "ledger--question",
        "ledger--dim",
        "ledger--bound",
        "ledger--loss",
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {*RowList.COMPONENT_CLASSES, *MARKS}

    def paint_row(self, row: LedgerRow, width: int, look: RowLook) -> Strip:
        if not row.grade:
            return Strip([Segment(fit(row.text, width), look.mark("ledger--question"))])
        grade = {"D": look.base, "C": look.base, "U": look.mark("ledger--dim")}.get(
            row.grade, look.mark("ledger--bound")
        )
        value = look.mark("ledger--loss") if row.value.startswith("−") else look.base
        tail = [Segment(fit_right(row.value, VALUE_WIDTH), value)]
        if row.bar and width >= 80:
            tail.insert(0, Segment(f" {row.bar}", look.mark("ledger--question")))
        used = 3 + sum(segment.cell_length for segment in tail)
        head = [
            Segment(f" {row.grade} ", grade),
            Segment(fit(row.text, width - used), grade if row.grade == "U" else look.base),
        ]
        return Strip([*head, *tail]).adjust_cell_length(width, look.base)


class LedgerPane(ShortListPane[LedgerRow]):
    """What is known, computed and bounded about AI money; what is undisclosed is said so."""

    TITLE: ClassVar[str] = "4 LEDGER"
    SCOPE: ClassVar[str] = "ledger"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("ledger")]

    class SourceWanted(Message):
        """The user asks where an answer comes from."""

        def __init__(self, row: LedgerRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self, desk: Desk) -> None:
        model = ShortRows[LedgerRow]()
        super().__init__(desk, model, LedgerList(model, id="ledger-list"))

    @property
    def rows(self) -> Sequence[LedgerRow]:
        """Everything the pane lists."""
        return self._model.all

    @work(exclusive=True, group="ledger")
    async def refresh_ledger(self) -> None:
        """Read the ledger anew, off the event loop: it takes 30 ms."""

        def read(connection: sqlite3.Connection) -> Ledger:
            from store.ledger.assumptions import kept_assumptions  # noqa: PLC0415
            from store.ledger.questions import ledger  # noqa: PLC0415 - not needed for the first paint

            return ledger(connection, assumptions=kept_assumptions(connection))

        book = await self._desk.in_background(read)
        self.show_rows(tuple(ledger_rows(book)))
        self.rule.show(
            note="alibaba · D disclosed C computed B bounded S on your assumptions U undisclosed"
        )

    def on_show(self) -> None:
        self.refresh_ledger()

    def chosen(self) -> None:
        self.action_explain()

    def action_explain(self) -> None:
        if self.row is not None and self.row.grade:
            self.post_message(self.SourceWanted(self.row))

    def action_edit(self) -> None:
        from tui.screens.ledger_forms import assumptions_form  # noqa: PLC0415 - not at the start

        form = assumptions_form(self._desk.reader)
        if form is None:
            self._desk.say("The record has no quarter whose AI cost could be bounded.")
        else:
            self.app.push_screen(form, self._assume)

    def _assume(self, words: tuple[str, ...] | None) -> None:
        from store.ledger.assumptions import keep_assumptions, kept_assumptions  # noqa: PLC0415
        from tui.screens.ledger_forms import assumptions_of  # noqa: PLC0415

        if words is None:
            return
        before, wanted = kept_assumptions(self._desk.reader), assumptions_of(words)

        def keep(assumptions: Assumptions) -> None:
            self._change(lambda connection: keep_assumptions(connection, assumptions))

        keep(wanted)
        self._desk.done(Deed("changed your assumptions", lambda: keep(before)))

    def action_add_target(self) -> None:
        from tui.screens.ledger_forms import target_form  # noqa: PLC0415 - not at the start

        today = self._desk.clock().date()
        self.app.push_screen(target_form(self._desk.reader, today), self._aim)

    def _aim(self, words: tuple[str, ...] | None) -> None:
        from store.ledger.target_words import TargetWords, target_from_words  # noqa: PLC0415
        from store.ledger.targets import add_target, remove_target, targets  # noqa: PLC0415

        if words is None:
            return
        target = target_from_words(TargetWords(*words), self._desk.clock().date())
        before = [known for known in targets(self._desk.reader) if known.key == target.key]

        def take_back(connection: sqlite3.Connection) -> None:
            remove_target(connection, target.key)
            for known in before:
                add_target(connection, known)

        self._change(lambda connection: add_target(connection, target))
        self._desk.done(Deed(f"added the target {target.name}", lambda: self._change(take_back)))

    @work(group="ledger-change")
    async def _change(self, write: Callable[[sqlite3.Connection], None]) -> None:
        """Write, then show the ledger as it is now."""
        await asyncio.wrap_future(self._desk.write(write))
        self.refresh_ledger()

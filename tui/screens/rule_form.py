"""The form behind `a` and `e`: a rule in one line, and at once what it would have done."""

from __future__ import annotations

import asyncio
import sqlite3
from decimal import Decimal
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from store.alerts.backtest import Firing, RulePreview, preview
from store.number_format import format_money, unit_header
from tui.moments import full
from tui.presenters.desk import Desk

TYPING_SECONDS = 0.15


class RuleForm(ModalScreen[str | None]):
    """Answers with the rule's canonical text, or None when the user left."""

    DEFAULT_CSS = """
    RuleForm { align: center middle; background: $background 60%; }
    RuleForm > Vertical {
        width: 90%; max-width: 100; height: auto;
        border: round $accent; background: $surface; padding: 0 1;
    }
    RuleForm Input { margin: 1 0; padding: 0 1; }
    RuleForm #form-title { text-style: bold; color: $accent; }
    RuleForm #preview { height: auto; min-height: 6; }
    RuleForm #form-keys { color: $foreground 60%; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False),
        Binding("tab,ctrl+n", "next_proposal", "Another", show=False, priority=True),
    ]

    def __init__(self, desk: Desk, title: str, proposals: tuple[str, ...]) -> None:
        super().__init__()
        self._desk = desk
        self._title = title
        self._proposals = proposals or ("",)
        self._shown = 0
        self._checked: RulePreview | None = None

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._title, id="form-title", markup=False)
            yield Input(
                self._proposals[0],
                placeholder="cloud.revenue.yoy > 30",
                id="rule",
                compact=True,
                select_on_focus=False,
            )
            yield Static("", id="preview", markup=False)
            another = " · tab another proposal" if len(self._proposals) > 1 else ""
            yield Static(f"enter saves{another} · esc leaves", id="form-keys", markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False
        self._check(self._proposals[0], wait=0.0)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._checked = None
        self._check(event.value, wait=TYPING_SECONDS)

    @on(Input.Submitted)
    async def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        checked = await self._preview(event.value)
        self._show(checked)
        if checked.error is None:
            self.dismiss(checked.canonical)

    @work(exclusive=True, group="rule-preview")
    async def _check(self, text: str, *, wait: float) -> None:
        if wait:
            await asyncio.sleep(wait)
        if text.strip():
            self._show(await self._preview(text))
        else:
            self.query_one("#preview", Static).update(EXAMPLES)

    async def _preview(self, text: str) -> RulePreview:
        now = self._desk.clock()

        def read(connection: sqlite3.Connection) -> RulePreview:
            return preview(connection, text, now)

        return await self._desk.in_background(read)

    def _show(self, checked: RulePreview) -> None:
        if self.is_mounted:
            self.query_one("#preview", Static).update(
                preview_text(checked, self.query_one(Input).value)
            )

    def action_leave(self) -> None:
        self.dismiss(None)

    def action_next_proposal(self) -> None:
        self._shown = (self._shown + 1) % len(self._proposals)
        box = self.query_one(Input)
        box.value = self._proposals[self._shown]
        box.cursor_position = len(box.value)


EXAMPLES = Content(
    "cloud.revenue.yoy > 30\n"
    "free_cash_flow < 0\n"
    "capex / group.revenue > 15%\n"
    'topic:policy and company:alibaba ~ "export"\n'
    "stories(topic:policy) > 10 in 6h\n"
)
STATE_WORDS = {
    "true": ("true now", "$text-success bold"),
    "false": ("not true now", "bold"),
    "unknown": ("not known now", "$text-warning"),
}


def firing_value(firing: Firing) -> str:
    """What a rule fired on: a figure with its unit, or a headline's title."""
    if firing.period_end is None:
        return firing.value
    header = unit_header(firing.unit)
    value = format_money(Decimal(firing.value), firing.unit)
    return value if header == "%" else f"{value} {header}"


def preview_text(checked: RulePreview, typed: str) -> Content:
    """What a rule means and what it would have done, or what is wrong with it and where."""
    if checked.error is not None:
        column = max(1, min(checked.error.column, len(typed) + 1))
        return Content.assemble(
            (" " * column + "^\n", "$text-error bold"),
            (str(checked.error), "$text-error"),
        )
    words, style = STATE_WORDS[checked.state_now]
    lines = [
        Content.assemble(("rule   ", "$foreground 60%"), (checked.canonical, "bold")),
        Content.assemble(
            ("now    ", "$foreground 60%"), checked.current or "–", "  ", (words, style)
        ),
        Content.assemble(
            ("before ", "$foreground 60%"), f"true {checked.times_true} of {checked.of} times"
        ),
    ]
    for firing in checked.last:
        moment = full(firing.at)[:10]
        lines.append(
            Content.assemble(
                (f"       {moment}  ", "$foreground 60%"),
                firing_value(firing),
                (f"  {firing.source}", "$foreground 60%"),
            )
        )
    return Content("\n").join(lines)

"""The form behind `Z`: how long an alert is quiet, chosen or written."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from store.alerts.attention import SnoozeEnd, read_snooze
from store.rules.saved import RuleStatus
from tui.card_actions import card_bindings
from tui.screens.overlay import Overlay
from tui.widgets.completion_list import CompletionList, Offer
from tui.widgets.row_list import RowList

WAKE: Literal["wake"] = "wake"
_WAYS = ("1h", "6h", "08:00", "1d", "1w", "clears", "next period")

Answer = SnoozeEnd | Literal["wake"]


class SnoozeForm(Overlay[Answer | None]):
    """Answers with when the snooze ends, 'wake', or None when the user left."""

    DEFAULT_CSS = """
    SnoozeForm { align: center top; background: $background 60%; }
    SnoozeForm > Vertical {
        width: 90%; max-width: 70; height: auto; max-height: 90%; margin-top: 2;
        border: round $accent; background: $surface; padding: 0 1;
    }
    SnoozeForm #form-title { text-style: bold; color: $accent; }
    SnoozeForm CompletionList { height: 8; margin-top: 1; }
    SnoozeForm Input { margin-top: 1; }
    SnoozeForm #meaning { height: 1; }
    SnoozeForm #form-keys { color: $foreground 60%; margin-top: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*card_bindings("snooze")]

    def __init__(self, status: RuleStatus, now: datetime, zone: tzinfo | None) -> None:
        super().__init__()
        self._status = status
        self._now = now
        self._zone = zone
        self._ways = CompletionList(id="ways")
        self._box = Input(
            placeholder="or write: 2d, 08:30, 2026-09-01", compact=True, select_on_focus=False
        )
        self._box.cursor_blink = False
        self._said = Static("", id="meaning", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical():
            title = f"Quiet: {self._status.name or self._status.text}"
            yield Static(title, id="form-title", markup=False)
            yield self._ways
            yield self._box
            yield self._said
            yield Static("↑↓ choose · enter snoozes · esc leaves", id="form-keys", markup=False)

    def on_mount(self) -> None:
        ways = [Offer(way, self._meaning(read_snooze(way, self._now, self._zone))) for way in _WAYS]
        if self._status.attention == "snoozed":
            ways.insert(0, Offer(WAKE, "no longer quiet"))
        self._ways.offer(tuple(ways))

    def _meaning(self, end: SnoozeEnd) -> str:
        if end == "clears":
            return "until the alert clears"
        if isinstance(end, str):
            return "until the next period is in"
        local = end.astimezone(self._zone)
        if end - self._now < timedelta(hours=24):
            day = "today" if local.date() == self._now.astimezone(self._zone).date() else "tomorrow"
            return f"until {day} {local:%H:%M}"
        return f"until {local:%Y-%m-%d %H:%M}"

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._said.update(self._read(event.value))

    def _read(self, text: str) -> Content:
        if not text.strip():
            return Content("")
        try:
            return Content(self._meaning(read_snooze(text, self._now, self._zone)))
        except ValueError as wrong:
            return Content.styled(str(wrong), "$text-error")

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._answer(event.value.strip() or self._chosen)

    @on(RowList.Chosen)
    def _clicked(self, event: RowList.Chosen) -> None:
        event.stop()
        self._answer(self._chosen)

    @property
    def _chosen(self) -> str:
        chosen = self._ways.chosen
        return "" if chosen is None else chosen.word

    def _answer(self, text: str) -> None:
        if text == WAKE:
            self.dismiss(WAKE)
            return
        try:
            self.dismiss(read_snooze(text, self._now, self._zone))
        except ValueError as wrong:
            self._said.update(Content.styled(str(wrong), "$text-error"))

    def action_choose(self, step: int) -> None:
        self._ways.move_to(self._ways.cursor + step)

    def action_leave(self) -> None:
        self.dismiss(None)

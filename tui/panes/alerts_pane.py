"""Pane 3: the rules, what each sees now, and which are firing."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from store.rules import saved as rules
from store.rules.saved import RuleStatus
from tui.actions import bindings_for
from tui.moments import since
from tui.panes.pane import Pane
from tui.presenters.desk import Desk
from tui.presenters.undo import Deed
from tui.widgets.fitting import fit, fit_right
from tui.widgets.row_list import RowList, RowLook, ShortRows

STATE_MARKS = {
    "firing": ("!", "alert--firing"),
    "pending": ("~", "alert--pending"),
    "recovering": ("~", "alert--pending"),
    "withdrawn": ("w", "alert--dim"),
    "error": ("×", "alert--firing"),
    "unknown": ("?", "alert--dim"),
    "ok": ("·", "alert--dim"),
}
ORDER = ("firing", "error", "pending", "recovering", "withdrawn", "unknown", "ok")
NO_RULES = """No alert yet.

a here writes a rule
a on a figure or a headline proposes one
S adds a starter set"""
SNOOZE = timedelta(days=1)


class RuleList(RowList[RuleStatus]):
    """One line a rule: state, the rule, its value, since when."""

    DEFAULT_CSS = """
    RuleList > .alert--firing { color: $error; text-style: bold; }
    RuleList > .alert--pending { color: $warning; }
    RuleList > .alert--dim { color: $foreground 55%; }
    """
    MARKS: ClassVar[tuple[str, ...]] = ("alert--firing", "alert--pending", "alert--dim")
    COMPONENT_CLASSES: ClassVar[set[str]] = {*RowList.COMPONENT_CLASSES, *MARKS}

    def __init__(self, model: ShortRows[RuleStatus], desk: Desk) -> None:
        super().__init__(model, id="rule-list")
        self._desk = desk

    def paint_row(self, row: RuleStatus, width: int, look: RowLook) -> Strip:
        mark, style = STATE_MARKS[row.state]
        if not row.enabled:
            mark, style = "-", "alert--dim"
        elif row.attention == "snoozed":
            mark, style = "z", "alert--dim"
        elif row.state == "firing" and row.attention == "acknowledged":
            style = "alert--pending"
        when = since(row.since, self._desk.clock(), self._desk.zone) if row.since else row.state
        when_width, value_width = (14, 14) if width >= 56 else (0, 12)
        words = row.error or row.text
        body = look.mark(style) if row.state in ("firing", "error") else look.base
        return Strip(
            [
                Segment(f"{mark} ", look.mark(style)),
                Segment(fit(words, max(4, width - 3 - value_width - when_width)), body),
                Segment(" ", look.base),
                Segment(fit_right(row.value, value_width), body),
                Segment(fit_right(when, when_width), look.mark("alert--dim")),
            ]
        ).adjust_cell_length(width, look.base)


class AlertsPane(Pane):
    """What is watched. `a` writes a rule, `m` acknowledges, `Z` snoozes, `x` removes."""

    TITLE: ClassVar[str] = "3 ALERTS"
    SCOPE: ClassVar[str] = "alerts"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for("alerts")]

    class EditWanted(Message):
        """The user wants to write a rule (None) or change one."""

        def __init__(self, status: RuleStatus | None) -> None:
            super().__init__()
            self.status = status

    class HistoryWanted(Message):
        """The user wants to know what a rule saw and when."""

        def __init__(self, status: RuleStatus) -> None:
            super().__init__()
            self.status = status

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._model = ShortRows[RuleStatus]()
        self.list = RuleList(self._model, desk)
        self.list.words_when_empty = NO_RULES

    def compose(self) -> ComposeResult:
        yield self.rule
        yield self.list

    def on_mount(self) -> None:
        self.refresh_alerts()

    @property
    def entrance(self) -> Widget:
        return self.list

    @property
    def statuses(self) -> Sequence[RuleStatus]:
        """The rules as shown, what wants attention first."""
        return self._model.all

    @property
    def firing(self) -> int:
        """How many rules are firing and not acknowledged or snoozed."""
        return sum(
            status.state == "firing" and status.attention in ("unseen", "seen")
            for status in self._model.all
        )

    @property
    def status(self) -> RuleStatus | None:
        """The rule under the cursor."""
        rows = self._model.rows(self.list.cursor, self.list.cursor + 1)
        return rows[0] if rows else None

    def refresh_alerts(self) -> None:
        """Show the rules as they stand; the cursor stays on its rule."""
        selected = self.status
        self._model.all = sorted(
            rules.rules_with_state(self._desk.reader),
            key=lambda status: (ORDER.index(status.state), status.id),
        )
        place = self.list.cursor
        if selected is not None:
            ids = [status.id for status in self._model.all]
            place = ids.index(selected.id) if selected.id in ids else place
        self.list.settle_on(place)
        firing = sum(status.state == "firing" for status in self._model.all)
        self.rule.show(
            note=f"{firing} firing · {self._model.count - firing} quiet"
            if self._model.count
            else ""
        )

    @on(RowList.Highlighted)
    def _moved(self, event: RowList.Highlighted) -> None:
        event.stop()

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        event.stop()
        self.action_open_history()

    def action_add_alert(self) -> None:
        self.post_message(self.EditWanted(None))

    def action_edit(self) -> None:
        if self.status is not None:
            self.post_message(self.EditWanted(self.status))

    def action_open_history(self) -> None:
        if self.status is not None:
            self.post_message(self.HistoryWanted(self.status))

    def action_acknowledge(self) -> None:
        status = self.status
        if status is None or status.alert is None:
            self._desk.say("Nothing to acknowledge: the rule has not fired.")
            return
        alert, now = status.alert, self._desk.clock()
        self._desk.write(lambda connection: rules.acknowledge(connection, alert, now))

    def action_snooze(self) -> None:
        status = self.status
        if status is None or status.alert is None:
            self._desk.say("Nothing to snooze: the rule has not fired.")
            return
        alert, until = status.alert, self._desk.clock() + SNOOZE
        self._desk.write(lambda connection: rules.snooze(connection, alert, until))
        self._desk.say("Quiet until this time tomorrow.")

    def action_remove(self) -> None:
        status = self.status
        if status is None:
            return
        removed = self._desk.write(lambda connection: rules.remove_rule(connection, status.id))

        def bring_back() -> None:
            self._desk.write(lambda connection: rules.restore_rule(connection, removed.result()))

        self._desk.done(Deed(f"removed {status.text}", undo=bring_back))
        self._desk.say("Removed the rule · u brings it back")

    def action_starter(self) -> None:
        now = self._desk.clock()

        def accept(connection: sqlite3.Connection) -> list[int]:
            from store.rules.rule_files import accept_starter_rules  # noqa: PLC0415 - reads rules

            return accept_starter_rules(connection, now)

        self._desk.write(accept)
        self._desk.say("Added the starter rules.")

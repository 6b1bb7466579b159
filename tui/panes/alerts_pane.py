"""Pane 3: the rules in groups, what each sees now, and what the user does about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from store.rules import saved as rules
from store.rules.saved import RuleStatus
from tui.actions import bindings_for
from tui.panes.rule_list import GROUPS, GroupTitle, RuleList, RuleRow, group_of, grouped
from tui.panes.short_list_pane import ShortListPane
from tui.presenters.desk import Desk
from tui.presenters.orders import RULE_ORDERS, after, rules_by_name
from tui.presenters.rule_deeds import RuleDeeds
from tui.widgets.row_list import ShortRows

NO_RULES = """No alert yet.

S offers a dozen to begin with
a here writes one
a on a figure or a headline proposes one"""
_LOUD = ("firing", "errors", "pending", "snoozed")


class AlertsPane(ShortListPane[RuleRow]):
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

    class SnoozeWanted(HistoryWanted):
        """The user wants to say how long an alert is quiet."""

    class StartersWanted(Message):
        """The user wants to see the starter rules."""

    def __init__(self, desk: Desk, order: str = RULE_ORDERS[0]) -> None:
        model = ShortRows[RuleRow]()
        super().__init__(desk, model, RuleList(model, desk))
        self.order = order if order in RULE_ORDERS else RULE_ORDERS[0]
        self.deeds = RuleDeeds(desk)
        self.list.words_when_empty = NO_RULES

    def on_mount(self) -> None:
        self.refresh_alerts()

    @property
    def statuses(self) -> Sequence[RuleStatus]:
        """The rules as shown, where they stand by state what wants attention first."""
        return [row for row in self._model.all if not isinstance(row, GroupTitle)]

    @property
    def firing(self) -> int:
        """How many rules are firing and not acknowledged or snoozed."""
        return sum(
            status.state == "firing" and status.attention in ("unseen", "seen")
            for status in self.statuses
        )

    @property
    def in_a_line(self) -> str:
        """How many are firing, and which."""
        if not self.statuses:
            return "no rule yet · S there offers a dozen to begin with"
        firing = [status for status in self.statuses if group_of(status) == "firing"]
        named = " · ".join(f"! {status.name or status.text} {status.value}" for status in firing)
        return f"{len(firing)} firing  {named}".rstrip()

    @property
    def status(self) -> RuleStatus | None:
        """The rule under the cursor."""
        return None if isinstance(self.row, GroupTitle) else self.row

    def refresh_alerts(self) -> None:
        """Show the rules as they stand."""
        statuses = rules.rules_with_state(self._desk.reader)
        rows = rules_by_name(statuses) if self.order == "name" else grouped(statuses)
        if rows != self._model.all:
            self.show_rows(rows)
        self.rule.show(note=_note(self.statuses))

    def identity(self, row: RuleRow) -> int | None:
        return None if isinstance(row, GroupTitle) else row.id

    def chosen(self) -> None:
        self.action_open_history()

    def action_add_alert(self) -> None:
        self.post_message(self.EditWanted(None))

    def action_edit(self) -> None:
        if self.status is not None:
            self.post_message(self.EditWanted(self.status))

    def action_open_history(self) -> None:
        if self.status is not None:
            self.deeds.mark_seen(self.status)
            self.post_message(self.HistoryWanted(self.status))

    def action_acknowledge(self) -> None:
        if self.status is not None:
            self.deeds.acknowledge(self.status)

    def action_snooze(self) -> None:
        if self.status is None:
            return
        if self.status.alert is None:
            self._desk.say("Nothing to snooze: the rule has no open alert.")
        else:
            self.post_message(self.SnoozeWanted(self.status))

    def action_remove(self) -> None:
        if self.status is not None:
            self.deeds.remove(self.status)

    def action_cycle_order(self) -> None:
        self.order = after(RULE_ORDERS, self.order)
        self.refresh_alerts()
        self._desk.say(f"Rules by {self.order}.")

    def action_starter(self) -> None:
        self.post_message(self.StartersWanted())


def _note(statuses: Sequence[RuleStatus]) -> str:
    """`5 firing · 1 snoozed · 8 quiet`."""
    if not statuses:
        return ""
    counts = Counter(group_of(status) for status in statuses)
    loud = [(name, counts[name]) for name in GROUPS if name in _LOUD and counts[name]]
    words = [f"{n} {'error' if (name, n) == ('errors', 1) else name}" for name, n in loud]
    quiet = sum(count for name, count in counts.items() if name not in _LOUD)
    return " · ".join([*words, *([f"{quiet} quiet"] if quiet else [])])

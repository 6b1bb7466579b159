"""The rules in groups: what is firing, what cannot be evaluated, what waits, what is quiet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from store import times
from store.rules.saved import RuleStatus
from tui.moments import brief, since
from tui.presenters.desk import Desk
from tui.widgets.fitting import fit, fit_right
from tui.widgets.row_list import RowList, RowLook, ShortRows

# in the order in which they want attention
GROUPS = ("firing", "errors", "pending", "snoozed", "withdrawn", "ok", "unknown", "off")
_GROUP_OF_STATE = {
    "firing": "firing",
    "error": "errors",
    "pending": "pending",
    "recovering": "pending",
    "withdrawn": "withdrawn",
    "unknown": "unknown",
    "ok": "ok",
}
_MARKS = {
    "errors": ("×", "alert--critical"),
    "pending": ("~", "alert--pending"),
    "snoozed": ("z", "alert--dim"),
    "withdrawn": ("w", "alert--dim"),
    "unknown": ("?", "alert--dim"),
    "ok": ("·", "alert--dim"),
    "off": ("-", "alert--dim"),
}
_FIRING_MARKS = {
    "critical": ("▲", "alert--critical"),
    "warning": ("!", "alert--warning"),
    "info": ("i", "alert--info"),
}
_SEVERITIES = ("critical", "warning", "info")


@dataclass(frozen=True, slots=True)
class GroupTitle:
    """A line above the rules of a group."""

    name: str
    count: int


RuleRow = RuleStatus | GroupTitle


def group_of(status: RuleStatus) -> str:
    """The group a rule stands in."""
    if not status.enabled:
        return "off"
    if status.attention == "snoozed" and status.state != "error":
        return "snoozed"
    return _GROUP_OF_STATE[status.state]


def grouped(statuses: Iterable[RuleStatus]) -> tuple[RuleRow, ...]:
    """The rules under the titles of their groups; in a group what is acknowledged comes last, the
    loudest first, then the newest."""
    by_group: dict[str, list[RuleStatus]] = {}
    for status in statuses:
        by_group.setdefault(group_of(status), []).append(status)
    rows: list[RuleRow] = []
    for name in GROUPS:
        found = sorted(by_group.get(name, ()), key=_urgency)
        if found:
            rows += [GroupTitle(name, len(found)), *found]
    return tuple(rows)


def _urgency(status: RuleStatus) -> tuple[bool, int, float, int]:
    if group_of(status) not in ("firing", "pending", "snoozed", "withdrawn"):
        return False, 0, 0.0, status.id
    age = -status.since.timestamp() if status.since is not None else 0.0
    known = status.attention == "acknowledged"
    return known, _SEVERITIES.index(status.severity), age, status.id


def snooze_words(until: str | None, now: datetime) -> str:
    """How long a snooze still lasts: `22 h left`, `till clear`, `till next`."""
    if until is None:
        return ""
    if until == "clears":
        return "till clear"
    if until == "next period":
        return "till next"
    left = times.from_text(until) - now
    if left >= timedelta(days=2):
        return f"{left.days} d left"
    minutes = max(1, -int(-left.total_seconds() // 60))
    return f"{minutes // 60} h left" if minutes >= 120 else f"{minutes} m left"


class RuleList(RowList[RuleRow]):
    """One line a rule: its mark, the rule, its value, since when or how long yet."""

    DEFAULT_CSS = """
    RuleList > .alert--critical { color: $error; text-style: bold; }
    RuleList > .alert--warning { color: $warning; text-style: bold; }
    RuleList > .alert--info { color: $accent; text-style: bold; }
    RuleList > .alert--pending { color: $warning; }
    RuleList > .alert--dim { color: $foreground 55%; text-style: $quiet-style; }
    RuleList > .alert--group { color: $foreground 60%; text-style: bold; }
    """
    MARKS: ClassVar[tuple[str, ...]] = (
        "alert--critical",
        "alert--warning",
        "alert--info",
        "alert--pending",
        "alert--dim",
        "alert--group",
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {*RowList.COMPONENT_CLASSES, *MARKS}

    model: ShortRows[RuleRow]

    def __init__(self, model: ShortRows[RuleRow], desk: Desk) -> None:
        super().__init__(model, id="rule-list")
        self._desk = desk

    # -- titles are passed over ------------------------------------------------------------------

    def move_to(self, index: int) -> None:
        super().move_to(self._rule_at(index, 1 if index >= self.cursor else -1))

    def settle_on(self, index: int, *, line: int | None = None) -> None:
        super().settle_on(self._rule_at(index, 1 if index >= self.cursor else -1), line=line)

    def _rule_at(self, index: int, step: int) -> int:
        """The nearest rule from `index` on in the direction of `step`."""
        index = max(0, min(index, self.model.count - 1))
        if not self._is_title(index):
            return index
        # a title always has a rule below it, and none above the first
        return index + step if step > 0 or index > 0 else index + 1

    def _is_title(self, index: int) -> bool:
        rows = self.model.rows(index, index + 1) if index >= 0 else ()
        return bool(rows) and isinstance(rows[0], GroupTitle)

    def _top_for(self, index: int, top: int) -> int:
        top = super()._top_for(index, top)
        return index - 1 if top == index and self._is_title(index - 1) and self.page > 1 else top

    def _scroll_by(self, rows: int) -> None:
        super()._scroll_by(rows)
        if self._is_title(self.cursor):
            self.move_to(self.cursor)

    # -- painting --------------------------------------------------------------------------------

    def paint_row(self, row: RuleRow, width: int, look: RowLook) -> Strip:
        if isinstance(row, GroupTitle):
            words = fit(f"{row.name} {row.count}", width)
            return Strip([Segment(words, look.mark("alert--group"))])
        mark, style = _mark(row)
        is_loud = group_of(row) in ("firing", "errors")
        is_new = is_loud and row.attention == "unseen"
        body = look.mark(style) if is_new else look.base
        value_width, when_width = self._widths(width)
        words_width = max(4, width - 3 - value_width - when_width)
        words, more = _words(row)
        words = fit(words, words_width) if not more else fit(words, words_width).rstrip()
        rest = fit(f"  {more}" if more else "", words_width - cell_len(words))
        when = fit_right(self._when(row, when_width), when_width)
        return Strip(
            [
                Segment(f"{mark} ", look.mark(style)),
                Segment(words, body),
                Segment(rest, look.mark("alert--dim")),
                Segment(" ", look.base),
                Segment(fit_right("" if row.error else row.value, value_width), body),
                Segment(when, look.mark("alert--dim")),
            ]
        ).adjust_cell_length(width, look.base)

    def _widths(self, width: int) -> tuple[int, int]:
        """Cells for the value, no more than the widest needs, and for the time."""
        values = (row.value for row in self.model.all if isinstance(row, RuleStatus))
        widest = max((cell_len(value) for value in values), default=0)
        if width >= 90:
            return min(24, widest), 16
        return (min(14, widest), 12) if width >= 70 else (min(12, widest), 11)

    def _when(self, row: RuleStatus, width: int) -> str:
        now, zone = self._desk.clock(), self._desk.zone
        if group_of(row) == "snoozed":
            return snooze_words(row.snoozed_until, now)
        if row.since is None or group_of(row) in ("ok", "unknown", "off", "errors"):
            return row.period
        return _since(row.since, now, zone, width)


def _mark(row: RuleStatus) -> tuple[str, str]:
    group = group_of(row)
    if group != "firing":
        return _MARKS[group]
    if row.attention == "acknowledged":
        return "✓", "alert--dim"
    return _FIRING_MARKS[row.severity]


def _words(row: RuleStatus) -> tuple[str, str]:
    """What a rule is called, and more of it where there is room."""
    if row.error:
        return row.name or row.text, row.error
    return (row.name, row.text) if row.name else (row.text, "")


def _since(moment: datetime, now: datetime, zone: tzinfo | None, width: int) -> str:
    words = since(moment, now, zone)
    return words if len(words) < width else brief(moment, now, zone)

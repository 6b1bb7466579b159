"""What the form says of a rule that is being typed: its meaning and past, or where it is wrong."""

from __future__ import annotations

from decimal import Decimal

from textual.content import Content

from store.alerts.backtest import Firing, RulePreview
from store.errors import RuleError
from store.rules.types import recorded, shown
from tui.moments import full

EXAMPLES = Content(
    "cloud.revenue.yoy > 30\n"
    "free_cash_flow < 0\n"
    "capex / group.revenue > 15%\n"
    'topic:policy and company:alibaba ~ "export"\n'
    "stories(topic:policy) > 10 in 6h"
)
STATE_WORDS = {
    "true": ("true now", "$text-success bold"),
    "false": ("not true now", "bold"),
    "unknown": ("not known now", "$text-warning"),
}
MOST_EXPECTED = 3
_DIM = "$foreground 60%"


def firing_value(firing: Firing) -> str:
    """What a rule fired on: a figure with its unit, or a headline's title."""
    if firing.period_end is None:
        return f"{firing.value} {firing.unit}".rstrip()
    return shown(*recorded(Decimal(firing.value), firing.unit)) if firing.value else "–"


def mistake_text(error: RuleError, caret: int, *, unfinished: bool) -> Content:
    """What is wrong, `caret` cells from the left. `unfinished`: it may only not be typed yet."""
    if unfinished:
        return Content.styled(_what_follows(error), _DIM)
    return Content.assemble(
        (" " * caret + "^\n", "$text-error bold"),
        (f"column {error.column}: {error.message}", "$text-error"),
    )


def _what_follows(error: RuleError) -> str:
    if not error.expected:
        return error.message
    more = " …" if len(error.expected) > MOST_EXPECTED else ""
    return f"then {', '.join(error.expected[:MOST_EXPECTED])}{more}"


def meaning_text(checked: RulePreview) -> Content:
    """What a rule means, in canonical form, and what it names that nothing has."""
    lines = [Content.assemble(("rule   ", _DIM), (checked.canonical, "bold"))]
    lines += [Content.styled(f"       {remark}", "$text-warning") for remark in checked.remarks]
    return Content("\n").join(lines)


def past_text(checked: RulePreview) -> Content:
    """What it sees now and when it would have fired, a line each."""
    words, style = STATE_WORDS[checked.state_now]
    lines = [
        Content.assemble(("now    ", _DIM), checked.current or "–", "  ", (words, style)),
        Content.assemble(("past   ", _DIM), _past(checked)),
        *(_firing_line(firing) for firing in checked.last),
    ]
    return Content("\n").join(lines)


def _past(checked: RulePreview) -> str:
    times = "once" if checked.fired == 1 else f"{checked.fired} times"
    if not checked.fired:
        times = "never"
    since = "" if checked.since is None else f" since {checked.since.isoformat()}"
    last = "; last:" if checked.last else ""
    return f"would have fired {times}{since}{last}"


def _firing_line(firing: Firing) -> Content:
    if firing.period_end is None:
        return Content.assemble(
            (f"       {full(firing.at)[:16]}  ", _DIM),
            firing_value(firing),
            (f"  {firing.source}", _DIM),
        )
    return Content.assemble(
        (f"       {firing.at:%Y-%m-%d}  {firing.period_end:%b %y}  ", _DIM),
        f"{firing_value(firing):>14}",
        (f"  {firing.source}", _DIM),
    )

"""What a read-only view may do: look. Everything else the registry knows is refused, so that an
action which is added later is refused until somebody says here that it only looks.
"""

from __future__ import annotations

from textual.actions import parse

from tui.actions import ACTIONS

REFUSAL = "This view is read-only."
LOOKING = frozenset(
    {
        "cursor_down", "cursor_up", "page_down", "page_up", "half_down", "half_up", "top",
        "bottom", "pane_headlines", "pane_segments", "pane_alerts", "pane_ledger", "pane_feeds",
        "next_pane", "previous_pane", "zoom", "wider", "narrower", "taller", "shorter",
        "usual_sizes", "back", "search", "help", "quit", "open_detail", "next_unread",
        "previous_unread", "cycle_topic", "choose_company", "choose_feed", "facets", "view_back",
        "view_forward", "only_unread", "explain", "copy_link", "copy_title", "cell_left",
        "cell_right", "previous_metric", "next_metric", "cycle_period", "cycle_basis", "compare",
        "switch_currency", "choose_known", "open_history", "copy_table", "only", "cycle_order",
    }
)  # fmt: skip
VERBS = frozenset(action.verb for action in ACTIONS)


def changes_something(action: str) -> bool:
    """Whether `action`, as a binding or a link names it, is more than looking."""
    _, name, parameters = parse(action)
    verb = str(parameters[0]) if name == "headline" and parameters else name  # forwarded by a pane
    return verb in VERBS and verb not in LOOKING

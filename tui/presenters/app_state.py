"""What comes back after a restart: pane, zoom, filter, selection, metric, theme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

from store.settings import Json

PANES = ("headlines", "segments", "alerts", "feeds", "ledger")


@dataclass(frozen=True, slots=True)
class AppState:
    """`selected` is the headline under the cursor, None for the top of the stream.

    `metric`, `period`, `basis` ('' for the newest) and `currency` choose the segment table;
    `feed_order` and `rule_order` are of tui/presenters/orders.py; `cuts` is where the user moved
    the edges of panes to (tui/board_plan.py); `seen_fetch` the newest poll when the app was left at
    `left_at` (UTC, '' before the first time).
    """

    front: str = "headlines"
    zoomed: bool = False
    query: str = ""
    selected: int | None = None
    metric: str = "revenue"
    period: str = "quarter"
    basis: str = ""
    currency: str = "CNY"
    feed_order: str = "list"
    rule_order: str = "state"
    theme: str = ""
    seen_fetch: int = 0
    left_at: str = ""
    cuts: Mapping[str, int] = field(default_factory=dict)

    def as_setting(self) -> dict[str, Json]:
        """As kept in the settings."""
        return asdict(self)


def restored(kept: Mapping[str, object]) -> AppState:
    """The state a setting holds; what is missing or makes no sense is left at its default."""
    default = AppState()
    values = {
        each.name: kept[each.name]
        for each in fields(AppState)
        if each.name in kept and isinstance(kept[each.name], _kind(getattr(default, each.name)))
    }
    cuts = values.get("cuts")
    if isinstance(cuts, dict) and not all(isinstance(share, int) for share in cuts.values()):
        del values["cuts"]
    state = AppState(**values)  # type: ignore[arg-type]
    return state if state.front in PANES else AppState(query=state.query, theme=state.theme)


def _kind(value: object) -> type | tuple[type, ...]:
    return (int, type(None)) if value is None else type(value)

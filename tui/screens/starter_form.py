"""The form behind `S`: the starter rules with what each would have done; the ticked are kept."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from store.alerts.backtest import preview
from store.rules.rule_files import RuleEntry
from tui.card_actions import card_bindings
from tui.presenters.desk import Desk
from tui.screens.overlay import Overlay
from tui.screens.rule_preview import meaning_text, past_text
from tui.widgets.row_list import RowList
from tui.widgets.tick_list import TickList, Ticks


class StarterForm(Overlay[tuple[str, ...] | None]):
    """Answers with the names of the rules to keep, or None when the user left. All are ticked."""

    DEFAULT_CSS = """
    StarterForm { align: center middle; background: $background 60%; }
    StarterForm > Vertical {
        width: 92%; max-width: 100; height: auto; max-height: 96%;
        border: round $accent; background: $surface; padding: 0 1;
    }
    StarterForm #form-title { text-style: bold; color: $accent; }
    StarterForm TickList { margin: 1 0; height: 13; max-height: 13; }
    StarterForm #meaning { height: auto; }
    StarterForm #past { height: 5; text-wrap: nowrap; text-overflow: ellipsis; }
    StarterForm #form-keys { color: $foreground 60%; }
    StarterForm.-low TickList { height: 8; margin: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*card_bindings("starter")]

    def __init__(self, desk: Desk, rules: tuple[RuleEntry, ...]) -> None:
        super().__init__()
        self._desk = desk
        self._rules = rules
        names = [rule.name for rule in rules]
        self._list = TickList(Ticks(names, names))
        self._asked = 0
        self._meaning = Static("", id="meaning", markup=False)
        self._past = Static("", id="past", markup=False)

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(
                "Rules to begin with: off until you keep them", id="form-title", markup=False
            )
            yield self._list
            yield self._meaning
            yield self._past
            yield Static(
                "space ticks · enter keeps the ticked · esc leaves", id="form-keys", markup=False
            )

    def on_mount(self) -> None:
        self.set_class(self.app.size.height < 30, "-low")
        self._list.focus()
        self._look(0)

    @on(RowList.Highlighted)
    def _moved(self, event: RowList.Highlighted) -> None:
        event.stop()
        self._look(event.index)

    @work(exclusive=True, group="rule-preview")
    async def _look(self, index: int) -> None:
        """Say what the rule under the cursor would have done."""
        self._asked += 1
        asked, text, now = self._asked, self._rules[index].text, self._desk.clock()
        checked = await self._desk.in_background(lambda connection: preview(connection, text, now))
        if asked == self._asked:
            self._meaning.update(meaning_text(checked))
            self._past.update(past_text(checked))

    def action_keep(self) -> None:
        self.dismiss(self._list.ticks.ticked)

    def action_leave(self) -> None:
        self.dismiss(None)

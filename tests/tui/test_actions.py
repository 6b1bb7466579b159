"""The registry: one list that keys, footer, help and palette are made from."""

from collections import Counter

import pytest

from tui.actions import ACTIONS, SCOPES, in_scope
from tui.app import AlimonApp
from tui.panes.alerts_pane import AlertsPane
from tui.panes.feeds_pane import FeedsPane
from tui.panes.headlines_pane import HeadlinesPane
from tui.panes.ledger_pane import LedgerPane
from tui.panes.segments_pane import SegmentsPane
from tui.presenters import app_state
from tui.screens import board_screen
from tui.screens.main_screen import MainScreen
from tui.widgets.row_list import RowList

OWNERS = {
    "app": MainScreen,
    "list": RowList,
    "headlines": HeadlinesPane,
    "segments": SegmentsPane,
    "alerts": AlertsPane,
    "ledger": LedgerPane,
    "feeds": FeedsPane,
}


def test_ids_are_unique_and_their_scopes_known() -> None:
    assert max(Counter(action.id for action in ACTIONS).values()) == 1
    assert {action.scope for action in ACTIONS} <= set(SCOPES) == set(OWNERS)


def test_every_pane_has_a_key_and_may_be_where_the_next_run_begins() -> None:
    assert set(app_state.PANES) == set(board_screen.PANES) - {"detail"}
    verbs = {action.verb for action in ACTIONS if action.scope == "app"}
    assert {f"pane_{pane}" for pane in app_state.PANES} <= verbs


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_implemented_by_its_scope(action: object) -> None:
    owner = OWNERS[action.scope]
    assert callable(getattr(owner, f"action_{action.verb}", None))
    assert action.help.endswith(".")


@pytest.mark.parametrize("scope", SCOPES)
def test_no_key_means_two_things_in_one_place(scope: str) -> None:
    reachable = [*in_scope(scope), *(in_scope("app") if scope != "app" else ())]
    if scope not in ("app", "list"):
        reachable += in_scope("list")
    keys = Counter(key for action in reachable for key in action.keys)
    assert [key for key, times in keys.items() if times > 1] == []


def test_keys_that_terminals_confuse_are_not_bound() -> None:
    confused = {"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+j"}
    assert not confused & {key for action in ACTIONS for key in action.keys}


def test_the_app_has_only_bindings_of_the_registry() -> None:
    assert [(each.id, each.priority) for each in AlimonApp.BINDINGS] == [("app.redraw", True)]

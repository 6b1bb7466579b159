"""What keys do in cards and forms, once: as tui/actions.py has it for the panes.

A card covers the screen, so only its own keys count while it is there: scopes are cards. Users
change these keys by id too.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.binding import Binding

from tui.actions import Action

CARD_SCOPES = {
    "card": "Cards to read",
    "command": "The command line",
    "question": "Questions",
    "facets": "Facets",
    "views": "Saved searches",
    "review": "A release before it is stored",
    "export": "Exports",
    "form": "Forms",
    "rule_form": "The form of a rule",
    "snooze": "Snoozing",
    "starter": "Starter rules",
    "topics": "Topics of a headline",
    "ticks": "Lists to tick",
    "detail": "The detail beside the headlines",
    "filter": "The filter line",
}

_CALLS = {  # what the card implements, where that is not the verb
    "card.down": "scroll_by(1)",
    "card.up": "scroll_by(-1)",
    "card.page_down": "scroll_by(10)",
    "card.page_up": "scroll_by(-10)",
    "command.next": "step(1)",
    "command.previous": "step(-1)",
    "command.page_down": "step(10)",
    "command.page_up": "step(-10)",
    "question.agree": "answer(True)",
    "question.decline": "answer(False)",
    "review.store": "decide('store')",
    "review.dismiss": "decide('dismiss')",
    "review.down": "scroll_by(1)",
    "review.up": "scroll_by(-1)",
    "review.page_down": "scroll_by(10)",
    "review.page_up": "scroll_by(-10)",
    "export.next": "step(1)",
    "export.previous": "step(-1)",
    "form.next": "app.focus_next",
    "form.previous": "app.focus_previous",
    "rule_form.next": "choose(1)",
    "rule_form.previous": "choose(-1)",
    "snooze.next": "choose(1)",
    "snooze.previous": "choose(-1)",
    "detail.down": "scroll_by(1)",
    "detail.up": "scroll_by(-1)",
    "filter.next": "choose(1)",
    "filter.previous": "choose(-1)",
}
WITHIN = {  # scopes whose keys work inside these cards
    "list": frozenset({"facets", "views", "ticks", "starter", "topics"}),
    "ticks": frozenset({"starter", "topics"}),
}

# Looked at before what has the focus, which would take them for itself.
_FIRST = frozenset(
    {
        *("command.leave", "command.run", "command.next", "command.previous"),
        *("command.page_down", "command.page_up"),
        *("rule_form.complete", "rule_form.next_proposal", "rule_form.next", "rule_form.previous"),
        *("snooze.next", "snooze.previous", "starter.keep", "topics.save"),
    }
)


def _action(identity: str, keys: str, title: str, words: str) -> Action:
    return Action(identity, tuple(keys.split(",")), title, words, palette=False)


CARD_ACTIONS = (
    _action("card.close", "escape,q,enter,w,question_mark", "Close", "Close the card."),
    _action("card.down", "j,down", "Down", "A line down."),
    _action("card.up", "k,up", "Up", "A line up."),
    _action("card.page_down", "pagedown,space,ctrl+d", "Page down", "Ten lines down."),
    _action("card.page_up", "pageup,ctrl+u", "Page up", "Ten lines up."),
    _action("command.leave", "escape", "Leave", "Leave without doing anything."),
    _action("command.run", "enter", "Run", "Do what is chosen."),
    _action("command.next", "down,ctrl+n,tab", "Next", "To the next proposal."),
    _action("command.previous", "up,shift+tab", "Previous", "To the proposal before."),
    _action("command.page_down", "pagedown", "Page down", "Ten proposals down."),
    _action("command.page_up", "pageup", "Page up", "Ten proposals up."),
    _action("question.agree", "enter,y", "Yes", "Do it."),
    _action("question.decline", "escape,n,q", "No", "Leave it."),
    _action("facets.choose", "space,enter", "Choose", "Show only these, or all again."),
    _action("facets.refuse", "x", "Refuse", "Show all but these, or all again."),
    _action("facets.find", "slash", "Find", "Find a value by its name."),
    _action("facets.clear_all", "backspace", "Clear", "Choose nothing."),
    _action("facets.leave", "escape,q,F", "Leave", "Close the card."),
    _action("views.open", "enter", "Open", "Show what the search finds."),
    _action("views.add", "a", "Add", "Keep the filter of the list."),
    _action("views.rename", "e", "Rename", "Give it another name."),
    _action("views.remove", "x", "Remove", "Remove it; asked for twice."),
    _action("views.leave", "escape,q,v", "Leave", "Close the card."),
    _action("review.store", "enter", "Store", "Store the figures."),
    _action("review.dismiss", "x", "Dismiss", "Do not ask again about this release."),
    _action("review.leave", "escape,q", "Leave", "Decide later."),
    _action("review.down", "j,down", "Down", "A line down."),
    _action("review.up", "k,up", "Up", "A line up."),
    _action("review.page_down", "pagedown,space,ctrl+d", "Page down", "Ten lines down."),
    _action("review.page_up", "pageup,ctrl+u", "Page up", "Ten lines up."),
    _action("export.leave", "escape,q", "Leave", "Write nothing."),
    _action("export.next", "j", "Next", "To the next choice."),
    _action("export.previous", "k", "Previous", "To the choice before."),
    _action("form.leave", "escape", "Leave", "Leave without a change."),
    _action("form.next", "down", "Next", "To the next field."),
    _action("form.previous", "up", "Previous", "To the field before."),
    _action("rule_form.leave", "escape", "Leave", "Leave without a change."),
    _action("rule_form.complete", "tab", "Complete", "Complete the word."),
    _action("rule_form.next_proposal", "ctrl+n", "Another", "Propose another completion."),
    _action("rule_form.next", "down", "Next", "To the next completion."),
    _action("rule_form.previous", "up", "Previous", "To the completion before."),
    _action("snooze.leave", "escape", "Leave", "Leave it as it is."),
    _action("snooze.next", "down", "Next", "To the next choice."),
    _action("snooze.previous", "up", "Previous", "To the choice before."),
    _action("starter.keep", "enter", "Keep", "Keep the ticked rules."),
    _action("starter.leave", "escape", "Leave", "Keep none."),
    _action("topics.save", "enter", "Save", "Keep the ticked topics."),
    _action("topics.leave", "escape", "Leave", "Leave them as they are."),
    _action("ticks.tick", "space", "Tick", "Tick the row, or take its tick off."),
    _action("detail.down", "j,down", "Down", "A line down."),
    _action("detail.up", "k,up", "Up", "A line up."),
    _action("filter.complete", "tab", "Complete", "Complete the word."),
    _action("filter.next", "down", "Next", "To the next completion."),
    _action("filter.previous", "up", "Previous", "To the completion before."),
)

BY_CARD_ID = {action.id: action for action in CARD_ACTIONS}


def in_card(scope: str) -> Iterator[Action]:
    """The actions of one card, in the order of the list."""
    return (action for action in CARD_ACTIONS if action.scope == scope)


def card_bindings(scope: str) -> list[Binding]:
    """Textual bindings for a card."""
    return [
        Binding(
            ",".join(action.keys),
            _CALLS.get(action.id, action.verb),
            action.title,
            show=False,
            id=action.id,
            priority=action.id in _FIRST,
        )
        for action in in_card(scope)
    ]

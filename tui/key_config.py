"""The user's own keys: `[keys]` in config.toml, `"headlines.toggle_star" = "S"`.

A mistake costs the one entry it is in and is said in one line; the other keys stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from store.configuration import Configuration
from tui.actions import ACTIONS, BY_ID, Action
from tui.card_actions import BY_CARD_ID, CARD_ACTIONS, CARD_SCOPES, WITHIN

FORWARDED = "screen.headline"  # the detail pane forwards the headline keys, see `bindings_for`

_BY_ID = {**BY_ID, **BY_CARD_ID}
_KEY = re.compile(r"(ctrl\+|shift\+|alt\+)*[a-z0-9_]+|[A-Z]")
_CONFUSED = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+j": "enter"}


@dataclass(frozen=True, slots=True)
class Keymap:
    """`keys` by binding id, as Textual's `set_keymap` takes them; `problems` in words."""

    keys: Mapping[str, str]
    problems: tuple[str, ...]


def user_keymap(configuration: Configuration) -> Keymap:
    """The keys that the user's configuration sets; mistakes name its file and line."""
    return read_keymap(configuration.keys, lambda name: configuration.place(f"keys.{name}"))


def read_keymap(
    entries: Mapping[str, object], place: Callable[[str], str] = lambda name: ""
) -> Keymap:
    """Check the user's entries (action id → key, or keys separated by commas).

    `place` says where an entry stands, to begin what is said about it.
    """
    keys: dict[str, str] = {}
    problems = []
    for identity, value in entries.items():
        problem = _problem(identity, value, keys)
        if problem:
            problems.append(f"{place(identity)}[keys] {identity!r}: {problem}")
            continue
        wanted = str(value).replace(" ", "")
        keys[identity] = wanted
        if _BY_ID[identity].scope == "headlines":
            keys[f"{identity}@{FORWARDED}"] = wanted
    return Keymap(keys, tuple(problems))


def _problem(identity: str, value: object, chosen: Mapping[str, str]) -> str:
    """What is wrong with one entry, empty when nothing is."""
    action = _BY_ID.get(identity)
    if action is None:
        near = get_close_matches(identity, _BY_ID, n=1)
        return f"no such action{f'; did you mean {near[0]}?' if near else '; ? lists them'}"
    if not isinstance(value, str) or not value.strip():
        return 'a key in quotes is needed, for example "S" or "ctrl+s"'
    for key in value.replace(" ", "").split(","):
        if not _KEY.fullmatch(key):
            return f'{key!r} is no key; use names such as "s", "S", "ctrl+s", "f5", "slash"'
        if key in _CONFUSED:
            return f"many terminals cannot tell {key} from {_CONFUSED[key]}"
        clash = _clash(action, key, chosen)
        if clash is not None:
            return f"{key} is already {clash.id} ({clash.title}); give that another key first"
    return ""


def _clash(action: Action, key: str, chosen: Mapping[str, str]) -> Action | None:
    """Another action that works where this one does and has the key, after the user's changes."""
    for other in (*ACTIONS, *CARD_ACTIONS):
        if other.id == action.id or not _meet(action.scope, other.scope):
            continue
        keys = chosen[other.id].split(",") if other.id in chosen else other.keys
        if key in keys:
            return other
    return None


def _meet(one: str, other: str) -> bool:
    """Whether keys of two scopes can be pressed in one place. A card covers the panes."""
    if one == other:
        return True
    cards = {one, other} & CARD_SCOPES.keys()
    if "detail" in cards:
        return bool({one, other} & {"app", "headlines"})
    if cards:
        return any(
            inner in (one, other) and bool({one, other} & around)
            for inner, around in WITHIN.items()
        )
    return bool({one, other} & {"app", "list"})

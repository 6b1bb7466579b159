"""Writes docs/keys.md from the list of actions: `python docs/make_keys_page.py > docs/keys.md`."""

from __future__ import annotations

import sys

from tui.actions import ACTIONS, SCOPES
from tui.card_actions import CARD_ACTIONS, CARD_SCOPES

HEAD = """# Keys

Made from `tui/actions.py` and `tui/card_actions.py` by `docs/make_keys_page.py`; a test fails when
they differ.

Every key can be changed in `config.toml`, by the action's id:

```toml
[keys]
"headlines.toggle_star" = "f5"
```
"""


def keys_page() -> str:
    """The whole page."""
    parts = [HEAD]
    for scope, title in (SCOPES | CARD_SCOPES).items():
        actions = [action for action in (*ACTIONS, *CARD_ACTIONS) if action.scope == scope]
        if not actions:
            continue
        parts.append(f"\n## {title}\n\n| keys | does | id |\n| --- | --- | --- |\n")
        for action in actions:
            keys = " ".join(f"`{key}`" for key in action.shown_keys.split()) or "palette only"
            parts.append(f"| {keys} | {action.help} | `{action.id}` |\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.stdout.write(keys_page())

"""What `?` shows: every key, from the one list of actions."""

from __future__ import annotations

from textual.content import Content

from store.headlines.topic_names import KNOWN_TOPICS
from tui.actions import ACTIONS, SCOPES
from tui.card_actions import CARD_ACTIONS, CARD_SCOPES
from tui.screens.card import Card

TOPIC_MARKS = " · ".join(f"{topic.mark} {topic.name}" for topic in KNOWN_TOPICS)
MARKS = f"""
 marks    {TOPIC_MARKS}
          • unread · ★ starred · +3 told by three more sources
 figures  ✓ agrees with the record · ≠ conflicts with it
          ≈ another measure · # not published yet
 numbers  n/c not comparable · n/m not a meaningful number
          – not disclosed · ʳ restated
 alerts   ! firing · ~ pending · z snoozed · · quiet
          ? not known yet · × the rule has an error
"""


def help_card(scope: str) -> Card:
    """The help, the scope the user is in first."""
    titles = SCOPES | CARD_SCOPES
    parts = []
    for name in sorted(titles, key=lambda other: other != scope):
        parts.append(Content.styled(f"\n{titles[name]}\n", "bold $accent"))
        parts.extend(
            Content.assemble((f" {action.shown_keys:<14} ", "bold"), f"{action.help}\n")
            for action in (*ACTIONS, *CARD_ACTIONS)
            if action.scope == name and action.keys
        )
    parts.append(Content.styled("\nMarks", "bold $accent"))
    parts.append(Content(MARKS))
    return Card("KEYS", Content("").join(parts))

"""Themes: dark, light, high contrast, and one of the terminal's own sixteen colours.

Colour never carries a meaning alone: a sign, a mark or weight always says the same.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="alimon-dark",
    primary="#5aa9e6",
    secondary="#c792ea",
    accent="#4fd1c5",
    warning="#e9b44c",
    error="#ff6b6b",
    success="#7bd88f",
    foreground="#d7dce2",
    background="#10141a",
    surface="#141a21",
    panel="#1c242e",
    dark=True,
    variables={
        "block-cursor-background": "#2b4c5e",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
    },
)
LIGHT = Theme(
    name="alimon-light",
    primary="#1b5fa8",
    secondary="#7b3fa0",
    accent="#00706b",
    warning="#8a5a00",
    error="#b3261e",
    success="#1f7a34",
    foreground="#1c2126",
    background="#fbfbf8",
    surface="#ffffff",
    panel="#e9ecea",
    dark=False,
    variables={
        "block-cursor-background": "#cfe6e4",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "none",
    },
)
CONTRAST = Theme(
    name="alimon-contrast",
    primary="#66ccff",
    secondary="#ff99ff",
    accent="#00ffff",
    warning="#ffff00",
    error="#ff5555",
    success="#55ff55",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    dark=True,
    variables={
        "block-cursor-background": "#ffffff",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
    },
)
TERMINAL_NAME = "ansi-dark"  # Textual's own: only the terminal's sixteen colours

THEMES = (DARK, LIGHT, CONTRAST)
OFFERED = (*(theme.name for theme in THEMES), TERMINAL_NAME)

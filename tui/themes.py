"""Themes: dark, light, high contrast, and one of the terminal's own sixteen colours.

Colour never carries a meaning alone: a sign, a mark or weight always says the same.
"""

from __future__ import annotations

from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

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
        "block-cursor-blurred-background": "#2f363e",
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
        "block-cursor-blurred-background": "#e3e7e5",
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
        "block-cursor-blurred-background": "#3a3a3a",
        "block-cursor-background": "#ffffff",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
    },
)
TERMINAL_NAME = "ansi-dark"
# Textual's own of the terminal's sixteen colours, which may be on white or black and may be taken
# away by NO_COLOR: what is under a cursor is reversed or underlined, which shows on all of them.
TERMINAL = replace(
    BUILTIN_THEMES[TERMINAL_NAME],
    variables=BUILTIN_THEMES[TERMINAL_NAME].variables
    | {
        "block-cursor-background": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-text-style": "reverse",
        "block-cursor-blurred-background": "ansi_default",
        "block-cursor-blurred-foreground": "ansi_default",
        "block-cursor-blurred-text-style": "underline",
        "quiet-style": "dim",  # colours cannot be mixed: what should be seen less is dim
        "input-cursor-background": "ansi_default",
        "input-cursor-foreground": "ansi_default",
        "input-cursor-text-style": "reverse",
    },
)

DEFAULT_VARIABLES = {"quiet-style": "none"}
THEMES = (DARK, LIGHT, CONTRAST, TERMINAL)
OFFERED = tuple(theme.name for theme in THEMES)

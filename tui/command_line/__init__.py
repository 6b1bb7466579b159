"""The `alimon` command: one module a command, imported when it is used.

Starting the app must not pay for pandas, feedparser or a lexicon, and polling begins before click
is there: only what the group needs is imported, when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

# command → module and the click command in it
COMMANDS = {
    "alerts": ("tui.command_line.alerts_command", "alerts"),
    "check": ("tui.command_line.check_command", "check"),
    "completion": ("tui.command_line.completion_command", "completion"),
    "db": ("tui.command_line.db_command", "db"),
    "demo": ("tui.command_line.demo_command", "demo"),
    "digest": ("tui.command_line.digest_command", "digest"),
    "doctor": ("tui.command_line.doctor_command", "doctor"),
    "feeds": ("tui.command_line.feeds_command", "feeds"),
    "figures": ("tui.command_line.figures_command", "figures"),
    "headlines": ("tui.command_line.headlines_command", "headlines"),
    "metrics": ("tui.command_line.metrics_command", "metrics"),
    "parse": ("tui.command_line.parse_command", "parse"),
    "poll": ("tui.command_line.poll_command", "poll"),
    "retag": ("tui.command_line.retag_command", "retag"),
    "serve": ("tui.command_line.serve_command", "serve"),
    "tag": ("tui.command_line.tag_command", "tag"),
}


def __getattr__(name: str) -> click.Group:
    if name != "alimon":
        raise AttributeError(name)
    from tui.command_line.group import alimon

    return alimon

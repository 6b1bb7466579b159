"""The `alimon` command: one module a command, imported when it is used.

Starting the app must not pay for pandas, feedparser or a lexicon: only click is imported here.
"""

from __future__ import annotations

import importlib
import os

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


class LazyGroup(click.Group):
    """A group whose commands are imported only when named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--db", "database", metavar="PATH", help="The database file to use.")
@click.option("--no-poll", is_flag=True, help="Only show what is stored; start no poller.")
@click.version_option(package_name="alimon", prog_name="alimon")
@click.pass_context
def alimon(context: click.Context, database: str | None, no_poll: bool) -> None:
    """Watch Alibaba's AI turn: headlines, segment metrics and alerts in the terminal.

    Without a command, opens the app.
    """
    if os.environ.get("NO_COLOR"):  # no-color.org; click itself only looks for a terminal
        context.color = False
    if context.invoked_subcommand is None:
        from pathlib import Path

        from store.places import default_database_path
        from tui.start import run_app

        run_app(Path(database) if database else default_database_path(), poll=not no_poll)

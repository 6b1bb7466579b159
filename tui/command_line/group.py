"""The `alimon` command itself: a group whose commands are imported when they are used."""

from __future__ import annotations

import importlib
import os

import click

from tui.command_line import COMMANDS


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

"""What the `:` line asks for: actions by name, filters, figures, rules, themes, watchlists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on

from store.errors import StoreError
from tui.screens.pane_requests import PaneRequests
from tui.themes import OFFERED
from tui.widgets.key_hints import KeyHints

if TYPE_CHECKING:
    from tui.presenters.commands import Command


class CommandRequests(PaneRequests):
    """Opens the `:` line and does what is chosen there."""

    async def action_palette(self) -> None:
        await self._whole.wait()
        self.ask_command()

    async def action_theme(self) -> None:
        await self._whole.wait()
        self.ask_command("theme ")

    def ask_command(self, text: str = "") -> None:
        """Open the `:` line, with `text` in it, and do what is chosen."""
        from tui.screens.command_card import CommandCard

        def answered(command: Command | None) -> None:
            if command is not None:
                self.run_worker(self.run_command(command), group="command")

        self.app.push_screen(CommandCard(self._desk, OFFERED, text), answered)

    async def run_command(self, command: Command) -> None:
        """Do what the words of the `:` line meant."""
        if command.kind == "action":
            await self.run_registered(command.argument)
        elif command.kind == "filter":
            self.go_to("headlines")
            self.headlines.open_view(command.argument, None)
        elif command.kind == "headline":
            self.go_to("headlines")
            self.headlines.show_headline(int(command.argument))
        elif command.kind == "figure":
            self.go_to("segments")
            if not self.segments.show_figure(*command.argument.split()):
                self._desk.say("No table shows that figure; [ and ] go through the tables.")
        elif command.kind == "alert":
            self._open_form("A new alert", (command.argument,))
        elif command.kind == "theme":
            self.app.theme = command.argument
        elif command.kind == "add feed":
            self.feeds.post_message(self.feeds.AddingWanted(command.argument))
        elif command.kind == "save":
            await self._save_watchlist(command.argument)

    async def _save_watchlist(self, name: str) -> None:
        from store.headlines.watchlists import save_watchlist

        query, now = self.headlines.query_text, self._desk.clock()
        if not query:
            self._desk.say("There is no filter to keep; / or F makes one.", severity="warning")
            return
        try:
            await self._desk.written(lambda c: save_watchlist(c, name, query, now))
        except StoreError as problem:
            self._desk.say(str(problem), severity="error")
            return
        self._desk.say(f"Kept {query} as {name} · v opens it")
        self.headlines.views.count()

    @on(KeyHints.Pressed)
    async def _hint_clicked(self, event: KeyHints.Pressed) -> None:
        event.stop()
        scope, verb = event.action.split(".")
        await (self if scope == "app" else self._pane(scope)).run_action(verb)

    async def run_registered(self, identity: str) -> None:
        """Run an action by its id, as the palette does."""
        scope, verb = identity.split(".")
        if scope == "app":
            await self.run_action(verb)
        else:
            self.go_to(scope)
            await self._pane(scope).run_action(verb)

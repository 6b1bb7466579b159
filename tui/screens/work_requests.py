"""Long work: what runs in a child beside the screen, how far it and the polls are, and its end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message
from textual.worker import Worker

from store.polling.poller_presence import poller_running
from tui.presenters.child_work import ChildFailed, Progress, run_alimon
from tui.screens.command_requests import CommandRequests
from tui.widgets.work_line import WorkLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.polling.feed_health import FeedHealth
    from tui.panes.feeds_pane import FeedsPane
    from tui.presenters.app_state import AppState
    from tui.presenters.desk import Desk

MANY_FEEDS = 3  # fewer are polled before anybody could read a line about it


class WorkRequests(CommandRequests):
    """One piece of work at a time; `X` stops it."""

    class PollsCalledOff(Message):
        """The poller that was started here should begin anew: it holds polls nobody wants."""

    def __init__(self, desk: Desk, state: AppState) -> None:
        super().__init__(desk, state)
        self._work: Worker[None] | None = None
        self._polls_wanted = 0

    # -- children --------------------------------------------------------------------------------

    def begin_work(self, arguments: Sequence[str], words: str) -> None:
        """Run an alimon command in a child, unless other work runs."""
        if self._work is not None and not self._work.is_finished:
            self._desk.say("One thing at a time; X stops what runs.", severity="warning")
            return
        self._work = self.run_worker(self._run(arguments, words), group="long-work")

    async def _run(self, arguments: Sequence[str], words: str) -> None:
        try:
            said = await run_alimon(self._desk.path, arguments, words, self.work_line.show)
        except ChildFailed as problem:
            self._desk.say(f"{words}: {problem}", severity="error")
        else:
            self._desk.say(said or f"{words}: done")
        finally:
            self._work = None
            self.work_line.show(None)

    def action_stop_work(self) -> None:
        """Stop the child, or else the polls that are under way."""
        if self._work is not None:
            self._work.cancel()
            self._desk.say("Stopped. What was done by then is kept.")
        elif self._polls_wanted:
            from store.polling.subscriptions import call_off_polls

            now = self._desk.clock()
            self._desk.write(lambda connection: call_off_polls(connection, now))
            self.post_message(self.PollsCalledOff())
            self._desk.say("Called the polls off · R polls every feed, r one")
        else:
            self._desk.say("Nothing is running that could be stopped.")

    @on(WorkLine.Stopped)
    def _line_clicked(self, event: WorkLine.Stopped) -> None:
        event.stop()
        self.action_stop_work()

    # -- polls -----------------------------------------------------------------------------------

    def show_polls(self, feeds: Sequence[FeedHealth]) -> None:
        """How far the first poll is, or one of all feeds; nothing where nobody polls."""
        left = sum(feed.requested or feed.state == "new" for feed in feeds)
        if left and poller_running(self._desk.path) is None:
            left = 0
        if left >= MANY_FEEDS or (left and self._polls_wanted):
            self._polls_wanted = max(self._polls_wanted, left)
        else:
            self._polls_wanted = 0
        if self._work is not None:
            return
        done = self._polls_wanted - left
        self.work_line.show(
            Progress("polling feeds:", done, self._polls_wanted) if self._polls_wanted else None
        )

    # -- what the feeds pane asks for ------------------------------------------------------------

    def on_feeds_pane_adding_wanted(self, event: FeedsPane.AddingWanted) -> None:
        self.ask_feed(event.address)

    def ask_feed(self, address: str = "") -> None:
        """Ask for a feed's address, then have a child look at it and subscribe."""
        from tui.screens.feed_forms import feed_form

        def answered(words: tuple[str, ...] | None) -> None:
            if words is not None:
                url, title, folder = (word.strip() for word in words)
                self.begin_work(
                    ("feeds", "add", f"--title={title}", f"--folder={folder}", "--", url),
                    f"looking at {url}",
                )

        self.app.push_screen(feed_form(address), answered)

    def on_feeds_pane_import_wanted(self) -> None:
        from tui.screens.feed_forms import import_form

        def answered(words: tuple[str, ...] | None) -> None:
            if words is not None:
                file = str(Path(words[0].strip()).expanduser())
                self.begin_work(("feeds", "import", "--", file), f"importing {file}")

        self.app.push_screen(import_form(Path.cwd()), answered)

    def on_feeds_pane_list_export_wanted(self) -> None:
        from tui.screens.feed_forms import export_form, free_name

        def answered(words: tuple[str, ...] | None) -> None:
            if words is not None:
                file = str(Path(words[0].strip()).expanduser())
                self.begin_work(("feeds", "export", "--", file), f"writing {file}")

        self.app.push_screen(export_form(free_name(Path.cwd())), answered)

    def on_feeds_pane_removal_wanted(self, event: FeedsPane.RemovalWanted) -> None:
        from store.polling.subscriptions import remove_feed
        from tui.screens.feed_forms import removal_question

        feed = event.feed

        def answered(sure: bool | None) -> None:
            if sure:
                self._desk.write(lambda connection: remove_feed(connection, feed.id))
                self._desk.say(f"Removed {feed.title}.")

        self.app.push_screen(removal_question(feed), answered)

    def action_retag(self) -> None:
        """Tag every stored headline again by the rules of today."""
        from tui.screens.question import Question

        def answered(sure: bool | None) -> None:
            if sure:
                self.begin_work(("retag", "--yes", "--progress"), "retagging")

        self.app.push_screen(
            Question(
                "RETAG",
                "Every stored headline is read again by the rules of today. Topics you set "
                "yourself stay; X stops it half way, and what was done by then is kept.",
                "retags",
            ),
            answered,
        )

"""The terminal app: composes the main screen, owns the desk and the poller's child, says things.

It reads only the store. Nothing here or below imports pandas, feedparser or an HTTP client.
"""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual._ansi_sequences import SYNC_START
from textual._styles_cache import StylesCache
from textual.app import App
from textual.binding import BindingType
from textual.driver import Driver
from textual.message import Message
from textual.screen import Screen

from store import times
from store.headlines.views import newest_fetch
from tui.actions import bindings_for
from tui.ascii_marks import AsciiMarks, locale_encoding, wants_ascii
from tui.presenters.app_state import restored
from tui.presenters.desk import Desk, Severity
from tui.presenters.poller_link import PollerLink
from tui.screens.main_screen import MainScreen
from tui.themes import DARK, DEFAULT_VARIABLES, TERMINAL_NAME, THEMES
from tui.thin_updates import ThinUpdates
from tui.waiting_keys import WaitingKeys
from tui.widgets.fitting import paintable
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    import sqlite3

    from rich.console import RenderableType
    from textual.actions import ActionParseResult
    from textual.await_complete import AwaitComplete
    from textual.dom import DOMNode
    from textual.filter import LineFilter

    from store.alerts.notices import Notice
    from store.configuration import Configuration, NoticeSettings
    from tui.terminal_kind import NoticeWay

READING_SECONDS: Mapping[Severity, float] = {"information": 4, "warning": 10, "error": 15}
POLLER_SECONDS = 4.0  # how often to see whether somebody polls


class Said(Message):
    """Words for the user, from any thread."""

    def __init__(self, words: str, severity: Severity) -> None:
        super().__init__()
        self.words = words
        self.severity = severity


class AlimonApp(App[None]):
    """alimon on the database at `path`, which must exist and be migrated.

    `poll` starts or joins a poller; without it only what is stored is shown. A `read_only` app
    changes nothing that is kept and opens nothing. `configuration` is
    None where the user has none. `prepare` is written once the screen is whole; `leaving` is called
    with the exit code when the user quits. `clock` and `zone` are passed in so that tests and
    pictures are the same on every machine.
    """

    TITLE = "alimon"
    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False  # `:` opens our own, see command_card
    # over cards too, where the keys of the screen below do nothing
    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in bindings_for("app") if binding.action == "redraw"
    ]
    CSS = """
    Toast { padding: 0 1; width: 60; }
    """

    def __init__(
        self,
        path: Path,
        *,
        poll: bool = True,
        read_only: bool = False,
        configuration: Configuration | None = None,
        clock: Callable[[], datetime] = times.now,
        zone: tzinfo | None = None,
        prepare: Callable[[sqlite3.Connection], object] | None = None,
        leaving: Callable[[int], object] | None = None,
    ) -> None:
        super().__init__()
        self._sent = ThinUpdates()
        self._typed = WaitingKeys(self, super().on_event)
        self._prepare = prepare
        self._leaving = leaving
        self.desk = Desk(
            path,
            say=self.say,
            open_link=self.open_url,
            copy=self.copy,
            alarm=self.alarm,
            clock=clock,
            zone=zone,
            read_only=read_only,
        )
        self._poller = PollerLink(path) if poll else None
        self._restored = restored(self.desk.saved_state())
        for theme in THEMES:
            self.register_theme(theme)
        self._notice_way: NoticeWay | None = None  # None until the terminal was looked at
        self._configuration = configuration
        ascii_wanted = wants_ascii(configuration.marks if configuration else "auto")
        self._filters_of_ours = [AsciiMarks(locale_encoding())] if ascii_wanted else []
        self._keys: Mapping[str, str] = {}
        self._problems: list[str] = []
        self._usual_theme = TERMINAL_NAME if self.no_color else DARK.name
        if configuration is not None:
            self._configure(configuration)
        chosen = self._restored.theme
        self.theme = chosen if chosen in self.available_themes else self._usual_theme
        self.animation_level = "none"

    def _configure(self, configuration: Configuration) -> None:
        from tui.key_config import user_keymap  # noqa: PLC0415 - only where there is a file

        keymap = user_keymap(configuration)
        self._keys = keymap.keys
        self._problems += [*configuration.problems, *keymap.problems]
        self._usual_theme = self._configured_theme(configuration)

    def _configured_theme(self, configuration: Configuration) -> str:
        """The theme of the configuration, ours where it names none or none that there is."""
        name = configuration.theme or self._usual_theme
        if name in self.available_themes:
            return name
        known = ", ".join(sorted(self.available_themes))
        self._problems.append(
            f"{configuration.place('theme')}theme: there is no {name!r}; there are {known}"
        )
        return self._usual_theme

    @property
    def chosen_theme(self) -> str:
        """The theme the user chose in the app, '' where it is the configuration's."""
        return "" if self.theme == self._usual_theme else self.theme

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        if self.desk.read_only:
            from tui.read_only import REFUSAL, changes_something  # noqa: PLC0415

            if isinstance(action, str) and changes_something(action):
                self.say(REFUSAL, severity="warning")
                return True
        done = await super().run_action(action, default_namespace, namespaces)
        if isinstance(default_namespace, RowList):  # moving in a list does no more
            self._typed.asked_for_nothing()
        return done

    def get_default_screen(self) -> Screen[None]:
        return MainScreen(self.desk, self._restored, polls=self._poller is not None)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self._typed.take(event)
        else:
            await super().on_event(event)

    def on_resize(self) -> None:
        self._sent.forget()

    @on(Driver.SignalResume)
    def _came_back(self) -> None:
        """From the background, to a screen that was cleared: Textual 8.2 leaves it blank."""
        self.action_redraw()

    def action_redraw(self) -> None:
        """Send every cell again: what the terminal shows is not what was sent."""
        self._sent.forget()
        self.screen.refresh()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        begin = SYNC_START if self._sync_available else ""
        super()._display(screen, self._sent.thinned(renderable, begin))

    def _begin_update(self) -> None:
        """Nothing is written before a frame is made: it would wake the thread that writes, which
        then waits beside this one. A frame begins with what Textual writes here."""

    def on_mount(self) -> None:
        if self._leaving is not None:
            self._leave_on_signals()
        self.set_keymap(self._keys)
        for problem in self._problems:
            self.say(problem, severity="warning")

    @on(MainScreen.Whole)
    def _screen_is_whole(self) -> None:
        """After the first paint: what the first paint should not wait for."""
        gc.collect()
        gc.freeze()
        gc.enable()
        gc.set_threshold(10_000, 5, 5)
        if self._prepare is not None and not self.desk.read_only:
            self.desk.write(self._prepare)
        if self._poller is not None:
            self._see_to_poller()
            self.set_interval(POLLER_SECONDS, self._see_to_poller)

    @on(MainScreen.PollsCalledOff)
    async def _begin_poller_anew(self) -> None:
        poller, self._poller = self._poller, None  # nobody starts another meanwhile
        if poller is not None:
            await asyncio.to_thread(poller.stop)
            self._poller = poller  # the next look starts one

    def _see_to_poller(self) -> None:
        failure = self._poller.ensure() if self._poller is not None else None
        if failure is not None:
            self.say(failure, severity="error")

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return DEFAULT_VARIABLES

    def get_line_filters(self) -> Sequence[LineFilter]:
        filters = super().get_line_filters()
        if self.no_color:
            from textual.filter import Monochrome, NoColor  # noqa: PLC0415 - Textual has it

            # Textual chose by the theme it began with; its filter for mixed colours makes the
            # terminal's own black on black.
            taken, chosen = (
                (Monochrome, NoColor) if self.native_ansi_color else (NoColor, Monochrome)
            )
            filters = [chosen() if isinstance(each, taken) else each for each in filters]
        return [*filters, *self._filters_of_ours]

    def copy(self, text: str, what: str) -> None:
        """Copy to the clipboard in every way there is, and say so."""
        self._copy(text, what)

    @work(thread=True, group="copy", exit_on_error=False)
    def _copy(self, text: str, what: str) -> None:
        from tui.clipboard import copy  # noqa: PLC0415 - when asked

        self.say(copy(text, what, lambda _: self.call_from_thread(self.copy_to_clipboard, text)))

    def say(self, words: str, *, severity: Severity = "information") -> None:
        """Show a line for a few seconds. From any thread; the words are text, never markup."""
        self.post_message(Said(paintable(words), severity))

    @on(Said)
    def _say(self, event: Said) -> None:
        seconds = READING_SECONDS[event.severity]
        self.notify(event.words, severity=event.severity, timeout=seconds, markup=False)

    @property
    def _notices(self) -> NoticeSettings:
        from store.configuration import NoticeSettings  # noqa: PLC0415 - not for the first paint

        return self._configuration.notifications if self._configuration else NoticeSettings()

    def alarm(self, notice: Notice) -> None:
        """Ring the bell, and have the terminal show a notice where it can."""
        from store.alerts.notices import is_told, notice_of  # noqa: PLC0415 - not for the first paint

        self.bell()
        events = [each for each in notice.events if is_told(each, self._notices.severity)]
        if events:
            self._show_beside(notice_of(events))

    @work(group="terminal-notice")
    async def _show_beside(self, notice: Notice) -> None:
        from tui.terminal_kind import this_notice_way  # noqa: PLC0415

        if self._notice_way is None:
            # under tmux this asks tmux, which may take a while
            self._notice_way = await asyncio.to_thread(this_notice_way, self._notices)
        first, *more = notice.lines
        body = f"{first} (and {len(more)} more)" if more else first
        self.write_beside(self._notice_way.sequence(notice.title, body))

    def write_beside(self, sequence: str) -> None:
        """Write to the terminal what is no part of the screen, between two frames."""
        if sequence and self._driver is not None and not self.is_headless and not self.is_web:
            self._driver.write(sequence)  # as Textual's own bell does; it has no public door

    async def action_quit(self) -> None:
        self.leave(0)

    def _leave_on_signals(self) -> None:
        """Leave as by `q` when the system asks, or the terminal was closed: a signal that ends the
        program where it stands leaves Textual's threads reading a terminal that is gone."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.leave, 128 + number)

    def leave(self, code: int) -> None:
        """Keep how things stand, and end with `code`, also where it cannot be kept."""
        try:
            self._keep_how_things_stand()
        finally:
            self.exit(return_code=code)

    def _keep_how_things_stand(self) -> None:
        main = self.screen_stack[0]
        if isinstance(main, MainScreen):
            state = replace(
                main.state,
                theme=self.chosen_theme,
                seen_fetch=newest_fetch(self.desk.reader),
                left_at=times.to_text(self.desk.clock()),
            )
            self.desk.save_state(state.as_setting())

    def pop_screen(self) -> AwaitComplete:
        """Leave a card, and what it still waits for: the answer would find no card."""
        self.workers.cancel_node(self.screen)
        # Textual 8.2 remembers colours per widget in a cache of 1,024 that keeps the widgets'
        # painted lines alive: 2 MB a dozen cards.
        StylesCache.get_inner_outer.cache_clear()
        return super().pop_screen()

    def exit(
        self,
        result: None = None,
        return_code: int = 0,
        message: RenderableType | None = None,
    ) -> None:
        super().exit(result, return_code, message)
        if self._leaving is not None:
            self._leaving(return_code)

    def close(self) -> None:
        """End the poller we started and close the database; after the app has left the screen."""
        if self._poller is not None:
            self._poller.stop()
        self.desk.close()

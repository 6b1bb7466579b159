"""The line where a filter is typed: it reads the small language and says what stands there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual import events
from textual.message import Message
from textual.widgets import Input

from store.headlines.query import HeadlineQuery, QueryError, parse_query


class FilterLine(Input):
    """Hidden until `open`. Posts what is typed so far, and what was kept with enter."""

    DEFAULT_CSS = "FilterLine { padding: 0 1; display: none; }"

    class Typed(Message):
        """The words so far make this query."""

        def __init__(self, query: HeadlineQuery) -> None:
            super().__init__()
            self.query = query

    class Kept(Typed):
        """Enter was pressed on a query that can be understood."""

    class Unclear(Message):
        """The words so far are no query; why, in a line."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(
            placeholder="words, topic:ai company:alibaba since:2d is:unread",
            id="filter",
            compact=True,
        )
        self._clock = clock

    @property
    def is_open(self) -> bool:
        """Whether the line is on the screen."""
        return bool(self.display)

    def open(self, text: str) -> None:
        """Show the line with `text` in it, ready to type."""
        self.display = True
        self.value = text
        self.cursor_position = len(text)
        self.screen.set_focus(self, scroll_visible=False)

    def close(self) -> None:
        """Take the line off the screen; the focus should be elsewhere by then."""
        self.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_open:
            self._read(event.value, FilterLine.Typed, is_typing=True)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._read(event.value, FilterLine.Kept, is_typing=False)

    def on_paste(self, event: events.Paste) -> None:
        """A pasted text of many lines is one line here."""
        event.stop()
        event.prevent_default()
        self.insert_text_at_cursor(" ".join(event.text.split())[:500])

    def _read(self, text: str, message: type[Typed], *, is_typing: bool) -> None:
        try:
            query = parse_query(text, self._clock(), is_typing=is_typing)
        except QueryError as error:
            self.post_message(self.Unclear(f"{error} (column {error.column + 1})"))
        else:
            self.post_message(message(query))

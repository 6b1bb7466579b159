"""The line where a filter is typed: it reads the small language and says what stands there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.binding import BindingType
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Input

from store.completion import Completion, completed
from store.headlines.query import HeadlineQuery, QueryError, parse_query
from store.headlines.query_completion import completions
from tui.card_actions import card_bindings
from tui.widgets.completion_list import CompletionList, Offer
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from store.rules.vocabulary import Vocabulary

OFFER_WIDTH = 56


class FilterOffers(CompletionList):
    """What the word being typed may become, over the list, which stays where it is."""

    DEFAULT_CSS = """
    FilterOffers {
        overlay: screen; constrain: inside inside; max-width: 100%; height: auto;
        max-height: 9; background: $panel;
    }
    """

    def __init__(self, take: Callable[[], object]) -> None:
        super().__init__(id="filter-offers")
        self._take = take

    def offer(self, words: tuple[Offer, ...], column: int = 0) -> None:
        super().offer(words)
        self.styles.width = min(OFFER_WIDTH, self.wanted_width)
        self.styles.offset = (column, 0)
        self.refresh(layout=True)  # as many lines as words, which no style says

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.model.count

    @on(RowList.Highlighted)
    def _moved(self, event: RowList.Highlighted) -> None:
        event.stop()

    @on(RowList.Chosen)
    def _clicked_twice(self, event: RowList.Chosen) -> None:
        event.stop()
        self._take()


class FilterLine(Input):
    """Hidden until `open`. Posts what is typed so far, and what was kept with enter.

    `offers` belongs below it: tab takes the word chosen there.
    """

    DEFAULT_CSS = "FilterLine { padding: 0 1; display: none; }"
    BINDINGS: ClassVar[list[BindingType]] = [*card_bindings("filter")]

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
            placeholder="words, topic:ai company:alibaba since:2d is:unread · tab completes",
            id="filter",
            compact=True,
        )
        self._clock = clock
        self._vocabulary: Vocabulary | None = None
        self._offered: tuple[Completion, ...] = ()
        self.offers = FilterOffers(self.action_complete)

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
        self._offer(())

    # -- completion ------------------------------------------------------------------------------

    def know(self, vocabulary: Vocabulary) -> None:
        """The names that can be offered from now on."""
        self._vocabulary = vocabulary
        if self.is_open:
            self._look_up()

    @property
    def is_offering(self) -> bool:
        """Whether there is a word to take."""
        return self.is_open and bool(self._offered)

    def _look_up(self) -> None:
        if self._vocabulary is not None:
            self._offer(completions(self.value, self.cursor_position, self._vocabulary))

    def _offer(self, offered: tuple[Completion, ...]) -> None:
        self._offered = offered
        start = offered[0].start if offered else 0
        column = cell_len(self.value[:start]) - int(self.scroll_offset.x)
        column = max(0, min(column, self.size.width - OFFER_WIDTH))
        self.offers.offer(tuple(Offer(each.word, each.about) for each in offered), column)

    def action_complete(self) -> None:
        if self.is_offering:
            chosen = self._offered[self.offers.cursor]
            self.value, self.cursor_position = completed(self.value, self.cursor_position, chosen)
            self._look_up()

    def action_choose(self, step: int) -> None:
        self.offers.move_to(self.offers.cursor + step)

    # -- reading ---------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_open:
            self._look_up()
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
